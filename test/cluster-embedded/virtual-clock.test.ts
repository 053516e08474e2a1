import t from 'tap'
import { virtualClock } from '../../src/cluster/virtual-clock.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { testCluster } from './fixtures/cluster.ts'
import { pod } from './fixtures/workloads.ts'

const start = Date.UTC(2026, 0, 1)

t.test('calls are made at their time, in the order in which they were planned', async (t) => {
  const clock = virtualClock()
  const calls: (readonly [string, number])[] = []
  const note = (name: string) => (): void => { calls.push([name, clock.now() - start]) }
  clock.after(20, note('late'))
  clock.after(10, note('first'))
  clock.after(10, note('second'))
  clock.after(15, note('cancelled'))()
  await clock.advance(15)
  t.strictSame(calls, [['first', 10], ['second', 10]])
  await clock.runUntil(start + 30)
  t.strictSame(calls.at(-1), ['late', 20])
  t.equal(clock.now(), start + 30)
  await clock.runUntil(start)
  t.equal(clock.now(), start + 30, 'time never goes back')
})

t.test('until idle: the clock stays at the last call, and says whether anybody still waits', async (t) => {
  const clock = virtualClock(1000)
  clock.after(50, () => { clock.after(50, () => {}) })
  t.ok(await clock.runUntilIdle(5000))
  t.equal(clock.now(), 1100)
  const again = (): void => { clock.after(1000, again) }
  again()
  t.notOk(await clock.runUntilIdle(5000))
})

t.test('times are written with whole seconds', (t) => {
  t.equal(timestamp(start + 1999), '2026-01-01T00:00:01Z')
  t.end()
})

t.test('a cluster is at rest although somebody looks again and again, and not while somebody writes', async (t) => {
  const quiet = testCluster()
  const look = (): void => { quiet.clock.after(10_000, look) }
  look()
  t.match(await quiet.runUntilIdle(), { isIdle: true })
  const busy = testCluster()
  let count = 0
  const write = (): void => {
    count += 1
    void busy.create(pod({ name: `p-${count}` }))
    busy.clock.after(10_000, write)
  }
  write()
  t.match(await busy.runUntilIdle({ limit: 120_000 }), { isIdle: false })
  t.ok(count >= 12)
})
