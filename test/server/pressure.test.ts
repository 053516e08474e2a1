import t from 'tap'
import { buildAdmission } from '../../src/server/admission.ts'
import { beatMilliseconds, buildPressure, readingsOf } from '../../src/server/pressure.ts'
import type { Readings } from '../../src/server/pressure.ts'

const free: Readings = { now: () => 0, heap: () => ({ used: 0, most: 0 }), resident: () => ({ used: 0, most: 0 }) }

/** A pressure whose clock the test moves: every step is the time from one look to the next. */
const moved = (delayMilliseconds: number) => {
  let now = 0
  const pressure = buildPressure({ delayMilliseconds, memoryShare: 0 }, { ...free, now: () => now })
  const step = (milliseconds: number, times = 1): void => {
    for (let count = 0; count < times; count += 1) {
      now += milliseconds
      pressure.look()
    }
  }
  pressure.watch()()
  return { pressure, step }
}

t.test('a loop that is in time has no delay', async (t) => {
  const { pressure, step } = moved(1000)
  step(beatMilliseconds, 50)
  t.equal(pressure.delayMilliseconds(), 0)
  t.equal(pressure.strain(), undefined)
})

t.test('one pause of a second is forgiven, a loop that stays late is not, and it is forgiven when it recovers', async (t) => {
  const { pressure, step } = moved(1000)
  step(1000 + beatMilliseconds)
  t.equal(pressure.strain(), undefined)
  step(1500 + beatMilliseconds, 3)
  t.equal(pressure.strain(), 'event_loop')
  t.ok(pressure.delayMilliseconds() > 1000 && pressure.delayMilliseconds() < 1500)
  step(beatMilliseconds, 10)
  t.equal(pressure.strain(), undefined)
})

t.test('memory is the share of the heap or of the container, whichever is more', async (t) => {
  let [now, heap, resident] = [0, 0, 0]
  const pressure = buildPressure({ delayMilliseconds: 0, memoryShare: 0.85 }, { ...free, now: () => now, heap: () => ({ used: heap, most: 100 }), resident: () => ({ used: resident, most: 200 }) })
  const lookAt = (used: number, all: number): readonly [number, string | undefined] => {
    [heap, resident] = [used, all]
    now += 20
    return [pressure.memoryShare(), pressure.strain()]
  }
  t.same(lookAt(85, 0), [0.85, undefined])
  t.same(lookAt(86, 0), [0.86, 'memory'])
  t.same(lookAt(10, 180), [0.9, 'memory'])
  t.same(lookAt(10, 100), [0.5, undefined])
})

t.test('without a limit nothing is a strain, and a container that grants everything has none', async (t) => {
  const pressure = buildPressure({ delayMilliseconds: 0, memoryShare: 0 }, { ...free, now: () => 1e6, heap: () => ({ used: 1, most: 1 }), resident: () => ({ used: 1e9, most: 0 }) })
  pressure.look()
  t.equal(pressure.memoryShare(), 1)
  t.equal(pressure.strain(), undefined)
})

t.test('this process has a heap, and is measured while it is watched', async (t) => {
  const pressure = buildPressure({ delayMilliseconds: 0, memoryShare: 0.85 })
  const end = pressure.watch()
  while (pressure.memoryShare() === 0) await new Promise((resolve) => { setTimeout(resolve, 5) })
  end()
  t.ok(pressure.memoryShare() > 0 && pressure.memoryShare() < 1)
})

t.test('under pressure one request at a time is taken on: never none', async (t) => {
  for (const strain of ['memory', 'event_loop'] as const) {
    const admission = buildAdmission({ requests: 9, bytes: 100 }, { strain: () => strain })
    t.equal(admission.enter(50), undefined, 'whoever is alone')
    t.equal(admission.enter(0), strain)
    admission.leave(50)
    t.equal(admission.enter(0), undefined, 'the next one')
  }
})

t.test('the heap is what may live long, and its limit the one that Node was given', async (t) => {
  t.equal(readingsOf('--expose-gc --max-old-space-size=300').heap().most, 240 * 1024 * 1024, 'four fifths: above that the engine may end the process')
  t.equal(readingsOf('--max_old_space_size 64').heap().most, 64 * 1024 * 1024 * 0.8)
  const { used, most } = readingsOf('').heap()
  t.ok(used > 0 && used < most)
})
