import { equals } from '../../../src/engine/structural-equality.ts'
import { isAnswered } from '../../replay/program-run.ts'
import type { AnsweredRun, RunCall } from '../../replay/program-run.ts'
import { answerDifference, statusDifference } from '../answer-difference.ts'
import { everyAnswered } from '../bench.ts'
import type { AnsweredSample, Bench } from '../bench.ts'
import { isSoonAgain, later } from '../later.ts'
import { words } from '../named-children.ts'
import { nextCall, remadeChildren } from '../next-request.ts'
import type { Property } from '../property.ts'

const mostRounds = 3

/** When the answer was applied and became ready, the next answers are the same and nothing is written any more. */
export const fixpoint: Property = { name: 'fixpoint', check: async (bench) => everyAnswered(bench, {}, (sample) => unsettled(bench, sample)) }

interface Round { readonly call: RunCall; readonly run: AnsweredRun }

const unsettled = async (bench: Bench, { call, base }: AnsweredSample): Promise<string | undefined> => {
  let round: Round = { call, run: base }
  let difference: string | undefined
  for (let count = 1; count <= mostRounds; count += 1) {
    const next = nextCall(round.call, round.run.answer)
    const run = await bench.run(next)
    if (!isAnswered(run)) return `${timesApplied(count)} there is no answer any more: ${run.failure.message}`
    difference = answerDifference(round.run.answer, run.answer) ?? rewritten(next, run)
    round = { call: next, run }
    if (difference === undefined) return ticking(bench, round)
  }
  return `${timesApplied(mostRounds)} it still is not at rest: ${difference ?? ''}`
}

const timesApplied = (count: number): string => `after its answer was applied ${count === 1 ? 'once' : `${count} times`} and the children are ready`

/** The same answer may still write: what the API server stores is then not what is wanted. */
const rewritten = (call: RunCall, { answer }: AnsweredRun): string | undefined => {
  const [remade] = remadeChildren(call, answer)
  if (remade !== undefined) return `${words(remade)} is deleted and made again in every pass, because what is stored is not what is wanted (update method Recreate)`
  const after = nextCall(call, answer)
  return equals(call.request['children'], after.request['children']) ? undefined : 'the same children are written again and again'
}

/** A status that changes with the time alone makes Metacontroller call without end. That of children is the business of `clock`. */
const ticking = async (bench: Bench, { call, run: { answer } }: Round): Promise<string | undefined> => {
  const run = await bench.run({ ...call, now: later(call.now, 1000) })
  const difference = isAnswered(run) && !isSoonAgain(answer) ? statusDifference(answer, run.answer) : undefined
  return difference === undefined ? undefined : `at rest, the status changes with every second, and each change calls the hook again: ${difference}`
}
