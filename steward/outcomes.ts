import type { KasprMemberSetStatus, Operation, OperationOutcome } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { MemberSet } from './member-set.ts'

/** How an operation ended. */
export interface Ending {
  readonly state: 'Succeeded' | 'Failed'
  readonly message: string
  /** RFC 3339. */
  readonly finishedAt: string
}

export const operationsOf = ({ spec }: MemberSet): readonly Operation[] => spec.operations ?? []

export const outcomeOf = ({ status }: MemberSet, id: string): OperationOutcome | undefined => status.operations?.find((one) => one.id === id)

/** Outcomes that stay although nobody asks for their operations any more. */
const remembered = 20

/**
 * Outcomes of all operations that are asked for, and the last ones of those that were: an old view of things may ask for
 * them again, and then they must not be carried out a second time.
 */
export const keptOutcomes = (set: MemberSet): readonly OperationOutcome[] => {
  const all = set.status.operations ?? []
  const asked = new Set(operationsOf(set).map(({ id }) => id))
  const past = all.filter(({ id }) => !asked.has(id)).slice(-remembered)
  return all.filter((one) => asked.has(one.id) || past.includes(one))
}

/** The status with one outcome in place of what stood there for its operation. */
export const withOutcome = (set: MemberSet, outcome: OperationOutcome): KasprMemberSetStatus =>
  ({ ...set.status, operations: [...keptOutcomes(set).filter(({ id }) => id !== outcome.id), outcome] })

/** Everything of an operation that decides what is done, whatever the order of its fields. */
export const operationKey = (operation: Operation): string => JSON.stringify(Object.entries(operation).toSorted(([a], [b]) => a < b ? -1 : 1))

/** Message of an operation in work: whose it is. */
export const inWorkOf = (identity: string): string => `In work at ${identity}`
