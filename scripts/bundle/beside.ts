import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { studioPackages } from '../../studio/api/studio-packages.ts'
import { packages as playgroundPackages } from '../../src/playground/page-module.ts'
import { trusted } from '../../src/protocol/trusted.ts'

// What the program reads while it runs, and therefore lies beside the bundle as it lies in the repository.

/** Files of packages that are read, not imported. */
const packageFiles: Readonly<Record<string, RegExp>> = {
  '@fastify/swagger': /^package\.json$/,
  '@fastify/swagger-ui': /^(package\.json|static\/.*(?<!\.map))$/,
  '@jitl/quickjs-wasmfile-release-sync': /^(package\.json|dist\/emscripten-module\.wasm)$/,
  'kubernetes-types': /^(package\.json|.*\.d\.ts)$/,
  'typescript': /^(package\.json|lib\/typescript\.js|lib\/lib\.(es|decorators)[a-z0-9.]*\.d\.ts)$/,
}

/** Packages that pages import: one module each. */
const pagePackages: readonly string[] = [...new Set([...playgroundPackages, ...studioPackages])]

/** Folders of the repository that are read. */
const folders = [{ from: 'web', files: /\.(ts|css|svg|html)$/ }, { from: 'examples', files: /\.yaml$/ }]

/** Lays them into the bundle's folder. Gives the folders of the packages. */
export const layBeside = async (root: string, into: string): Promise<readonly string[]> => {
  for (const { from, files } of folders) await copy(join(root, from), join(into, from), files)
  for (const [name, files] of Object.entries(packageFiles)) await copy(join(root, 'node_modules', name), join(into, 'node_modules', name), files)
  for (const name of pagePackages) await copyModule(join(root, 'node_modules'), name, join(into, 'node_modules', packageOf(name)))
  await writeFile(join(into, 'package.json'), `${JSON.stringify(await description(root), null, 2)}\n`)
  return [...Object.keys(packageFiles), ...pagePackages.map(packageOf)].map((name) => join(root, 'node_modules', name))
}

const copy = async (from: string, to: string, wanted: RegExp): Promise<void> => {
  for (const name of (await readdir(from, { recursive: true, encoding: 'utf8' })).toSorted()) {
    if (wanted.test(name)) await copyFile(join(from, name), join(to, name))
  }
}

const copyFile = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to)
}

/** Of `@scope/name/part` the package is `@scope/name`. */
const packageOf = (name: string): string => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')

const copyModule = async (packages: string, name: string, to: string): Promise<void> => {
  const file = fileURLToPath(import.meta.resolve(name))
  const inside = file.slice(file.lastIndexOf(`/node_modules/${packageOf(name)}/`) + `/node_modules/${packageOf(name)}/`.length)
  await copyFile(file, join(to, inside))
  await copyFile(join(packages, packageOf(name), 'package.json'), join(to, 'package.json'))
}

/** The version is asked for at run time, and the files are modules. */
const description = async (root: string): Promise<object> => {
  const { name, version, license, type } = trusted<Record<string, string>>(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  return { name, version, license, type, private: true }
}
