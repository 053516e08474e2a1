import type { Operation } from '../../kasprmemberset/resource.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { isHung } from './member-entries.ts'
import type { MemberEntry } from './member-entries.ts'
import { endOf, isBegun, secondsBetween } from './report.ts'
import type { Report } from './report.ts'

export type Termination = NonNullable<KasprAppStatus['terminations']>[number]

const strikesUntilDue = 3
const mostAtOnce = 5
const gracePeriodSeconds = 10
/** Ended terminations that stay in the status. */
const remembered = 10
const secondsUntilRetry = 60
const secondsUntilMissed = 30

/** Members whose pods are to be replaced, by number. An old report hangs nobody. */
export const hungMembers = (entries: readonly MemberEntry[], { state }: Pick<Report, 'state'>): readonly MemberEntry[] =>
  state === 'fresh' ? entries.filter(({ hungStrikes = 0 }) => hungStrikes >= strikesUntilDue) : []

/** Members that hang, with strikes or without: an old report knows of none. */
export const hangingMembers = (entries: readonly MemberEntry[], { state, observedAt }: Pick<Report, 'state' | 'observedAt'>, afterSeconds: number): readonly MemberEntry[] =>
  state === 'fresh' ? entries.filter((entry) => isHung(entry, observedAt, afterSeconds)) : []

interface Given {
  readonly hung: readonly MemberEntry[]
  /** Members that still hang, though strikes do not count while pods of the same wave are being replaced. */
  readonly hanging?: readonly MemberEntry[]
  readonly report: Report
  readonly now: string
}

/**
 * The record of terminations: what ended is noted, what is due is asked for, five at a time by number. A pod is asked for
 * once; only a failure is tried again. Nobody has begun and the member does not hang any more: taken back.
 */
export const terminationsOf = (before: readonly Termination[], given: Given): readonly Termination[] => {
  const noted = before.map((one) => notedOutcome(one, given)).filter((one) => stands(one, given))
  const away = noted.filter((one) => isInWork(one) || isJustGone(one, given)).length
  const due = given.hung.flatMap((entry) => request(entry, noted, given)).slice(0, Math.max(0, mostAtOnce - away))
  const ended = noted.filter((one) => !isInWork(one))
  const recent = ended.slice(-remembered)
  return [...ended.filter((one) => recent.includes(one) || isThere(one, given)), ...noted.filter(isInWork), ...due]
}

/** Until the StatefulSet is known to miss the pod, nothing else keeps the next one from being asked for. */
const isJustGone = ({ result, at }: Termination, { now }: Given): boolean => result === 'Succeeded' && secondsBetween(at, now) < secondsUntilMissed

const isInWork = ({ result }: Termination): boolean => result === 'Requested'

/** Tries of a pod that is still there are counted, however many others ended since. */
const isThere = ({ podUID }: Termination, { report }: Given): boolean => report.members.some((member) => member.podUID === podUID)

const stands = (one: Termination, { hung, hanging = [], report }: Given): boolean =>
  !isInWork(one) || isBegun(report, one.operation) || [...hung, ...hanging].some(({ podUID }) => podUID === one.podUID)

const notedOutcome = (one: Termination, { report, now }: Given): Termination => {
  const outcome = isInWork(one) ? endOf(report, one.operation) : undefined
  if (outcome === undefined || outcome.state === 'Running') return one
  return { ...one, result: outcome.state, at: outcome.finishedAt ?? now, ...(outcome.message === undefined || outcome.state === 'Succeeded' ? {} : { message: outcome.message }) }
}

const request = ({ id, podUID }: MemberEntry, noted: readonly Termination[], { report, now }: Given): readonly Termination[] => {
  const tries = noted.filter((one) => one.podUID === podUID)
  const last = tries.at(-1)
  const isOver = last !== undefined && (last.result !== 'Failed' || secondsBetween(last.at, now) < secondsUntilRetry)
  const pod = report.members.find((member) => member.id === id && member.podUID === podUID)?.pod
  if (podUID === undefined || pod === undefined || isOver) return []
  return [{ operation: `terminate-${id}-${podUID.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 32)}-${tries.length + 1}`, id, pod, podUID, at: now, result: 'Requested' }]
}

/** When a failed termination of a member that still hangs is tried again, in seconds. */
export const terminationDue = (all: readonly Termination[], { hung, now }: Pick<Given, 'hung' | 'now'>): number | undefined => {
  const waits = all.filter(({ result, podUID }) => result === 'Failed' && hung.some((entry) => entry.podUID === podUID))
    .map(({ at }) => Math.ceil(secondsUntilRetry - secondsBetween(at, now))).filter((left) => left > 0)
  return waits.length === 0 ? undefined : Math.min(...waits)
}

/** An operation stands until its outcome was noted in the status that came back to us. */
export const terminateOperations = (before: readonly Termination[], now: readonly Termination[]): readonly Operation[] =>
  now.filter((one) => isInWork(one) || before.some((other) => other.operation === one.operation && isInWork(other)))
    .map(({ operation, pod, podUID }) => ({ id: operation, type: 'TerminateMember', pod, podUID, gracePeriodSeconds }))

/** Whether a pod is being replaced right now. */
export const isTerminating = (terminations: readonly Termination[]): boolean => terminations.some(isInWork)
