import { failureOf } from '../../src/server/failure.ts'

/** How a call ended: a label of metrics, so the list is closed. */
export type CallOutcome = 'ok' | 'killed' | 'denied' | 'refused' | 'client_error' | 'overloaded'

const byCode: Readonly<Record<string, CallOutcome>> = { KH_GUARD: 'denied', KH_PROGRAM_STOPPED: 'killed', KH_OVERLOADED: 'overloaded' }

/** What a failure of a call counts as. */
export const outcomeOf = (error: unknown): CallOutcome => {
  const { code, status } = failureOf(error, 0)
  return byCode[code] ?? (status >= 500 ? 'refused' : 'client_error')
}
