import t from 'tap'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import { WorkQueue } from '../../src/engine/work-queue.ts'

const build = () => {
  const clock = virtualClock(0)
  let woken = 0
  return { clock, queue: new WorkQueue(clock, () => { woken += 1 }), woken: () => woken }
}

t.test('keys come first in, first out, and once however often they were added', async (t) => {
  const { queue } = build()
  for (const key of ['b', 'a', 'b', 'b']) queue.add(key, `cause of ${key}`)
  t.strictSame([queue.take(), queue.take(), queue.take()], [{ key: 'b', causes: ['cause of b'] }, { key: 'a', causes: ['cause of a'] }, undefined])
})

t.test('a key is with one worker at a time; what comes meanwhile makes exactly one more pass', async (t) => {
  const { queue, woken } = build()
  queue.add('a', 'first')
  queue.take()
  for (const cause of ['second', 'third']) queue.add('a', cause)
  t.strictSame([queue.take(), queue.ready, queue.pending], [undefined, 0, 1])
  queue.done('a')
  t.strictSame([queue.take(), woken()], [{ key: 'a', causes: ['second', 'third'] }, 2])
  queue.done('a')
  t.equal(queue.take(), undefined)
})

t.test('of two delays the one that ends first counts, and none or less is now', async (t) => {
  const { clock, queue } = build()
  queue.addAfter('a', 50, 'resyncAfterSeconds')
  queue.addAfter('a', 20, 'throttled')
  queue.addAfter('a', 90, 'resyncAfterSeconds')
  t.strictSame(queue.delayed, [{ key: 'a', at: 20, reason: 'throttled' }])
  await clock.advance(19)
  t.equal(queue.take(), undefined)
  await clock.advance(1)
  t.strictSame([queue.take(), queue.delayed], [{ key: 'a', causes: ['throttled'] }, []])
  for (const delay of [0, -5, Number.NaN]) {
    queue.addAfter('b', delay, 'throttled')
    t.equal(queue.take()?.key, 'b')
    queue.done('b')
  }
})

t.test('a failing key waits twice as long each time, 5 ms to 1000 s, and begins anew after a success', async (t) => {
  const { clock, queue } = build()
  const waits: number[] = []
  for (let failure = 0; failure < 20; failure += 1) {
    queue.addRateLimited('a')
    waits.push((queue.delayed[0]?.at ?? 0) - clock.now())
    await clock.advance(1_000_000)
    queue.take()
    queue.done('a')
  }
  t.strictSame(waits.slice(0, 9), [5, 10, 20, 40, 80, 160, 320, 640, 1280])
  t.strictSame(waits.slice(17), [655_360, 1_000_000, 1_000_000])
  t.equal(queue.failures('a'), 20)
  queue.forget('a')
  queue.addRateLimited('a')
  t.equal((queue.delayed[0]?.at ?? 0) - clock.now(), 5)
})

t.test('all keys of a queue share 100 retries at once and 10 a second', async (t) => {
  const { queue } = build()
  for (let key = 0; key < 130; key += 1) queue.addRateLimited(String(key))
  const waits = queue.delayed.map(({ at }) => at)
  t.strictSame([waits.slice(0, 100).every((wait) => wait === 5), waits[100], waits[129]], [true, 100, 3_000])
})

t.test('a stopped queue hands out nothing and takes nothing', async (t) => {
  const { clock, queue } = build()
  queue.add('a', 'x')
  queue.addAfter('b', 5, 'throttled')
  queue.stop()
  queue.add('c', 'x')
  queue.addAfter('d', 5, 'throttled')
  await clock.advance(10)
  t.strictSame([queue.take(), queue.delayed, clock.next()], [undefined, [], undefined])
})

t.test('of many causes the first few are remembered', async (t) => {
  const { queue } = build()
  for (let cause = 0; cause < 100; cause += 1) queue.add('a', String(cause))
  t.strictSame(queue.take()?.causes, ['0', '1', '2', '3', '4', '5', '6', '7'])
})
