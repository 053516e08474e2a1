import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { trusted } from '../src/protocol/trusted.ts'
import { bundle } from './bundle/bundle.ts'
import { publishedDescription } from './bundle/published-description.ts'

// Makes the tarball that is published, and its bill of materials: npm run pack -- FOLDER. It is laid out apart from the
// repository, whose own package.json is private and asks for a Node to run tests with.

const root = fileURLToPath(new URL('..', import.meta.url))
const into = resolve(process.argv[2] ?? 'release')
const folder = mkdtempSync(join(tmpdir(), 'kaspr-hooks-pack-'))

const isDone = (program: string, args: readonly string[], cwd: string): boolean =>
  spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0

const lay = (path: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  cpSync(join(root, path), join(folder, path), { recursive: true })
}

try {
  const description = publishedDescription(trusted<Record<string, unknown>>(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))))
  for (const path of [...description.files.filter((path) => path !== 'dist'), 'README.md', 'LICENSE']) lay(path)
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, undefined, 2)}\n`)
  await bundle(join(folder, 'dist'))
  mkdirSync(into, { recursive: true })
  const isPacked = isDone(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'package'), '--outDir', join(folder, 'dist/lib')], root)
    && isDone('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], folder)
  process.exitCode = isPacked ? 0 : 1
  copyFileSync(join(folder, 'dist/bom.cdx.json'), join(into, 'kaspr-hooks.cdx.json'))
} finally {
  rmSync(folder, { recursive: true })
}
