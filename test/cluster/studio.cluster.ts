import t from 'tap'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator } from './harness/operator.ts'
import { hostile } from './studio/attacking.ts'
import { left } from './studio/leaving.ts'
import { back, everywhere } from './studio/publishing.ts'
import { rest } from './studio/resting.ts'
import { restarted, unparsed } from './studio/restarting.ts'
import { guarded, tokens } from './studio/rights-kept.ts'
import { sample } from './studio/sampling.ts'
import { shared } from './studio/sharing.ts'
import { takenBack } from './studio/taking-back.ts'
import type { Scenario } from './studio/scenario.ts'
import { inTown } from './studio/town.ts'

// Numbers are the lines of the acceptance list (studio.md, C16). Each one finds what those before left.

const scenarios: readonly Scenario[] = [sample, everywhere, back, hostile, guarded, tokens, restarted, unparsed, left, shared, takenBack, rest]

t.test(`the Studio on a real API server, with ${chosenOperator()}`, async (t) => {
  await inTown(theLayout(), async (town) => {
    for (const { name, play } of scenarios) await t.test(name, (t) => play(town, t))
    for (const { user } of [town.self, town.machine]) {
      t.strictSame(town.audit.writesOf(user).filter(({ status, as }) => status === 403 && as === undefined), [], `${user} has all the rights that it needs`)
    }
  })
})
