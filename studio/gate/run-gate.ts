import type { CheckReport } from '../../hooks/program/hookrevision/resource.ts'
import { runIn } from '../replay/run-in-sandbox.ts'
import { createBench } from './bench.ts'
import type { Bench } from './bench.ts'
import type { Gate, GateInput } from './gate.ts'
import { clock } from './properties/clock.ts'
import { deterministic } from './properties/deterministic.ts'
import { finalize } from './properties/finalize.ts'
import { fixpoint } from './properties/fixpoint.ts'
import { idempotentNaming } from './properties/idempotent-naming.ts'
import { limits } from './properties/limits.ts'
import { noSurprise } from './properties/no-surprise.ts'
import { orderFree } from './properties/order-free.ts'
import { schema } from './properties/schema.ts'
import { staleView } from './properties/stale-view.ts'
import { total } from './properties/total.ts'
import type { Property } from './property.ts'
import { samplesOf } from './sample.ts'
import { syntheticSamples } from './synthetic-samples.ts'

/** Everything that is checked, in the order of the report. */
export const properties: readonly Property[] = [deterministic, orderFree, clock, fixpoint, idempotentNaming, staleView, total, finalize, limits, schema, noSurprise]

/** The report counts recordings only: requests that were made from the schema stand in for them while there are none. */
export const runGate: Gate = async (input) => {
  const { candidate, calls, now, sandboxes, seed = 1 } = input
  const recorded = samplesOf(calls, candidate)
  const bench = createBench(input, recorded.length > 0 ? recorded : syntheticSamples(candidate, { now, seed }), runIn(sandboxes))
  const results = new Map<Property, PropertyResult>()
  for (const property of thriftiestFirst) results.set(property, await judged(bench, property))
  const inOrder = [...typesHold(input), ...properties.flatMap((property) => results.get(property) ?? [])]
  return { passed: inOrder.every(({ result }) => result === 'passed'), at: now, recordings: recorded.length, properties: inOrder }
}

/** `total` takes most of the time: where time runs out, the others are known already. */
const thriftiestFirst = [...properties.filter((property) => property !== total), total]

type PropertyResult = CheckReport['properties'][number]

const judged = async (bench: Bench, { name, check }: Property): Promise<PropertyResult> => {
  const before = bench.runs()
  const { failure, notRun, tried = 0 } = await attempted(check, bench)
  const runs = Math.max(bench.runs() - before, tried)
  if (failure !== undefined) return { name, result: 'failed', runs, message: shortened(`${name}: ${failure}`) }
  return notRun === undefined ? { name, result: 'passed', runs } : { name, result: 'notRun', runs, message: shortened(`${name}: ${notRun}`) }
}

/** Types erase to nothing, so programs with wrong ones run. They were wrong about something all the same. */
const typesHold = ({ diagnostics }: Pick<GateInput, 'diagnostics'>): readonly PropertyResult[] => {
  if (diagnostics === undefined) return []
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  return [first === undefined ? { name: 'types', result: 'passed', runs: 1 }
    : { name: 'types', result: 'failed', runs: 1, message: shortened(`types: ${errors.length} errors, the first one in line ${first.line}: ${first.message}`) }]
}

/** Out of time, no free sandbox, or a recording that nobody could work with: nothing was shown, so nothing is passed. */
const attempted = async (check: Property['check'], bench: Bench): ReturnType<Property['check']> => {
  try {
    return await check(bench)
  } catch (cause) {
    return { notRun: cause instanceof Error ? cause.message : String(cause) }
  }
}

const longest = 1000
const shortened = (text: string): string => text.length > longest ? `${text.slice(0, longest)}…` : text
