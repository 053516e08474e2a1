import { spawnSync } from 'node:child_process'
import t from 'tap'
import type { Capacity } from '../../bench/capacity/run.ts'
import { buildFleet } from '../../bench/capacity/fleet.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const run = (...args: readonly string[]) => spawnSync(process.execPath, ['bench/capacity.ts', ...args], { encoding: 'utf8' })

t.test('a fleet has an own body for every app, and only the parent changes between two calls', async (t) => {
  const fleet = buildFleet(2, 1)
  const [first, second] = [String(fleet.next(0)), String(fleet.next(1))]
  t.not(first, second)
  t.equal(String(fleet.again(0)), first)
  const later = String(fleet.next(0))
  t.not(later, first)
  t.equal(later.length, first.length)
  const { related, parent } = trusted<{ related: object; parent: object }>(JSON.parse(first))
  const changed = trusted<{ related: object; parent: object }>(JSON.parse(later))
  t.strictSame(changed.related, related)
  t.notSame(changed.parent, parent)
})

t.test('a load at a rate sends every call, and unchanged ones are answered 304', async (t) => {
  const { stdout, status } = run('--apps', '2', '--agents', '1', '--rate', '50', '--seconds', '1', '--warm', '4', '--unchanged', '0.5')
  t.equal(status, 0)
  const { calls, statuses, cpuSecondsPer1000, perCore, requestBytes } = trusted<Capacity>(JSON.parse(stdout))
  t.equal(calls, 50)
  t.strictSame(statuses, { 200: 25, 304: 25 })
  t.ok(cpuSecondsPer1000 > 0)
  t.ok(Math.abs(perCore * cpuSecondsPer1000 - 1000) < 10)
  t.ok(requestBytes > 10_000)
})

t.test('without a rate it goes on for as long as it is told', async (t) => {
  const { calls, statuses } = trusted<Capacity>(JSON.parse(run('--apps', '1', '--agents', '0', '--seconds', '1', '--warm', '1').stdout))
  t.ok(calls > 1)
  t.strictSame(Object.keys(statuses), ['200'])
})

t.test('numbers that are none are refused', async (t) => {
  for (const wrong of [['--apps', '0'], ['--rate', 'fast'], ['--unchanged', '2']]) {
    const { status, stderr } = run(...wrong)
    t.not(status, 0)
    t.match(stderr, /KH_BENCH_FAILED/)
  }
})
