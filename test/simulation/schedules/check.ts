import { isObject } from '../../../src/protocol/json.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { scheduleOf } from './draw.ts'
import { play } from './run.ts'
import { BrokenRule } from '../broken-rule.ts'
import type { Schedule } from './schedule.ts'

/** A seed that breaks an invariant. */
export interface Broken {
  readonly seed: number
  readonly rule: string
  readonly evidence: JsonValue
  /** What is left of the schedule when every step is gone that is not needed to break it. */
  readonly schedule: Schedule
}

interface Breach {
  readonly rule: string
  readonly evidence: JsonValue
}

const breachOf = async (schedule: Schedule, run: typeof play): Promise<Breach | undefined> => {
  try {
    await run(schedule)
    return undefined
  } catch (error) {
    return error instanceof BrokenRule ? { rule: error.message, evidence: error.evidence } : { rule: error instanceof Error ? error.message : String(error), evidence: error instanceof Error ? error.stack ?? '' : '' }
  }
}

/** Plays the schedule of a seed; what breaks it is shrunk. */
export const checkSeed = async (seed: number, run: typeof play = play): Promise<Broken | undefined> => {
  const schedule = scheduleOf(seed)
  const breach = await breachOf(schedule, run)
  return breach === undefined ? undefined : { seed, ...await shrunk(schedule, breach, run) }
}

const shrunk = async (schedule: Schedule, breach: Breach, run: typeof play): Promise<Breach & { readonly schedule: Schedule }> => {
  for (const step of schedule.steps) {
    const smaller = { ...schedule, steps: schedule.steps.filter((other) => other !== step) }
    const found = await breachOf(smaller, run)
    if (found?.rule === breach.rule) return shrunk(smaller, found, run)
  }
  return { ...breach, schedule }
}

/** For people: seed, rule, evidence and one step a line. */
export const brokenText = ({ seed, rule, evidence, schedule }: Broken): string => [
  `seed ${seed}: ${rule}`,
  `  evidence: ${JSON.stringify(evidence)}`,
  ...schedule.steps.map((step) => `  ${JSON.stringify(shortened(trusted<JsonValue>(step)))}`),
  `  again: npm run simtest -- --from ${seed} --seeds 1`,
].join('\n')

/** A document by its kind, name and spec. */
const shortened = (step: JsonValue): JsonValue => {
  const document = isObject(step) ? step['document'] : undefined
  if (!isObject(step) || !isObject(document) || !isObject(document['metadata'])) return step
  return { ...step, document: `${String(document['kind'])}/${String(document['metadata']['name'])} ${JSON.stringify(document['spec'])}` }
}
