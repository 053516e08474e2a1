import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { compiled } from '../../src/sandbox/wasm.ts'
import { body, limits } from './fixture.ts'

const endless = 'for (;;);'
/** A loop of the engine itself, in which it asks nobody whether to go on. */
const native = 'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'

t.test('calls beyond the queue are refused at once, as overloaded', async (t) => {
  const sandboxes = createSandboxes({ workers: 1, queue: 2 })
  t.teardown(() => sandboxes.stop())
  const results = await Promise.all([1, 2, 3].map(() => sandboxes.run(body('return 1'))))
  t.same(results.map((result) => (result.ok ? 'answered' : result.kill)).toSorted(), ['answered', 'answered', 'overloaded'])
})

t.test('a call that finds no thread in time is refused, as overloaded', async (t) => {
  const sandboxes = createSandboxes({ workers: 1, waitMs: 50 })
  t.teardown(() => sandboxes.stop())
  await sandboxes.run(body('return 1'))
  const [, second] = await Promise.all([sandboxes.run(body(endless)), sandboxes.run(body('return 1'))])
  t.match(second, { ok: false, kill: 'overloaded' })
})

t.test('a thread that does not answer is ended and replaced', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  t.teardown(() => sandboxes.stop())
  const short = { ...limits, timeoutMs: 200 }
  t.match(await sandboxes.run(body(native, { limits: short })), { ok: false, kill: 'timeout' })
  t.match(await sandboxes.run(body('return 1')), { ok: true, output: '1' })
  t.same(sandboxes.load().workers, 1)
})

t.test('other programs go on while one program, called again and again, hangs', async (t) => {
  const sandboxes = createSandboxes({ workers: 2 })
  t.teardown(() => sandboxes.stop())
  const short = { ...limits, timeoutMs: 500 }
  await sandboxes.run(body(native, { limits: short }))
  let answered = 0
  const hangs = async (): Promise<number> => {
    t.match(await sandboxes.run(body(native, { limits: short })), { ok: false, kill: /timeout|overloaded/ })
    return answered
  }
  const hanging = [hangs()]
  for (let call = 0; call < 20; call++) {
    hanging.push(hangs())
    t.match(await sandboxes.run(body(`return ${call}`)), { ok: true, output: String(call) })
    answered += 1
  }
  // All of them are answered before the last of those that hang.
  t.equal((await Promise.all(hanging)).at(-1), 20)
})

t.test('a program that runs into its deadline does not wait that long again for a thread', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  t.teardown(() => sandboxes.stop())
  await sandboxes.run(body('return 1'))
  const short = { ...limits, timeoutMs: 300 }
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => sandboxes.run(body(native, { limits: short }))))
  t.match(first, { ok: false, kill: 'timeout' })
  t.match(others, [{ ok: false, kill: 'overloaded' }, { ok: false, kill: 'overloaded' }])
  t.match(await sandboxes.run(body('return 1')), { ok: true, output: '1' }, 'another one waits until there is a thread again')
})

t.test('after stop nothing is left and calls are refused', async (t) => {
  const sandboxes = createSandboxes({ workers: 2 })
  await sandboxes.run(body('return 1'))
  const inWork = sandboxes.run(body(endless))
  const stopped = sandboxes.stop()
  t.match(await inWork, { ok: false })
  await stopped
  t.match(await sandboxes.run(body('return 1')), { ok: false, kill: 'overloaded' })
  t.same(sandboxes.load(), { workers: 2, busy: 0, queued: 0 })
})

t.test('stop before the threads have started leaves nothing either', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  const waiting = sandboxes.run(body('return 1'))
  await sandboxes.stop()
  t.match(await waiting, { ok: false, kill: 'overloaded' })
})

t.test('an engine that cannot be compiled is a coded failure of every call, until it can be', async (t) => {
  let isBroken = true
  const compile = async (): Promise<object> => isBroken ? Promise.reject(new TypeError('no such file')) : compiled()
  const sandboxes = createSandboxes({ workers: 1, compile })
  t.teardown(() => sandboxes.stop())
  const failure = { code: 'KH_ENGINE_BROKEN', statusCode: 500, message: /no such file/ }
  await t.rejects(sandboxes.run(body('return 1')), failure, 'one that waited')
  await t.rejects(sandboxes.run(body('return 1')), failure, 'one that came later')
  isBroken = false
  for (;;) {
    const result = await sandboxes.run(body('return 1')).catch((error: unknown) => error)
    if (!(result instanceof Error)) return t.match(result, { ok: true, output: '1' })
    await sleep(20)
  }
})
