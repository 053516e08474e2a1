import type { ObservedMember } from '../../kasprmemberset/resource.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { secondsBetween } from './report.ts'
import type { Report } from './report.ts'

export type MemberEntry = NonNullable<KasprAppStatus['members']>[number]

/** Rules by which members are struck. */
export interface StrikeRules {
  /** Off, or not now: strikes are forgotten while members are being replaced. */
  readonly counts: boolean
  readonly afterSeconds: number
}

/** Strikes need reports that are so far apart, because a hook may run many times a second. */
const secondsBetweenStrikes = 30

/**
 * Members as the status shows them (kaspr-lifecycle.md 3.1.1): those that answered, with the time of their last change.
 * An old report changes nothing: neither strikes nor pardons.
 */
export const memberEntries = (before: readonly MemberEntry[], report: Report, rules: StrikeRules): readonly MemberEntry[] =>
  report.state !== 'fresh' ? before
    : report.members.filter(({ answered }) => answered).map((member) => entryOf(member, before.find(({ id }) => id === member.id), { report, rules }))

interface Seeing { readonly report: Report; readonly rules: StrikeRules }

const entryOf = (seen: ObservedMember, before: MemberEntry | undefined, { report, rules }: Seeing): MemberEntry => {
  const now = told(seen)
  const since = seen.since ?? report.observedAt
  const isSame = before?.lastTransitionTime !== undefined && flags(before) === flags(now) && isSamePod(before, now) && !isMissed(before.lastTransitionTime, seen)
  const lastTransitionTime = isSame ? before.lastTransitionTime ?? since : since
  const entry = { ...now, lastTransitionTime }
  return { ...entry, ...strikes(entry, isSame ? before : undefined, { report, rules }) }
}

/** The answer was another one in between, in a report that nobody digested. */
const isMissed = (lastTransitionTime: string, { since }: ObservedMember): boolean => since !== undefined && secondsBetween(lastTransitionTime, since) > 0

/** What the member said, and which pod it is. */
const told = ({ id, leader, rebalancing, recovering, podUID, podCreationTime }: ObservedMember): MemberEntry => ({
  id,
  ...(leader === undefined ? {} : { leader }),
  ...(rebalancing === undefined ? {} : { rebalancing }),
  ...(recovering === undefined ? {} : { recovering }),
  podUID,
  ...(podCreationTime === undefined ? {} : { podCreationTime }),
})

const flags = ({ leader, rebalancing, recovering }: MemberEntry): string => JSON.stringify([leader ?? null, rebalancing ?? null, recovering ?? null])

/** A fresh pod never inherits the time of its predecessor. */
const isSamePod = (a: MemberEntry, b: MemberEntry): boolean => a.podUID === b.podUID && (b.podCreationTime === undefined || a.podCreationTime === b.podCreationTime)

/** One strike a report, as long as the member hangs: rebalancing, not recovering, for longer than the threshold (6.3). */
const strikes = (entry: MemberEntry, before: MemberEntry | undefined, { report, rules }: Seeing): Pick<MemberEntry, 'hungStrikes' | 'lastStrikeTime'> => {
  if (!rules.counts || !isHung(entry, report.observedAt, rules.afterSeconds)) return {}
  const { hungStrikes = 0, lastStrikeTime } = before ?? {}
  if (lastStrikeTime !== undefined && secondsBetween(lastStrikeTime, report.observedAt) < secondsBetweenStrikes) return { hungStrikes, lastStrikeTime }
  return { hungStrikes: hungStrikes + 1, lastStrikeTime: report.observedAt }
}

/** Whether a member rebalances for longer than the threshold, and recovers nothing meanwhile. */
export const isHung = ({ rebalancing, recovering, lastTransitionTime }: MemberEntry, observedAt: string, afterSeconds: number): boolean =>
  rebalancing === true && recovering === false && lastTransitionTime !== undefined && secondsBetween(lastTransitionTime, observedAt) > afterSeconds

/** Seconds until somebody has to look again, because a member may be hung by then; undefined when nobody rebalances. */
export const strikeDue = (entries: readonly MemberEntry[], { report, rules: { counts, afterSeconds }, now }: Seeing & { readonly now: string }): number | undefined => {
  const waiting = report.state !== 'fresh' ? [] : entries.flatMap(({ rebalancing, recovering, lastTransitionTime }) =>
    counts && rebalancing === true && recovering === false && lastTransitionTime !== undefined ? [afterSeconds - secondsBetween(lastTransitionTime, now)] : [])
  return waiting.length === 0 ? undefined : Math.max(1, Math.min(secondsBetweenStrikes, Math.ceil(Math.min(...waiting.map((left) => left > 0 ? left : secondsBetweenStrikes)))))
}
