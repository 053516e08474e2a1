import t from 'tap'
import type { Test } from 'tap'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { body, kill, limits, run } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 2 })
t.teardown(() => sandboxes.stop())

const short = { ...limits, timeoutMs: 300 }

/** Every bomb fails, and a call right behind it on the same threads is answered. */
const bombs = (t: Test, expected: string | RegExp, texts: Record<string, string>): Promise<void> =>
  Object.entries(texts).reduce(async (before, [name, text]) => {
    await before
    t.match(await kill(sandboxes, text, { limits: short }), expected, name)
    t.equal(await run(sandboxes, 'return 1'), 1, `after ${name}`)
  }, Promise.resolve())

t.test('C16.2 endless loops end by the deadline, wherever they hide', (t) =>
  bombs(t, 'timeout', {
    'in the hook': 'for (;;);',
    'in a getter of the answer': 'return { get a() { for (;;); } }',
    'in toJSON': 'return { toJSON() { for (;;); } }',
    'in a comparator': 'return [3, 1, 2].sort(() => { for (;;); })',
    'in a regular expression': `return /^(a+)+$/.test('a'.repeat(60) + 'b')`,
    'in the message of an error': 'throw { get message() { for (;;); }, toJSON() { for (;;); } }',
    'in a proxy': 'return new Proxy({}, { ownKeys() { for (;;); } })',
    'in catch after catch': 'for (;;) try { for (;;); } catch {}',
    'in finally': 'try { for (;;); } finally { for (;;); }',
    'in a generator': 'for (const _ of (function* () { for (;;) yield 1 })()); return {}',
    'in the engine itself': 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    'in valueOf': 'return { a: +{ valueOf() { for (;;); } } }',
    'in what is logged': 'ctx.log.info({ toJSON() { for (;;); } }); return {}',
  }))

t.test('C16.2 an endless loop at the top level ends by the deadline', async (t) => {
  const call = body('return 1', { limits: short })
  t.match(await sandboxes.run({ ...call, code: `for (;;);\n${call.code}` }), { ok: false, kill: 'timeout' })
})

t.test('C16.2 microtasks never run, so a loop of them ends nothing and a promise is refused', async (t) => {
  t.equal(await run(sandboxes, 'const loop = () => Promise.resolve().then(loop); loop(); return 1'), 1)
  t.equal(await kill(sandboxes, 'const loop = async () => { for (;;) await 0 }; return loop()'), 'promise')
  t.equal(await kill(sandboxes, 'return import("@studio/k8s")'), 'promise')
})

t.test('C16.2 memory bombs stay within the limit', (t) =>
  bombs(t, /memory|exception|timeout/, {
    'one allocation of 1 GiB': 'return new ArrayBuffer(1024 ** 3)',
    'many buffers': 'const a = []; for (;;) a.push(new ArrayBuffer(1024 ** 2))',
    'many buffers that are written to': 'const a = []; for (;;) a.push(new Uint8Array(1024 ** 2).fill(7))',
    'a long string': 'let s = "x"; for (;;) s += s',
    'many strings': 'const a = []; for (let i = 0; ; i++) a.push("x".repeat(1e6) + i)',
    'a large array': 'return new Array(2 ** 27).fill(0)',
    'a large map': 'const m = new Map(); for (let i = 0; ; i++) m.set(i, {})',
    'a large number': 'let n = 3n; for (;;) n *= n',
    'caught again and again': 'const a = []; for (;;) try { a.push(new ArrayBuffer(1024 ** 2)) } catch {}',
  }))

t.test('C16.2 memory: what the limit allows can be had, what is more cannot', async (t) => {
  const fill = 'const a = []; for (let i = 0; i < request.mebibytes; i++) a.push(new Uint8Array(1024 ** 2).fill(7)); return a.length'
  const small = { ...limits, memoryMiB: 16 }
  for (const limits of [small, { ...small, memoryMiB: 64 }, small]) {
    const most = limits.memoryMiB
    t.equal(await run(sandboxes, fill, { limits, request: JSON.stringify({ mebibytes: most - 2 }) }), most - 2)
    t.equal(await kill(sandboxes, fill, { limits, request: JSON.stringify({ mebibytes: most + 1 }) }), 'memory')
  }
})

t.test('C16.2 deep recursion ends, wherever it hides', (t) =>
  bombs(t, /stack|notJson|memory|exception|timeout/, {
    'in the hook': 'const f = () => f() + 1; return f()',
    'in toJSON': 'const f = () => ({ toJSON: () => JSON.stringify(f()) }); return f()',
    'in a getter': 'const o = { get a() { return o.a } }; return o.a',
    'in a nested answer': 'let a = {}; for (let i = 0; i < 1e5; i++) a = { a }; return a',
    'in a proxy': 'const p = new Proxy({}, { get: (_, key) => p[key] }); return p.a',
    'in a regular expression': 'return new RegExp("(".repeat(1e5) + ")".repeat(1e5)).test("")',
    'in JSON': 'return JSON.parse("[".repeat(1e6))',
    'in bound functions': 'let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); return f()',
    'in a sort': 'const f = () => [2, 1].sort(f); return f()',
    'in replace': 'const f = () => "a".replace(/a/, f); return f()',
  }))

t.test('C16.2 a request that is nested deeply ends the call and not the thread', async (t) => {
  t.match(await kill(sandboxes, 'return request.a.length', { request: `{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}` }), /stack|exception|memory|timeout/)
  t.equal(await run(sandboxes, 'return 1'), 1)
})

t.test('C16.2 output bombs are refused', (t) =>
  bombs(t, 'output', {
    'one long text': 'return { a: "x".repeat(2 ** 21) }',
    'many children': 'return { children: Array.from({ length: 2e4 }, (_, i) => ({ metadata: { name: "child-" + i, labels: { a: "b" } } })) }',
  }))

t.test('C16.2 a bomb that JSON makes out of little is refused', async (t) => {
  t.match(await kill(sandboxes, 'let a = ["x".repeat(1000)]; for (let i = 0; i < 30; i++) a = [a, a]; return a', { limits: short }), /output|memory|timeout/)
})

t.test('timing: the program has no clock, and the deadline holds in a flood of short calls', async (t) => {
  t.equal(await run(sandboxes, 'const a = Date.now(); for (let i = 0; i < 1e6; i++); return Date.now() - a'), 0)
  const calls = Array.from({ length: 30 }, (_, call) => sandboxes.run(body(`return ${call}`)))
  const [, ...results] = await Promise.all([sandboxes.run(body('for (;;);', { limits: short })), ...calls])
  t.ok(results.every((result) => result.ok))
})
