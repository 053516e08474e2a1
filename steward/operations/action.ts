import type { Operation } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import type { MemberSet } from '../member-set.ts'
import type { RoundParts } from '../poll-round.ts'
import type { Result } from './result.ts'

export interface ActionParts extends RoundParts {
  readonly store: ObjectStore
}

/** One operation of a set. */
export interface Ordered {
  readonly set: MemberSet
  readonly operation: Operation
}

/** What a type of operation means. */
export interface Action {
  /** Does it, once. Refusals are failures; API errors may be thrown. */
  readonly act: (parts: ActionParts, ordered: Ordered) => Promise<Result>
  /** Says what a process that is gone has done of it, as far as that can be seen. API errors may be thrown. */
  readonly settle: (parts: ActionParts, ordered: Ordered) => Promise<Result>
}
