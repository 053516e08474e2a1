import t from 'tap'
import { outcomeOf } from './differential/outcome.ts'
import type { Outcome } from './differential/outcome.ts'
import { scenarios } from './family/scenarios.ts'
import { theLayout } from './harness/control-plane.ts'

// The engine against a real Metacontroller: the same hooks and the same story must end in the same objects, with the same writes.

const layout = theLayout()
const sum = (counts: Outcome['childWrites']): number => Object.values(counts).reduce((total, count) => total + count, 0)

for (const scenario of scenarios) {
  t.test(scenario.name, async (t) => {
    const engine = await outcomeOf(layout, scenario, { name: 'engine', t })
    const real = await outcomeOf(layout, scenario, { name: 'metacontroller', t })
    t.strictSame(engine.objects, real.objects, 'the same objects')
    t.strictSame(engine.childWrites, real.childWrites, 'the same writes of children')
    for (const [name, { objects, childWrites, parentWrites, refused }] of Object.entries({ engine, metacontroller: real })) {
      t.comment(`${name}: ${Object.keys(objects).length} objects, ${sum(childWrites)} writes of children, ${sum(parentWrites)} of parents, ${refused} refused`)
    }
  })
}
