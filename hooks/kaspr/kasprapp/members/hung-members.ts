import type { Operation } from '../../kasprmemberset/resource.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import type { MemberEntry } from './member-entries.ts'
import { secondsBetween } from './report.ts'
import type { Report } from './report.ts'

export type Termination = NonNullable<KasprAppStatus['terminations']>[number]

const strikesUntilDue = 3
const mostAtOnce = 5
const gracePeriodSeconds = 10
/** Ended terminations that stay in the status. */
const remembered = 10
const secondsUntilRetry = 60

/** Members whose pods are to be replaced, by number. */
export const hungMembers = (entries: readonly MemberEntry[]): readonly MemberEntry[] =>
  entries.filter(({ hungStrikes = 0 }) => hungStrikes >= strikesUntilDue)

interface Given { readonly report: Report; readonly now: string }

/**
 * The record of terminations: what ended is noted, what is due is asked for, five at a time by number. A pod is asked for
 * once; only a failure is tried again.
 */
export const terminationsOf = (before: readonly Termination[], entries: readonly MemberEntry[], given: Given): readonly Termination[] => {
  const noted = before.map((one) => notedOutcome(one, given))
  const inWork = noted.filter(({ result }) => result === 'Requested').length
  const due = hungMembers(entries).flatMap((entry) => request(entry, noted, given)).slice(0, Math.max(0, mostAtOnce - inWork))
  const all = [...noted, ...due]
  const ended = all.filter(({ result }) => result !== 'Requested').slice(-remembered)
  return all.filter((one) => one.result === 'Requested' || ended.includes(one))
}

const notedOutcome = (one: Termination, { report, now }: Given): Termination => {
  const outcome = report.outcomes.find(({ id }) => id === one.operation)
  if (one.result !== 'Requested' || outcome === undefined || outcome.state === 'Running') return one
  return { ...one, result: outcome.state, at: outcome.finishedAt ?? now, ...(outcome.message === undefined || outcome.state === 'Succeeded' ? {} : { message: outcome.message }) }
}

const request = ({ id, podUID }: MemberEntry, noted: readonly Termination[], { report, now }: Given): readonly Termination[] => {
  const tries = noted.filter((one) => one.podUID === podUID)
  const last = tries.at(-1)
  const isOver = last !== undefined && (last.result !== 'Failed' || secondsBetween(last.at, now) < secondsUntilRetry)
  const pod = report.members.find((member) => member.id === id && member.podUID === podUID)?.pod
  if (podUID === undefined || pod === undefined || isOver) return []
  return [{ operation: `terminate-${id}-${podUID.replace(/[^a-z0-9]/g, '').slice(0, 8)}-${tries.length + 1}`, id, pod, podUID, at: now, result: 'Requested' }]
}

/** An operation stands until its outcome was noted in the status that came back to us. */
export const terminateOperations = (before: readonly Termination[], now: readonly Termination[]): readonly Operation[] =>
  now.filter(({ operation, result }) => result === 'Requested' || before.find((one) => one.operation === operation)?.result === 'Requested')
    .map(({ operation, pod, podUID }) => ({ id: operation, type: 'TerminateMember', pod, podUID, gracePeriodSeconds }))

/** Whether a pod is being replaced right now. */
export const isTerminating = (terminations: readonly Termination[]): boolean => terminations.some(({ result }) => result === 'Requested')
