import t from 'tap'
import { admitted } from './environment/admitting.ts'
import { appeared, staged } from './environment/appearing.ts'
import { examples, settings } from './environment/examples.ts'
import { onGround } from './environment/ground.ts'
import { repaired, restarted, suspended } from './environment/holding.ts'
import { deleted, frozen, retained } from './environment/leaving.ts'
import { foreign, refused } from './environment/refusing.ts'
import { migrated } from './environment/releasing.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'

const layout = theLayout()
const scenarios = [...examples, appeared, staged, admitted, repaired, restarted, suspended, refused, foreign, migrated, frozen, deleted, retained]

t.test(`environments on a real API server, with ${chosenOperator()}`, async (t) => {
  await withOperator(layout, async () => {
    // Most of the time they wait for others to act.
    t.jobs = 4
    await Promise.all(scenarios.map((one) => t.test(one.name, { buffered: true }, (t) => onGround(layout, one, (ground) => one.play(ground, t)))))
  }, { settings })
})
