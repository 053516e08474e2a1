import { isAnswered } from '../../replay/program-run.ts'
import { answerDifference } from '../answer-difference.ts'
import { everyAnswered } from '../bench.ts'
import type { Property } from '../property.ts'
import { reordered } from '../reordered.ts'

/** Go maps have no order: that of the keys of children, related objects, labels and annotations means nothing. */
export const orderFree: Property = {
  name: 'order-free',
  check: async (bench) => everyAnswered(bench, {}, async ({ call, base }) => {
    for (const [how, change] of Object.entries(reordered(bench.seed))) {
      const run = await bench.run({ ...call, request: change(call.request) })
      if (!isAnswered(run)) return `with the keys of children, related objects and labels ${how} there is no answer: ${run.failure.message}`
      const difference = answerDifference(base.answer, run.answer)
      if (difference !== undefined) return `with the keys of children, related objects and labels ${how} it answers differently: ${difference}`
    }
    return undefined
  }),
}
