import t from 'tap'
import { sha256Hex } from '../../src/kit/hash.ts'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { answer, body, callOf, kill, limits, now, run } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 2 })
t.teardown(() => sandboxes.stop())

t.test('a hook gets the request and gives back an answer, both as JSON text', async (t) => {
  const request = JSON.stringify({ parent: { spec: { replicas: 3, text: 'ä€😀\u0000' } } })
  t.same(await run(sandboxes, 'return { children: [], got: request }', { request }), { children: [], got: JSON.parse(request) })
})

t.test('finalize is called by its name', async (t) => {
  const call = callOf('export function finalize(request) { return { finalized: request.finalizing } }', { exported: 'finalize', request: '{"finalizing":true}' })
  t.same(answer(await sandboxes.run(call)), { finalized: true })
})

t.test('the context has the time, a log and a hash', async (t) => {
  const texts = ['', 'abc', 'ä€😀\u0000', 'x'.repeat(55), 'x'.repeat(64), 'x'.repeat(10_000)]
  const answer = await run(sandboxes, 'return [ctx.now, ...request.texts.map((text) => ctx.hash(text))]', { request: JSON.stringify({ texts }) })
  t.same(answer, [now, ...texts.map(sha256Hex)])
})

t.test('what the program says is kept with its level', async (t) => {
  const { logs, droppedLogs } = await sandboxes.run(body('ctx.log.debug("a", 1, { b: [2] }); ctx.log.error(new TypeError("c")); return {}'))
  t.same({ logs, droppedLogs }, { logs: [{ level: 'debug', message: 'a 1 {"b":[2]}' }, { level: 'error', message: 'TypeError: c' }], droppedLogs: 0 })
})

t.test('what the program said before it failed is kept too', async (t) => {
  const { logs } = await sandboxes.run(body('ctx.log.info("before"); for (;;);'))
  t.same(logs, [{ level: 'info', message: 'before' }])
})

t.test('the log is capped by lines and by bytes, and says how much is missing', async (t) => {
  const many = await sandboxes.run(body('for (let i = 0; i < 1000; i++) ctx.log.info(i); return {}'))
  t.same([many.logs.length, many.droppedLogs], [200, 800])
  const long = await sandboxes.run(body('for (let i = 0; i < 100; i++) ctx.log.info("x".repeat(1e5)); return {}'))
  t.ok(long.logs.reduce((sum, { message }) => sum + message.length, 0) <= 64 * 1024)
  t.equal(long.logs.length + long.droppedLogs, 100)
})

t.test('an error says what was thrown and where, in the lines of the program', async (t) => {
  const result = await sandboxes.run(body('const a = 1\n\nthrow new TypeError("no")'))
  t.match(result, { ok: false, kill: 'exception', message: 'TypeError: no', stack: 'at sync (program.ts:4:20)' })
})

t.test('whatever is thrown has a bounded message', async (t) => {
  const cases: Record<string, string> = {
    'throw undefined': 'undefined',
    'throw null': 'null',
    'throw 5n': '5',
    'throw Symbol("s")': 'Symbol(s)',
    'throw () => 1': 'a function',
    'throw { a: 1 }': '{"a":1}',
    'const a = {}; a.a = a; throw a': 'a value that cannot be shown',
    'throw { get message() { throw 1 }, toJSON() { throw 2 } }': 'a value that cannot be shown',
    'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })': 'a value that cannot be shown',
    'const e = new Error("x"); Object.defineProperty(e, "message", { get() { throw e } }); throw e': 'a value that cannot be shown',
    'const e = new Error("x"); Object.defineProperty(e, "stack", { get() { throw e } }); throw e': 'Error: x',
  }
  for (const [text, message] of Object.entries(cases)) t.match(await run(sandboxes, text), { kill: 'exception', message }, text)
  const long = await sandboxes.run(body('throw new Error("x".repeat(1e6))'))
  t.ok(!long.ok && long.message.length < 2200)
})

t.test('code that cannot be a program is refused', async (t) => {
  const cases: Record<string, string> = {
    'export const sync = () => {{': 'syntax',
    'export const other = () => 1': 'missing',
    'export const sync = 1': 'missing',
    'export const sync = async () => ({})': 'promise',
    'export const sync = () => new Promise(() => {})': 'promise',
    'await 1; export const sync = () => ({})': 'promise',
    'await new Promise(() => {}); export const sync = () => ({})': 'promise',
    'export const sync = () => ({}); throw new Error("at the top")': 'exception',
    'import fs from "node:fs"; export const sync = () => ({})': 'import',
    'import fs from "./prelude"; export const sync = () => ({})': 'import',
    'import { nothing } from "@studio/k8s"; export const sync = () => ({})': 'syntax',
  }
  for (const [code, expected] of Object.entries(cases)) t.match(answer(await sandboxes.run(callOf(code))), { kill: expected }, code)
})

t.test('an answer that is not JSON is refused, also where JSON would quietly write null', async (t) => {
  const cases = ['return', 'return () => 1', 'return Symbol()', 'return { a: 1n }', 'const a = {}; a.a = a; return a', 'return { a: [{ b: NaN }] }', 'return { a: -Infinity }', 'return { a: [undefined] }']
  for (const text of cases) t.equal(await kill(sandboxes, text), 'notJson', text)
  t.match(await run(sandboxes, 'return { children: [{ spec: { replicas: 0 / 0 } }] }'), { message: 'sync().children[0].spec.replicas is NaN, which JSON cannot say' })
  t.same(await run(sandboxes, 'return { a: null, b: undefined, c: [null] }'), { a: null, c: [null] })
})

t.test('input and output are bounded', async (t) => {
  const small = { ...limits, inputKiB: 1, outputKiB: 1 }
  t.equal(await kill(sandboxes, 'return {}', { limits: small, request: JSON.stringify({ a: 'x'.repeat(1024) }) }), 'input')
  t.equal(await kill(sandboxes, 'return { a: "x".repeat(1024) }', { limits: small }), 'output')
  t.equal(await kill(sandboxes, 'return { a: "€".repeat(400) }', { limits: small }), 'output')
  t.equal(await kill(sandboxes, 'return { a: "x".repeat(1000) }', { limits: small }), undefined)
})

t.test('a request that is not JSON fails the call', async (t) => {
  for (const request of ['', '{', '{"a":1}}', '[1', 'nonsense', `{"a":{"b":"${'x'.repeat(500)}"}`]) t.equal(await kill(sandboxes, 'return request', { request }), 'exception', request)
})
