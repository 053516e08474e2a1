import t from 'tap'
import type { Kill, SandboxResult } from '../../../src/sandbox/sandbox.ts'
import { sparing } from '../../../studio/world/sparing.ts'
import { callOf } from '../../sandbox/fixture.ts'

const used = { logs: [], droppedLogs: 0, milliseconds: 1, memoryBytes: 1, waited: 0 }
const ended = (kill?: Kill): SandboxResult => kill === undefined ? { ok: true, output: '{}', ...used } : { ok: false, kill, message: 'no', ...used }

/** A sandbox that ends every call alike, and a clock. */
const begun = (kill?: Kill) => {
  let [runs, now] = [0, 0]
  const run = sparing(() => {
    runs += 1
    return ended(kill)
  }, () => now)
  return { run, runs: () => runs, wait: (milliseconds: number) => { now += milliseconds } }
}

t.test('what ran out of time does so again without a run, until a while later', (t) => {
  const { run, runs, wait } = begun('timeout')
  const call = callOf('for (;;);')
  for (const now of ['2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z']) t.match(run({ ...call, now }), { ok: false, kill: 'timeout' })
  t.equal(runs(), 1, 'whatever the time')
  run({ ...call, request: '{"other":1}' })
  run({ ...call, codeDigest: 'other' })
  t.equal(runs(), 3, 'another request and another program are tried')
  wait(15_000)
  run(call)
  t.equal(runs(), 4)
  t.end()
})

t.test('everything else runs every time', (t) => {
  for (const kill of [undefined, 'exception', 'memory'] as const) {
    const { run, runs } = begun(kill)
    for (let call = 0; call < 3; call++) run(callOf(''))
    t.equal(runs(), 3, kill ?? 'an answer')
  }
  t.end()
})

t.test('it remembers so many and no more', (t) => {
  const { run, runs } = begun('timeout')
  for (let call = 0; call < 150; call++) run(callOf('', { request: `${call}` }))
  run(callOf('', { request: '149' }))
  t.equal(runs(), 150)
  run(callOf('', { request: '0' }))
  t.equal(runs(), 151, 'the oldest are forgotten')
  t.end()
})
