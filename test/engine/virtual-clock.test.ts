import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { virtualClock } from '../../src/engine/virtual-clock.ts'

t.test('calls come in order of time, those of one instant in order of arrival', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 40 }), async (delays) => {
    const clock = virtualClock(1000)
    const called: (readonly [number, number])[] = []
    delays.forEach((delay, index) => { clock.after(delay, () => { called.push([clock.now(), index]) }) })
    await clock.advance(20)
    const expected = delays.map((delay, index) => [1000 + delay, index] as const).toSorted(([a, i], [b, j]) => a - b || i - j)
    t.strictSame(called, expected)
    t.equal(clock.now(), 1020)
  }), { numRuns: 50 })
})

t.test('a cancelled call is never made and nobody waits for it', async (t) => {
  const clock = virtualClock(0)
  const called: number[] = []
  const cancels = [3, 1, 2].map((delay) => clock.after(delay, () => { called.push(delay) }))
  cancels[1]?.()
  t.equal(clock.next(), 2)
  await clock.advance(10)
  t.strictSame([called, clock.next(), await clock.step()], [[2, 3], undefined, false])
})

t.test('what a call sets off happens before the next one, promises included', async (t) => {
  const clock = virtualClock(0)
  const seen: string[] = []
  clock.after(1, () => { void Promise.resolve().then(() => Promise.resolve()).then(() => { seen.push(`promise at ${clock.now()}`) }) })
  clock.after(2, () => { seen.push('second'); clock.after(0, () => { seen.push(`at once, ${clock.now()}`) }) })
  t.equal(await clock.step(), true)
  t.strictSame([seen, clock.now()], [['promise at 1'], 1])
  await clock.advance(1)
  t.strictSame(seen, ['promise at 1', 'second', 'at once, 2'])
})

t.test('time that lies behind is now', async (t) => {
  const clock = virtualClock(5)
  let at = 0
  clock.after(-10, () => { at = clock.now() })
  await clock.advance(0)
  t.equal(at, 5)
})
