import t from 'tap'
import { namespaceOf, scenarios } from './family/scenarios.ts'
import { theLayout } from './harness/control-plane.ts'
import { chosenOperator, withOperator } from './harness/operator.ts'
import { onStage } from './harness/stage.ts'

const layout = theLayout()

t.test(`the Kaspr family on a real API server, with ${chosenOperator()}`, async (t) => {
  await withOperator(layout, async () => {
    for (const scenario of scenarios) {
      await t.test(scenario.name, (t) => onStage(layout, namespaceOf(scenario), (stage) => scenario.play(stage, t)))
    }
  })
})
