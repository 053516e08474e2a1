import { timestamp } from '../../../../src/kit/timestamp.ts'
import { checkOf } from '../../../../src/kit/check.ts'
import type { SyncInput } from '../../../../src/kit/composite.ts'
import { listOf, struct, text } from '../../../../src/kit/fields.ts'
import { KasprMemberSet, KasprMemberSetStatus, Operation } from '../../kasprmemberset/resource.ts'
import type { ObservedMember, OperationOutcome, PackagesClaim } from '../../kasprmemberset/resource.ts'
import type { KasprApp } from '../resource.ts'

/** What the steward told last, and whether it can still be believed. */
export interface Report {
  readonly state: 'fresh' | 'stale' | 'none'
  /** RFC 3339; empty while there is no report. */
  readonly observedAt: string
  /** Ordered by number. */
  readonly members: readonly ObservedMember[]
  readonly claims: NonNullable<KasprMemberSetStatus['claims']>
  /** The claim of that name as it was seen last, however long ago: claims come and go with people, not by themselves. */
  readonly packagesClaim: PackagesClaim | undefined
  readonly outcomes: readonly OperationOutcome[]
  /** Operations that stand in the member set. */
  readonly asked: readonly Operation[]
  /** Operations that the steward has been asked for or remembers, by their names. */
  readonly known: readonly string[]
}

const heartbeatSeconds = 60
const watchfulHeartbeatSeconds = 10

/** Seconds between two reports that say the same: strikes need several of them while a member rebalances. */
export const heartbeatOf = (members: readonly { readonly rebalancing?: boolean; readonly recovering?: boolean }[]): number =>
  members.some(({ rebalancing, recovering }) => rebalancing === true && recovering === false) ? watchfulHeartbeatSeconds : heartbeatSeconds

/** A report counts for three heartbeats: one may get lost, and the next may be slow. */
export const reportLifeSeconds = 3 * heartbeatSeconds

const known = checkOf(KasprMemberSetStatus)
const operationList = checkOf(listOf(struct({ id: text('Operation.') }, 'An operation.'), 'Operations.'))
const knownOperation = checkOf(Operation)

/** Reads the report of an app's member set. Nobody needs a steward: without one there is no report. */
export const reportOf = ({ parent, children, now }: Pick<SyncInput<KasprApp>, 'parent' | 'children' | 'now'>, memberSet: string): Report => {
  const { spec, status }: { readonly spec?: { readonly operations?: unknown }; readonly status?: unknown } = children.get(KasprMemberSet, memberSet) ?? {}
  const named = askedOf(spec?.operations)
  const asked = named.filter((one) => knownOperation.matches(one))
  if (!known.matches(status)) return { state: 'none', observedAt: '', members: [], claims: [], packagesClaim: undefined, outcomes: [], asked, known: named.map(({ id }) => id) }
  const { observedAt = '', members = [], claims = [], packagesClaim, operations = [] } = status
  return {
    state: stateOf(observedAt, { now, before: parent.status?.members ?? [] }),
    observedAt,
    members: members.toSorted((a, b) => a.id - b.id),
    claims,
    packagesClaim,
    outcomes: operations,
    asked,
    known: [...named, ...operations].map(({ id }) => id),
  }
}

const askedOf = (operations: unknown): readonly { readonly id: string }[] => operationList.matches(operations) ? operations : []

interface Known { readonly now: string; readonly before: readonly { readonly lastTransitionTime?: string; readonly lastStrikeTime?: string }[] }

/** A cache that started anew may show an older report than the one that the status was made of. */
const stateOf = (observedAt: string, { now, before }: Known): Report['state'] => {
  const age = secondsBetween(observedAt, now)
  if (Number.isNaN(age)) return 'none'
  const isOlder = before.some(({ lastTransitionTime = '', lastStrikeTime = '' }) => secondsBetween(lastTransitionTime, observedAt) < 0 || secondsBetween(lastStrikeTime, observedAt) < 0)
  return isOlder || age > reportLifeSeconds ? 'stale' : 'fresh'
}

/** What came of an operation, once it has ended. */
export const endOf = ({ outcomes }: Report, id: string | undefined): OperationOutcome | undefined =>
  outcomes.find((outcome) => outcome.id === id && outcome.state !== 'Running')

/** The newest operation of a kind that is known: `<kind>-<number>-<what it is for>`. */
export const newestOf = ({ known: names }: Pick<Report, 'known'>, kind: string): { readonly id: string; readonly number: number; readonly what: string } | undefined =>
  names.flatMap((id) => {
    const [, number = '', what = ''] = new RegExp(`^${kind}-(\\d+)-(.+)$`).exec(id) ?? []
    return number === '' ? [] : [{ id, number: Number(number), what }]
  }).reduce<{ id: string; number: number; what: string } | undefined>((newest, one) => newest === undefined || one.number > newest.number ? one : newest, undefined)

/** Whether the steward has begun with an operation. Before that it can be taken back. */
export const isBegun = ({ outcomes }: Report, id: string | undefined): boolean => outcomes.some((outcome) => outcome.id === id)

/** Seconds from one moment to another; NaN when one of them is no time. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

/** A moment so many seconds later, RFC 3339 with whole seconds. */
export const later = (moment: string, seconds: number): string => timestamp(Date.parse(moment) + seconds * 1000)
