import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { layBeside } from './beside.ts'
import { billOfMaterials } from './bom.ts'
import { clientPlugin } from './client.ts'
import { notices, packageFolders } from './notices.ts'
import { placeBanner, placePlugin } from './place.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What becomes one file each: the program, and its threads. */
const programs = [
  { source: 'src/cli/process.ts', bundle: 'kaspr-hooks.js' },
  { source: 'src/sandbox/worker.ts', bundle: 'src/sandbox/worker.js' },
  { source: 'studio/authoring/compiler/compiler-worker.ts', bundle: 'studio/authoring/compiler/compiler-worker.js' },
]

/** Bundles the program into a folder, with all that it reads beside it; what was there is removed. */
export const bundle = async (into: string): Promise<void> => {
  await rm(into, { recursive: true, force: true })
  await mkdir(into, { recursive: true })
  const bundled: string[] = []
  for (const program of programs) bundled.push(...await bundleProgram(program, into))
  const folders = [...packageFolders(bundled), ...await layBeside(root, into)]
  await writeFile(join(into, 'THIRD-PARTY-NOTICES'), await notices(folders))
  await writeFile(join(into, 'bom.cdx.json'), await billOfMaterials(root, folders))
}

/** Gives the files that went into it. */
const bundleProgram = async (program: (typeof programs)[number], into: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [program.source],
    outfile: join(into, program.bundle),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    legalComments: 'none',
    // The same bytes on every machine, wherever its packages are kept.
    preserveSymlinks: true,
    // The compiler finds its own library by its place, and is only loaded by one thread.
    external: ['typescript'],
    banner: { js: placeBanner(program.bundle.split('/').length - 1) },
    plugins: [placePlugin(root), clientPlugin(root)],
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.inputs).map((file) => resolve(root, file))
}
