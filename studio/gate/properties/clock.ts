import { isAnswered } from '../../replay/program-run.ts'
import { childrenDifference } from '../answer-difference.ts'
import { everyAnswered } from '../bench.ts'
import type { AnsweredSample, Bench } from '../bench.ts'
import { day, isSoonAgain, later } from '../later.ts'
import type { Property } from '../property.ts'

/** Time alone changes no child from one second to the next, and a day later there is an answer too. */
export const clock: Property = {
  name: 'clock',
  check: async (bench) => everyAnswered(bench, {}, async (sample) => await aSecondLater(bench, sample) ?? aDayLater(bench, sample)),
}

const aSecondLater = async (bench: Bench, { call, base }: AnsweredSample): Promise<string | undefined> => {
  const run = await bench.run({ ...call, now: later(call.now, 1000) })
  if (!isAnswered(run)) return `one second later there is no answer: ${run.failure.message}`
  const difference = isSoonAgain(base.answer) ? undefined : childrenDifference(base.answer, run.answer)
  return difference === undefined ? undefined : `one second later, with the same request, a child is another one: ${difference}`
}

const aDayLater = async (bench: Bench, { call }: AnsweredSample): Promise<string | undefined> => {
  const run = await bench.run({ ...call, now: later(call.now, day) })
  return isAnswered(run) ? undefined : `one day later, with the same request, there is no answer: ${run.failure.message}`
}
