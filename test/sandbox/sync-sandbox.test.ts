import t from 'tap'
import { syncSandbox } from '../../src/sandbox/sync-sandbox.ts'
import { answer, body, limits, now } from './fixture.ts'

const opened = (t: { readonly teardown: (end: () => unknown) => void }) => {
  const sandbox = syncSandbox()
  t.teardown(() => sandbox.stop())
  return sandbox
}

t.test('the answer is there when the call comes back; no turn of the event loop is needed', (t) => {
  const { run } = opened(t)
  const order: string[] = []
  setImmediate(() => { order.push('turn') })
  void Promise.resolve().then(() => { order.push('promise') })
  t.strictSame(answer(run(body('ctx.log.info("hi"); return { now: ctx.now, size: request.size }', { request: '{"size":3}' }))), { now, size: 3 })
  t.match(run(body('ctx.log.warn("careful"); return {}')), { ok: true, logs: [{ level: 'warn', message: 'careful' }] })
  t.strictSame(order, [])
  t.end()
})

t.test('the same limits hold as in the pool, and the next call finds everything as it was', (t) => {
  const { run } = opened(t)
  const kills = {
    timeout: body('for (;;);', { limits: { ...limits, timeoutMs: 100 } }),
    memory: body('const all = []; for (;;) all.push(new Array(1e5).fill(1))'),
    stack: body('const deep = () => deep() + 1; return deep()'),
    exception: body('globalThis.left = 1; throw new Error("no")'),
  }
  for (const [kill, call] of Object.entries(kills)) {
    t.match(run(call), { ok: false, kill }, kill)
    t.strictSame(answer(run(body('return { left: typeof left }'))), { left: 'undefined' }, `after ${kill}`)
  }
  t.match(run(body('return new Array(1e6).fill("x".repeat(10)).length', { limits: { ...limits, memoryMiB: 200 } })), { ok: true }, 'more memory where a program may have it')
  t.end()
})

t.test('a program that is one long step is ended, too, and the next call gets a thread', (t) => {
  const { run } = opened(t)
  // The copy is one step of the engine, which looks at the clock between steps.
  const call = body('const s = "ab".repeat(2e6); let n = 0; for (let i = 0; i < 1e4; i++) n += s.split("b").length; return { n }', { limits: { ...limits, timeoutMs: 50, memoryMiB: 512 } })
  t.match(run(call), { ok: false, kill: 'timeout' })
  t.strictSame(answer(run(body('return { fine: true }'))), { fine: true })
  t.end()
})

t.test('a thread that ends says why, at once', (t) => {
  const { run } = opened(t)
  t.match(run(body('return {}', { limits: { ...limits, memoryMiB: 70_000 } })), { ok: false, kill: 'crash', message: /ended before its answer: .+/ })
  t.match(run(body('return {}')), { ok: true })
  t.end()
})

t.test('nothing is left when it is stopped, used or not', async (t) => {
  const unused = syncSandbox()
  await unused.stop()
  const used = syncSandbox()
  used.run(body('return {}'))
  await used.stop()
  await used.stop()
  t.notOk(process.getActiveResourcesInfo().some((name) => name === 'MessagePort' || name === 'Worker'), process.getActiveResourcesInfo().join())
})
