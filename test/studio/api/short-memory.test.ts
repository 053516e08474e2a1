import t from 'tap'
import { virtualClock } from '../../../src/engine/virtual-clock.ts'
import { shortMemory } from '../../../studio/api/short-memory.ts'

t.test('an answer is remembered for a while, so many of them, and a failure never', async (t) => {
  const clock = virtualClock(0)
  const memory = shortMemory<number>(clock, { milliseconds: 1000, most: 2 })
  let asked = 0
  const ask = async (): Promise<number> => (asked += 1)
  t.equal(await memory.get('a', ask), 1)
  t.equal(await memory.get('a', ask), 1)
  await clock.advance(1000)
  t.equal(await memory.get('a', ask), 2, 'too old')
  await memory.get('b', ask)
  await memory.get('c', ask)
  t.equal(await memory.get('a', ask), 5, 'the oldest one went')
  await t.rejects(memory.get('d', async () => Promise.reject(new TypeError('no'))))
  t.equal(await memory.get('d', ask), 6)
})
