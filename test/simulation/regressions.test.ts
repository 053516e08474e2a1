import t from 'tap'
import { regressions } from './regressions.ts'
import { play } from './schedules/run.ts'

for (const [what, schedule] of regressions) {
  t.test(what, async (t) => {
    await t.resolves(play(schedule))
  })
}
