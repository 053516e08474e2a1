import t from 'tap'
import type { Diagnostic } from '../../../studio/authoring/authoring.ts'
import { workerAuthoring } from '../../../studio/authoring/worker-authoring.ts'
import { sampleSource, sampleTypes } from './sample.ts'

const compiler = workerAuthoring({ milliseconds: 60_000 })
t.teardown(() => compiler.stop())

const check = (source: string): Promise<readonly Diagnostic[]> => compiler.check(source, sampleTypes)
const codes = async (source: string): Promise<readonly string[]> => (await check(source)).map(({ code }) => code)
const hook = (body: string): string => `export const sync: Sync = (request, ctx) => {\n${body}\n  return { children: [], status: {} }\n}\n`

t.test('the sample is good', async (t) => {
  t.strictSame(await check(sampleSource), [])
})

t.test('a mistake in an answer is told where it stands', async (t) => {
  const cases: readonly (readonly [string, string, object])[] = [
    ['  data: {', '  dat: {', { line: 13, column: 7, endColumn: 10, severity: 'error', message: /'dat' does not exist/ }],
    ['String(replicas)', 'replicas', { line: 13, column: 24, message: /'number' is not assignable to type 'string'/ }],
    ["'ConfigMap',", "'Config',", { line: 11, message: /"Config"/ }],
    ['{ ready:', '{ redy:', { line: 15, column: 15, message: /'redy' does not exist/ }],
    ["=== message }", '}', { line: 15, column: 15, message: /boolean/ }],
    ['parent.spec\n', 'parent.spek\n', { line: 5, column: 40, code: 'TS2339' }],
    ['  data: { message', '  status: {}, data: { message', { line: 13, message: /'status' does not exist/ }],
    ["['ConfigMap.v1']", "['Secret.v1']", { line: 7, code: 'TS7053' }],
    ["observed?.data?.['message']", "observed.data?.['message']", { line: 15, code: 'TS18048' }],
  ]
  for (const [from, to, expected] of cases) t.match(await check(sampleSource.replace(from, to)), [expected], to)
  t.match(await check(sampleSource.replace('export const sync: Sync = (', 'export const sync = (').replace('}, ctx) =>', '}: SyncRequest, ctx: Context) =>').replace('{ ready:', '{ redy:').replace('  data: {', '  dat: {')),
    [{ line: 13, column: 7 }, { line: 15, column: 15 }], 'also in a hook without a declared type')
})

t.test('what a program may not do has a code of its own', async (t) => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['import of a file', `import fs from 'node:fs'\nvoid fs\n${hook('')}`, ['STUDIO_IMPORT']],
    ['import of a type', `import type { A } from '../../../package.json'\nexport type B = A\n${hook('')}`, ['STUDIO_IMPORT']],
    ['import of a path', `import '/etc/passwd'\n${hook('')}`, ['STUDIO_IMPORT']],
    ['type of a module', `type A = typeof import('/etc/passwd')\n${hook('const a: A | undefined = undefined; void a')}`, ['STUDIO_IMPORT']],
    ['import at run time', hook("void import('@studio/k8s')"), ['STUDIO_IMPORT']],
    ['export of a module', `export * from './contract.ts'\n${hook('')}`, ['STUDIO_IMPORT']],
    ['path', `/// <reference path="/etc/passwd" />\n${hook('')}`, ['STUDIO_REFERENCE']],
    ['types', `/// <reference types="node" />\n${hook('')}`, ['STUDIO_REFERENCE']],
    ['library', `/// <reference lib="dom" />\n${hook('')}`, ['STUDIO_REFERENCE']],
    ['eval', hook("eval('1')"), ['STUDIO_EVAL']],
    ['Function', hook("new Function('1')"), ['STUDIO_EVAL']],
    ['async', 'export const sync = async () => ({ children: [], status: {} })', ['STUDIO_ASYNC']],
    ['promise', 'export function sync() { return Promise.resolve({ children: [], status: {} }) }', ['STUDIO_ASYNC', 'TS1360']],
    ['no sync', 'export const sink = 1', ['STUDIO_NO_SYNC']],
    ['sync as a type', 'export interface sync { a: 1 }', ['STUDIO_NO_SYNC']],
    ['any', hook('const a: any = 1; void a'), ['STUDIO_ANY']],
    ['cast to any', hook('void (request as any)'), ['STUDIO_ANY', 'STUDIO_CAST']],
    ['any as a whole', "export const sync = JSON.parse('1')", ['STUDIO_ANY', 'STUDIO_ANY']],
    ['any of the library', hook("const a = JSON.parse('1'); void a; void JSON.parse('1').b; const c: unknown = JSON.parse('1'); void c"), ['STUDIO_ANY', 'STUDIO_ANY']],
    ['cast of the request', hook("const a = request.parent.spec.color as 'red'; void a"), ['STUDIO_CAST']],
    ['randomness', hook('Math.random()'), ['STUDIO_GLOBAL']],
    ['missing global', hook('void new Intl.NumberFormat()'), ['STUDIO_GLOBAL']],
    ['silenced line', hook('// @ts-ignore\nvoid 0'), ['STUDIO_SILENCED']],
    ['silenced file', `// @ts-nocheck\n${hook('')}`, ['STUDIO_SILENCED']],
    ['browser', hook('document.title'), ['TS2584']],
    ['process', hook('process.exit()'), ['TS2591']],
    ['more than types', `enum A { B }\n${hook('void A.B')}`, ['TS1294']],
    ['syntax', 'export const sync: Sync = (request) => { return', ['TS1005']],
    ['too few answers', 'export function sync() { return 1 }', ['TS1360']],
  ]
  for (const [name, source, expected] of cases) t.strictSame(await codes(source), expected, name)
})

t.test('types of the program itself change nothing', async (t) => {
  t.match(await check("type SyncAnswer = unknown\ntype Sync = () => SyncAnswer\nexport const sync: Sync = () => ({ children: [{ apiVersion: 'v1' }], status: {} })"), [{ line: 3, severity: 'error' }])
  t.match(await check("declare module '@studio/k8s' { interface SyncAnswer { readonly more?: 1 } }\nexport const sync: Sync = () => ({ children: 1, status: {} })"), [{ line: 2 }])
  t.ok((await check('declare global { type Sync = () => unknown }\nexport const sync: Sync = () => 1')).some(({ severity }) => severity === 'error'))
})

t.test('a name of the program itself is no global', async (t) => {
  t.strictSame(await codes(hook("const Intl = { eval: 1 }; void Intl.eval; const { hash: Function } = ctx; void Function('a'); const a = [1] as const; void a")), [])
  t.strictSame(await codes(hook('const open: unknown = request.controller[\'spec\']; void (open as string)')), [], 'what is unknown may be cast')
})

t.test('finalize and the spec of the program must agree', async (t) => {
  const finalize = 'export const finalize: Finalize = () => ({ children: [], status: {}, finalized: true })\n'
  t.match(await compiler.check(`${hook('')}${finalize}`, sampleTypes, { finalize: false }), [{ code: 'STUDIO_FINALIZE_OFF', severity: 'warning', line: 5, column: 14 }])
  t.match(await compiler.check(hook(''), sampleTypes, { finalize: true }), [{ code: 'STUDIO_FINALIZE_MISSING', severity: 'error' }])
  t.strictSame(await compiler.check(`${hook('')}${finalize}`, sampleTypes, { finalize: true }), [])
  t.match(await check(`${hook('')}${finalize.replace('finalized: true', 'finalized: 1').replace(': Finalize', '')}`), [{ line: 5, code: 'TS2322' }])
})

t.test('completions know properties, texts and what has to be quoted', async (t) => {
  const at = async (source: string): Promise<readonly string[]> => (await compiler.complete(source, sampleTypes, source.length)).map(({ label, insert }) => insert ?? label)
  const begin = 'export const sync: Sync = (request, ctx) => { '
  t.strictSame(await at(`${begin}request.parent.spec.`), ['color', 'message', 'replicas'])
  t.strictSame(await at(`${begin}request.parent.spec.RE`), ['replicas'])
  t.strictSame(await at(`${begin}request.children.`), ["['ConfigMap.v1']", "['Deployment.apps/v1']"])
  t.strictSame(await at(`${begin}request.children['`), ['ConfigMap.v1', 'Deployment.apps/v1'])
  t.strictSame(await at(`${begin}return { children: [{ apiVersion: 'apps/v1', kind: '`), ['Deployment'])
  const [entry] = await compiler.complete(`${begin}request.children.`, sampleTypes, begin.length + 'request.children.'.length)
  t.match(entry, { from: begin.length + 'request.children'.length, kind: 'property' })
  t.equal(entry?.documentation, undefined)
})

t.test('documentation is given when it is asked for', async (t) => {
  const source = 'export const sync: Sync = (request) => { request.parent.spec.'
  t.match(await compiler.describe(source, sampleTypes, { offset: source.length, label: 'message' }), { label: 'message', detail: /message: string/, documentation: 'What is said.' })
  t.equal(await compiler.describe(source, sampleTypes, { offset: source.length, label: 'nothing' }), undefined)
  const offset = sampleSource.indexOf('replicas }')
  t.strictSame(await compiler.hover(sampleSource, sampleTypes, offset), { text: 'const replicas: number', documentation: 'How often.', from: offset, to: offset + 'replicas'.length })
  t.equal(await compiler.hover(sampleSource, sampleTypes, sampleSource.length), undefined)
})
