import { withMetadata } from '../../../src/engine/metadata.ts'
import { identityOf } from '../../../src/diff/object-diffs.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { observedChildren, parentOf, wantedChildren } from '../../../src/recording/applied-children.ts'
import { isAnswered } from '../../replay/program-run.ts'
import type { RunCall } from '../../replay/program-run.ts'
import { everyAnswered } from '../bench.ts'
import type { Bench } from '../bench.ts'
import { nextCall, withChildren } from '../next-request.ts'
import type { Property } from '../property.ts'

/** Passes in which nothing goes by itself: the hook may wait for something in its status. */
const spareSteps = 3

/** While its children go one by one, a parent that is deleted comes to `finalized: true`. */
export const finalize: Property = {
  name: 'finalize',
  check: async (bench) => {
    if (!bench.candidate.finalize) return {}
    const begun = await everyAnswered(bench, { hook: 'finalize' }, async ({ call }) => unfinished(bench, call))
    if (begun.failure !== undefined) return begun
    const fresh = await everyAnswered(bench, {}, async ({ call, base }) => unfinished(bench, deleted(nextCall(call, base.answer))))
    return fresh.notRun === undefined ? fresh : begun
  },
}

const deleted = (call: RunCall): RunCall => ({
  ...call,
  hook: 'finalize',
  request: { ...call.request, finalizing: true, parent: withMetadata(trusted(parentOf(call.request)), { deletionTimestamp: call.now, deletionGracePeriodSeconds: 0 }) },
})

const unfinished = async (bench: Bench, start: RunCall): Promise<string | undefined> => {
  let call = start
  const steps = observedChildren(start.request).length + spareSteps
  for (let step = 0; step <= steps; step += 1) {
    const run = await bench.run(call)
    const left = observedChildren(call.request).length
    if (!isAnswered(run)) return `while it is deleted, with ${count(left)} left, there is no answer: ${run.failure.message}`
    if (run.answer['finalized'] === true) return undefined
    call = withOneLess(nextCall(call, run.answer), new Set(wantedChildren(run.answer).map(identityOf)))
  }
  return `it was deleted and has ${count(observedChildren(call.request).length)} left, but never answers finalized: true`
}

/** What is wanted no longer is gone already; besides, one child goes that is still wanted, as if somebody had deleted it. */
const withOneLess = (call: RunCall, wanted: ReadonlySet<string>): RunCall => {
  const children = observedChildren(call.request)
  const kept = children.filter((child) => wanted.has(identityOf(child)))
  return { ...call, request: withChildren(call.request, kept.slice(1)) }
}

const count = (children: number): string => children === 0 ? 'no children' : `${children} ${children === 1 ? 'child' : 'children'}`
