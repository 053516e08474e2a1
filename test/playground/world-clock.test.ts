import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { turnstile } from '../../src/playground/turnstile.ts'
import { WorldClock } from '../../src/playground/world-clock.ts'

/** A clock whose wall moves 40 ms with every look at it. */
const clockOf = (advance?: (milliseconds: number) => Promise<void>) => {
  const moves: number[] = []
  let wall = 0
  const clock = new WorldClock({
    through: turnstile(), now: () => 0, ring: () => undefined, wall: () => wall += 40,
    advance: advance ?? (async (milliseconds) => { moves.push(milliseconds) }),
  })
  return { clock, moves, leap: (milliseconds: number) => { wall += milliseconds } }
}

const until = async (isTrue: () => boolean): Promise<void> => { while (!isTrue()) await sleep(5) }

t.test('the world follows the wall while somebody looks', async (t) => {
  const { clock, moves } = clockOf()
  const leave = clock.watch()
  await until(() => moves.length >= 2)
  leave()
  t.strictSame(moves.slice(0, 2), [40, 40])
  const count = moves.length
  await sleep(250)
  t.equal(moves.length, count, 'nobody looks any more')
})

t.test('at ten times the speed it makes ten times the way', async (t) => {
  const { clock, moves } = clockOf()
  clock.setSpeed(10)
  t.teardown(clock.watch())
  await until(() => moves.length >= 1)
  t.equal(moves[0], 400)
})

t.test('a machine that slept does not make up for it', async (t) => {
  const { clock, moves, leap } = clockOf()
  t.teardown(clock.watch())
  leap(3_600_000)
  await until(() => moves.length >= 1)
  t.equal(moves[0], 1000)
})

t.test('a paused clock stands still', async (t) => {
  const { clock, moves } = clockOf()
  clock.play(false)
  t.teardown(clock.watch())
  await sleep(250)
  t.strictSame(moves, [])
  clock.play(true)
  await until(() => moves.length >= 1)
  t.equal(clock.state().playing, true)
})

t.test('a world that fails stops its clock and nothing else', async (t) => {
  const { clock } = clockOf(async () => { throw new TypeError('broken world') })
  t.teardown(clock.watch())
  await until(() => !clock.state().playing)
  t.equal(clock.state().playing, false)
})

t.test('work goes through the turnstile in order, and failures do not stop it', async (t) => {
  const through = turnstile()
  const done: number[] = []
  const first = through(async () => { await sleep(20); done.push(1) })
  const second = through(async () => { throw new TypeError('no') })
  const third = through(async () => { done.push(3); return 3 })
  await first
  await t.rejects(second, { message: 'no' })
  t.equal(await third, 3)
  t.strictSame(done, [1, 3])
})
