/** How a hook call ended: a label of metrics and logs, so the list is closed. */
export const outcomes = ['ok', 'not_modified', 'invalid_spec', 'client_error', 'guard', 'hook_error', 'unauthorized', 'overloaded'] as const
export type Outcome = (typeof outcomes)[number]

const byCode: Readonly<Record<string, Outcome>> = { KH_GUARD: 'guard', KH_UNAUTHORIZED: 'unauthorized', KH_OVERLOADED: 'overloaded' }

export const outcomeOfFailure = ({ code, status }: { readonly code: string; readonly status: number }): Outcome =>
  byCode[code] ?? (status >= 500 ? 'hook_error' : 'client_error')
