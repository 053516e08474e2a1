import t from 'tap'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { callOf, kill, limits, run, valuesOf } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 1 })
t.teardown(() => sandboxes.stop())

const everything = (names: readonly string[], value: unknown): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, value]))

t.test('C16.3 process, require, fetch, timers and import are unreachable', async (t) => {
  const names = [
    'process', 'require', 'module', 'exports', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'eval', 'console', 'print', 'performance',
    'Buffer', 'global', 'window', 'self', 'WebAssembly', 'Worker', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'structuredClone', 'Intl', 'std', 'os', 'log', 'host',
  ].map((name) => `typeof globalThis.${name}`)
  t.same(await valuesOf(sandboxes, names), everything(names, 'undefined'))
  t.equal(await kill(sandboxes, 'return import("node:fs")'), 'promise')
  t.equal(await run(sandboxes, 'return typeof process + typeof require + typeof fetch'), 'undefinedundefinedundefined')
})

t.test('C16.3 import.meta knows nothing of the machine', async (t) => {
  t.same(await run(sandboxes, 'return Object.values(import.meta).filter((value) => /[/:]/.test(String(value)))'), [])
})

t.test('constructor chains lead nowhere: no code is made out of text', async (t) => {
  const makers = [
    '(() => 1).constructor', '(async () => 1).constructor', '(function* () {}).constructor', '(async function* () {}).constructor', 'Function', 'ctx.log.info.constructor',
    'ctx.hash.constructor', 'request.constructor.constructor', 'Object.getPrototypeOf(async () => 1).constructor', 'Math.max.constructor', '[].map.constructor.constructor',
    'new Error("x").constructor.constructor', 'Reflect.getPrototypeOf(function* () {}).constructor', 'class extends Function {}',
    'Object.getOwnPropertyDescriptor(request, "long").get.constructor', 'import.meta.constructor?.constructor ?? Function', 'Symbol.prototype[Symbol.toPrimitive].constructor',
  ]
  const expressions = makers.flatMap((maker) => [`(${maker})("return globalThis")()`, `new (${maker})("return globalThis")()`, `Reflect.construct(${maker}, ["return 1"])()`])
  const request = JSON.stringify({ long: { text: 'x'.repeat(1000) } })
  const text = expressions.map((expression) => `(() => { try { return [${JSON.stringify(expression)}, ${expression}] } catch (error) { return error.name } })()`)
  t.same(await run(sandboxes, `return [${text.join(',\n')}]`, { request }), expressions.map(() => 'TypeError'))
})

t.test('the stack of an error leads to no function and no file of ours', async (t) => {
  const result = await run(sandboxes, `
    const seen = []
    Error.prepareStackTrace = undefined
    try { Object.defineProperty(Error, 'prepareStackTrace', { value: (_, frames) => { seen.push(frames) } }) } catch {}
    try { null.x } catch (error) { seen.push(error.stack) }
    return seen`)
  t.match(result, { kill: 'exception' })
  t.notMatch(await run(sandboxes, 'return new Error("x").stack'), /\/(?:src|node_modules)\/|worker|file:/)
})

t.test('built-in objects cannot be changed, and what is common still works', async (t) => {
  const changes = [
    'Object.prototype.polluted = 1', 'Array.prototype.map = 1', 'JSON.stringify = 1', 'Math.random = () => 4', 'Date.now = () => 1', 'globalThis.extra = 1', 'Promise.prototype.then = 1',
    'Object.getPrototypeOf([][Symbol.iterator]()).next = 1', 'Object.getPrototypeOf(function* () {}).constructor = 1', 'Function.prototype.call = 1', 'Error.prototype.name = "x"',
    'ctx.now = "x"', 'ctx.log.info = 1', 'ctx.extra = 1', 'Object.setPrototypeOf(Object.prototype, {})', 'Object.prototype.toString = 1', 'delete Array.prototype.map', 'String.prototype.split = 1',
  ]
  t.same(await valuesOf(sandboxes, changes), everything(changes, 'TypeError'))
  const habits = {
    '(() => { class Mine extends Error { constructor() { super("m"); this.name = "Mine" } } return String(new Mine()) })()': 'Mine: m',
    '(() => { const o = {}; o.toString = () => "own"; o.constructor = 1; return [String(o), o.constructor, Object.keys(o)] })()': ['own', 1, ['toString', 'constructor']],
    '({}).toString()': '[object Object]',
    '(() => 1) instanceof Function': true,
    'Object.assign({}, { valueOf: 1 }).valueOf': 1,
    '[3, 1, 2].toSorted().map((n) => n * 2)': [2, 4, 6],
    '"a-b".replaceAll("-", "_")': 'a_b',
    'Object.groupBy([1, 2], (n) => n % 2 ? "odd" : "even").odd': [1],
  }
  t.same(await valuesOf(sandboxes, Object.keys(habits)), habits)
})

t.test('prototype pollution by keys of the request is harmless', async (t) => {
  const request = `{"parent":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"long":{"__proto__":{"polluted":1,"x":"${'x'.repeat(1000)}"}}}`
  const result = await run(sandboxes, `
    const merge = (into, from) => { for (const key of Object.keys(from)) typeof from[key] === 'object' ? merge(into[key] ??= {}, from[key]) : (into[key] = from[key]); return into }
    const { parent, long } = request
    let merged
    try { merged = merge({}, parent).polluted } catch (error) { merged = error.name }
    return { polluted: {}.polluted, inherited: long.polluted, keys: [Object.keys(parent), Object.keys(long)], merged, copied: Object.assign({}, parent), spread: { ...parent } }`, { request })
  const parent: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
  t.strictSame(JSON.stringify(result), JSON.stringify({ keys: [['__proto__', 'constructor'], ['__proto__']], merged: 'TypeError', copied: parent, spread: parent }))
})

t.test('prototype pollution by keys of the answer is harmless', async (t) => {
  const result = await sandboxes.run(callOf('export const sync = () => ({ ["__proto__"]: { polluted: 1 }, toString: 1, constructor: { prototype: { polluted: 1 } } })'))
  t.match(result, { ok: true, output: '{"__proto__":{"polluted":1},"toString":1,"constructor":{"prototype":{"polluted":1}}}' })
  t.equal(Reflect.get({}, 'polluted'), undefined)
})

t.test('the request is frozen through and through', async (t) => {
  const request = JSON.stringify({ a: { b: [{ c: 1 }] }, long: { text: 'x'.repeat(1000), list: [{ d: 'x'.repeat(1000) }] } })
  const changes = ['request.x = 1', 'request.a.b.push(1)', 'request.a.b[0].c = 2', 'delete request.a', 'request.long = 1', 'request.long.text = 1', 'request.long.list[0].d = 1', 'request.long.list.length = 0', 'delete request.long.list']
  const text = changes.map((change) => `(() => { try { ${change}; return ${JSON.stringify(change)} } catch (error) { return error.name } })()`)
  t.same(await run(sandboxes, `return [${text.join(',')}]`, { request }), changes.map(() => 'TypeError'))
  const frozen = 'const all = (value) => typeof value !== "object" || (Object.isFrozen(value) && Object.values(value).every(all)); return all(request)'
  t.equal(await run(sandboxes, frozen, { request }), true)
})

t.test('nothing stays from one call to the next', async (t) => {
  const leave = [
    'try { globalThis.left = 1 } catch {} const { prototype } = class {}; prototype.left = 1; return 1',
    'Symbol.for("left").description; for (let i = 0; i < 1e5; i++) Symbol.for("left" + i); return 1',
    'ctx.log.info("x".repeat(1e5)); Promise.resolve().then(() => ctx.log.info("late")); return 1',
    'new Uint8Array(2 ** 22).fill(0xab); return 1',
  ]
  for (const text of leave) await run(sandboxes, text)
  const found = 'return [typeof globalThis.left, new Uint8Array(2 ** 22).some((byte) => byte !== 0), new Array(10).some((item) => item !== undefined)]'
  t.same(await run(sandboxes, found, { limits: { ...limits, timeoutMs: 10_000 } }), ['undefined', false, false])
  const counter = callOf('let calls = 0; const seen = []; export const sync = () => { seen.push(1); return [++calls, seen.length] }')
  for (let call = 0; call < 3; call++) t.match(await sandboxes.run(counter), { ok: true, output: '[1,1]', logs: [] })
})
