import t from 'tap'
import { namespaceOf } from './family/scenarios.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'
import { onStage } from './harness/stage.ts'
import { invalidEdit, typeEdited } from './oaat/edits.ts'
import { failed, impossible, stuck, vanished } from './oaat/endings.ts'
import { hookOutage, restarted } from './oaat/interrupted.ts'
import { atRest, slotted, twoHundred } from './oaat/many.ts'
import { refusedAtOnce } from './oaat/refused.ts'
import { basicStartup, podSelection, rogueDeleted, statsCollection } from './oaat/upstream.ts'

const layout = theLayout()
const cases = [twoHundred, basicStartup, podSelection, rogueDeleted, statsCollection, failed, vanished, impossible, stuck, typeEdited, invalidEdit, slotted, atRest]

t.test(`OAAT on a real API server, with ${chosenOperator()}`, async (t) => {
  await withOperator(layout, async (operator) => {
    await t.test('what is wrong is refused at once', (t) => refusedAtOnce(layout, t))
    // Most of the time they wait for seconds to pass.
    t.jobs = 4
    await Promise.all(cases.map((one) => t.test(one.name, { buffered: true }, (t) => onStage(layout, `oaat-${namespaceOf(one)}`, (stage) => one.play(stage, t)))))
    for (const one of [hookOutage, restarted]) {
      await t.test(one.name, (t) => onStage(layout, `oaat-${namespaceOf(one)}`, (stage) => one.play(stage, t, operator)))
    }
  })
})
