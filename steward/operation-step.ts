import type { Operation, OperationOutcome } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { MemberSet } from './member-set.ts'
import { inWorkOf, operationKey, operationsOf, outcomeOf } from './outcomes.ts'
import type { Ending } from './outcomes.ts'

/** What this process knows of operations that the status may not show (yet). */
export interface OperationMemory {
  /** Operations on which this process acted, by key: never again. */
  readonly acted: ReadonlySet<string>
  /** How they ended. */
  readonly endings: ReadonlyMap<string, Ending>
}

/** What is to be done next for an operation. */
export type Step =
  /** Write down that it is in work. */
  | { readonly type: 'begin'; readonly operation: Operation }
  /** Do it: the status says that it is ours. */
  | { readonly type: 'act'; readonly operation: Operation; readonly outcome: OperationOutcome }
  /** Write down how it ended. */
  | { readonly type: 'end'; readonly operation: Operation; readonly ending: Ending }
  /** Find out what a process that is gone has done. */
  | { readonly type: 'settle'; readonly operation: Operation; readonly outcome: OperationOutcome }

export interface StepInput {
  readonly memory: OperationMemory
  readonly identity: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** An operation that comes back so soon after its outcome was noted was asked for by an old view of things. */
const remembered = 600_000

/** The first operation of a set, in the order of its spec, for which something is left to do. */
export const nextStep = (set: MemberSet, input: StepInput): Step | undefined => {
  if (set.isDeleting) return undefined
  for (const operation of operationsOf(set)) {
    const step = stepOf(operation, outcomeOf(set, operation.id), input)
    if (step !== undefined) return step
  }
  return undefined
}

const stepOf = (operation: Operation, outcome: OperationOutcome | undefined, { memory, identity, now }: StepInput): Step | undefined => {
  const key = operationKey(operation)
  const ending = memory.endings.get(key)
  if (outcome === undefined) {
    return ending !== undefined && now - Date.parse(ending.finishedAt) < remembered ? { type: 'end', operation, ending } : { type: 'begin', operation }
  }
  if (outcome.state !== 'Running') return undefined
  if (outcome.message !== inWorkOf(identity)) return { type: 'settle', operation, outcome }
  if (memory.acted.has(key)) return ending === undefined ? undefined : { type: 'end', operation, ending }
  return { type: 'act', operation, outcome }
}
