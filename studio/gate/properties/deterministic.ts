import { isAnswered } from '../../replay/program-run.ts'
import { answerDifference } from '../answer-difference.ts'
import { everyAnswered } from '../bench.ts'
import type { Property } from '../property.ts'

/** The same request at the same time gives the same bytes, in a context of its own. */
export const deterministic: Property = {
  name: 'deterministic',
  check: async (bench) => everyAnswered(bench, { samples: bench.samples, hook: 'any' }, async ({ call, base }) => {
    const again = await bench.run(call)
    if (!isAnswered(again)) return `called twice with the same request, it answers only once: ${again.failure.message}`
    if (JSON.stringify(base.answer) === JSON.stringify(again.answer)) return undefined
    return `called twice with the same request, it answers differently: ${answerDifference(base.answer, again.answer) ?? 'the keys stand in another order'}`
  }),
}
