import t from 'tap'
import { begin } from './schedule.ts'
import { dice, settle, step, weathers } from './schedule-steps.ts'

const schedules = Number(process.env['SCHEDULES'] ?? 10_000)
const stepsOf = 100

t.setTimeout(1_500_000)

t.test('no schedule of stale views, lost writes, crashes and edits ends a healthy member, rebalances twice or loses a claim', async (t) => {
  const counts = { terminations: 0, rebalances: 0, resizes: 0, strikes: 0 }
  const broken: string[] = []
  for (let seed = 1; seed <= schedules; seed += 1) {
    const [run, roll] = [begin(), dice(seed)]
    settle(run)
    for (let count = 0; count < stepsOf; count += 1) step(run, roll, weathers[seed % 4] ?? 'calm')
    for (const key of ['terminations', 'rebalances', 'resizes', 'strikes'] as const) counts[key] += run.counts[key]
    broken.push(...run.broken.map((what) => `seed ${seed}: ${what}`))
  }
  t.same(broken.slice(0, 10), [])
  t.comment(JSON.stringify(counts))
  for (const [what, count] of Object.entries(counts)) t.ok(count > schedules / 50, `${what} did happen: ${count}`)
})
