/** Where a member is asked, and for how long. */
export interface MemberTarget {
  readonly pod: string
  readonly statefulSet: string
  readonly namespace: string
  readonly port: number
  readonly path: string
  readonly timeoutMilliseconds: number
}

/** Why a member did not answer: `timeout`, `refused`, `dns`, `http-<status>`, `bad-json` or `not-running`. */
export type MemberError = 'timeout' | 'refused' | 'dns' | `http-${number}` | 'bad-json' | 'not-running'

/** What a member says of itself; what it does not say is absent. */
export interface MemberState {
  readonly leader?: boolean
  readonly rebalancing?: boolean
  readonly recovering?: boolean
}

export type MemberAnswer =
  | { readonly answered: true } & MemberState
  | { readonly answered: false; readonly error: MemberError }

/** The members of all sets, as far as they can be talked to. Neither function ever rejects. */
export interface Members {
  readonly askMember: (target: MemberTarget, signal: AbortSignal) => Promise<MemberAnswer>
  /** Undefined when the member took the signal, else why not. It is sent once. */
  readonly signalRebalance: (target: MemberTarget) => Promise<MemberError | undefined>
}
