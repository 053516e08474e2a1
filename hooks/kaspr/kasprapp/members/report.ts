import { checkOf } from '../../../../src/kit/check.ts'
import type { SyncInput } from '../../../../src/kit/composite.ts'
import { KasprMemberSet, KasprMemberSetStatus } from '../../kasprmemberset/resource.ts'
import type { ObservedMember, OperationOutcome } from '../../kasprmemberset/resource.ts'
import type { KasprApp } from '../resource.ts'

/** What the steward told last, and whether it can still be believed. */
export interface Report {
  readonly state: 'fresh' | 'stale' | 'none'
  /** RFC 3339; empty while there is no report. */
  readonly observedAt: string
  /** Ordered by number. */
  readonly members: readonly ObservedMember[]
  readonly claims: NonNullable<KasprMemberSetStatus['claims']>
  readonly outcomes: readonly OperationOutcome[]
}

export const heartbeatSeconds = 60

/** A report counts for three heartbeats: one may get lost, and the next may be slow. */
export const reportLifeSeconds = 3 * heartbeatSeconds

const known = checkOf(KasprMemberSetStatus)

/** Reads the report of an app's member set. Nobody needs a steward: without one there is no report. */
export const reportOf = ({ children, now }: Pick<SyncInput<KasprApp>, 'children' | 'now'>, memberSet: string): Report => {
  const status: unknown = children.get(KasprMemberSet, memberSet)?.status
  if (!known.matches(status)) return { state: 'none', observedAt: '', members: [], claims: [], outcomes: [] }
  const { observedAt = '', members = [], claims = [], operations = [] } = status
  return {
    state: observedAt === '' ? 'none' : secondsBetween(observedAt, now) > reportLifeSeconds ? 'stale' : 'fresh',
    observedAt,
    members: members.toSorted((a, b) => a.id - b.id),
    claims,
    outcomes: operations,
  }
}

/** Seconds from one moment to another; NaN when one of them is no time. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

/** A moment so many seconds later, RFC 3339 with whole seconds. */
export const later = (moment: string, seconds: number): string => `${new Date(Date.parse(moment) + seconds * 1000).toISOString().slice(0, 19)}Z`
