import t from 'tap'
import { lanesOf } from '../../steward/lanes.ts'

/** Work that ends when it is told to. */
const task = () => {
  const state = { isRunning: false, end: (): void => {} }
  const work = (): Promise<void> => {
    state.isRunning = true
    return new Promise((resolve) => { state.end = resolve })
  }
  return { state, work }
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

t.test('only so many run at once, the others wait for their turn', async (t) => {
  const lanes = lanesOf(2)
  const tasks = [task(), task(), task()]
  const all = tasks.map(({ work }) => lanes.run(false, work))
  await turn()
  t.strictSame(tasks.map(({ state }) => state.isRunning), [true, true, false])
  tasks[0]?.state.end()
  await turn()
  t.ok(tasks[2]?.state.isRunning)
  for (const { state } of tasks) state.end()
  await Promise.all(all)
})

t.test('slow work takes half of the lanes at most', async (t) => {
  const lanes = lanesOf(4)
  const slow = Array.from({ length: 4 }, task)
  const quick = task()
  for (const { work } of slow) void lanes.run(true, work)
  void lanes.run(false, quick.work)
  await turn()
  t.strictSame(slow.map(({ state }) => state.isRunning), [true, true, false, false])
  t.ok(quick.state.isRunning)
})

t.test('work that fails leaves its lane', async (t) => {
  const lanes = lanesOf(1)
  await t.rejects(lanes.run(true, () => Promise.reject(new TypeError('no'))), TypeError)
  t.equal(await lanes.run(true, async () => 'next'), 'next')
})
