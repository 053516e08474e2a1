import type { Operation } from '../../kasprmemberset/resource.ts'
import { failures, isCalm, whyNot } from './rebalance-gate.ts'
import type { Gate, RebalanceStatus } from './rebalance-gate.ts'
import { endOf, isBegun, newestOf, secondsBetween } from './report.ts'
import { hasStaticMembers, rebalanceAnnotation } from './switches.ts'

type Current = NonNullable<RebalanceStatus['current']>

export interface RebalanceInput extends Gate {
  readonly before: RebalanceStatus | undefined
  /** Upstream left a request that it had forgotten (kaspr-lifecycle.md V8). */
  readonly leftOver: boolean
}

/** A request that nobody began in this time has failed: an annotation must not wait for ever. */
export const patienceSeconds = 600

/**
 * Requests for a rebalance (kaspr-lifecycle.md 5): a change of the subscription asks until one succeeded, the annotation
 * asks once. Operations are numbered from the status, so that two passes over one status never make two of them.
 */
export const rebalanceOf = (input: RebalanceInput): RebalanceStatus => {
  const noted = withAnnotation(withOutcome(corrected(settled(input), input), input), input)
  return noted.current === undefined && !isLate(noted, input) ? asked(noted, input) : noted
}

/** Nobody knows what an app was rebalanced for before we came: the state that is found counts as settled. */
const settled = ({ before, fingerprint, leftOver, app, report }: RebalanceInput): RebalanceStatus => {
  if (!hasStaticMembers(app)) return without(before, 'settledFor')
  return { ...before, settledFor: settledSince(before, report) ?? before?.settledFor ?? (leftOver ? 'unsettled' : fingerprint) }
}

/** What the group was rebalanced for after our record was made, where that is an old one. */
const settledSince = (before: RebalanceStatus | undefined, { outcomes }: Gate['report']): string | undefined => {
  const newest = newestOf({ known: outcomes.filter(({ id, state }) => state === 'Succeeded' && !id.endsWith('-manual')).map(({ id }) => id) }, 'rebalance')
  return newest !== undefined && newest.number > (before?.requests ?? 0) ? newest.what : undefined
}

const without = <Key extends keyof RebalanceStatus>(of: RebalanceStatus | undefined, key: Key): RebalanceStatus =>
  Object.fromEntries(Object.entries(of ?? {}).filter(([name]) => name !== key))

const withOutcome = (status: RebalanceStatus, input: RebalanceInput): RebalanceStatus => {
  const { current } = status
  const end = current === undefined ? undefined : endOfRequest(current, input)
  if (current === undefined || end === undefined) return status
  const { startedAt: _startedAt, ...request } = current
  const isGood = end.result === 'Succeeded'
  return {
    ...without(status, 'current'),
    last: { ...request, ...end },
    ...(isGood && current.fingerprint !== undefined && status.settledFor !== undefined ? { settledFor: current.fingerprint } : {}),
    ...(current.reason === 'manual' ? { manual: 'Finished' as const } : {}),
  }
}

/** What was given up may have been carried out all the same. */
const corrected = (status: RebalanceStatus, { report }: RebalanceInput): RebalanceStatus => {
  const { last, settledFor } = status
  if (last?.result !== 'Failed' || endOf(report, last.id)?.state !== 'Succeeded') return status
  const { message: _message, ...request } = last
  return { ...status, last: { ...request, result: 'Succeeded' }, ...(settledFor === undefined || last.fingerprint === undefined ? {} : { settledFor: last.fingerprint }) }
}

/** What was given up is being carried out. */
const isLate = ({ last }: RebalanceStatus, { report }: RebalanceInput): boolean => last?.result === 'Failed' && isBegun(report, last.id) && endOf(report, last.id) === undefined

type End = Pick<NonNullable<RebalanceStatus['last']>, 'result' | 'finishedAt' | 'message'>

const endOfRequest = ({ id, startedAt }: Current, { report, now }: RebalanceInput): End | undefined => {
  const outcome = endOf(report, id)
  if (outcome !== undefined && outcome.state !== 'Running') {
    return { result: outcome.state, finishedAt: outcome.finishedAt ?? now, ...(outcome.message === undefined ? {} : { message: outcome.message }) }
  }
  const isGivenUp = !isBegun(report, id) && secondsBetween(startedAt, now) >= patienceSeconds
  return isGivenUp ? { result: 'Failed', finishedAt: now, message: 'No steward has carried it out' } : undefined
}

/** An annotation that is gone takes its request along: the next one is a new one. */
const withAnnotation = (status: RebalanceStatus, { app }: RebalanceInput): RebalanceStatus => {
  if (app.annotations[rebalanceAnnotation] !== undefined) return status
  const rest = without(status, 'manual')
  return rest.current?.reason === 'manual' ? without(rest, 'current') : rest
}

const asked = (status: RebalanceStatus, input: RebalanceInput): RebalanceStatus => {
  const { app, fingerprint, now } = input
  if (app.annotations[rebalanceAnnotation] !== undefined && status.manual === undefined) return askedByHand(status, input)
  if (!isRequired(status, fingerprint)) return status
  const wanted = requested(status, { reason: 'subscription_change', fingerprint, attempt: failures(status, fingerprint) + 1, startedAt: now }, input)
  return isAsked(wanted, input) || whyNot(status, input) === undefined ? wanted : status
}

/** The steward knows the request already, only our record of it was lost: what it does must not be forgotten. */
const isAsked = ({ current }: RebalanceStatus, { app, report }: RebalanceInput): boolean =>
  !app.isPaused && current !== undefined && (report.known.includes(current.id))

/** Why a request by hand is refused at once, in upstream's words (kaspr-lifecycle.md 5.2, O7); undefined when nothing speaks against it. */
const refusalOf = ({ app, rollout: { available } }: Pick<RebalanceInput, 'app' | 'rollout'>): string | undefined => {
  if (!app.settings.asksMembers) return 'client status check is disabled in app config.'
  return available === app.replicas ? undefined : `Cluster not ready: ${available} of ${app.replicas} members are available`
}

/** A request in the middle of a rollout is no answer to what the new pods read. */
const askedByHand = (status: RebalanceStatus, input: RebalanceInput): RebalanceStatus => {
  const { fingerprint, now } = input
  const request = { reason: 'manual', ...(isCalm(input) ? { fingerprint } : {}), attempt: 1, startedAt: now } as const
  const message = refusalOf(input)
  if (message === undefined) return { ...requested(status, request, input), manual: 'Requested' }
  return { ...status, last: { id: 'none', reason: 'manual', attempt: 1, result: 'Failed', finishedAt: now, message }, manual: 'Finished' }
}

/**
 * The name says what it is for. Where the steward knows a later one than we do our record is an old one: a request for the
 * same is that request, and another one is counted after it.
 */
const requested = (status: RebalanceStatus, of: Omit<Current, 'id'>, { report }: RebalanceInput): RebalanceStatus => {
  const { requests = 0 } = status
  const what = of.reason === 'manual' ? 'manual' : of.fingerprint?.slice(0, 16) ?? ''
  const newest = newestOf(report, 'rebalance')
  if (newest !== undefined && newest.number > requests && newest.what === what) return { ...status, requests: newest.number, current: { id: newest.id, ...of } }
  const number = Math.max(requests, newest?.number ?? 0) + 1
  return { ...status, requests: number, current: { id: `rebalance-${number}-${what}`, ...of } }
}

export const isRequired = ({ settledFor }: RebalanceStatus, fingerprint: string): boolean => settledFor !== undefined && settledFor !== fingerprint

/** An operation stands until its outcome was noted in the status that came back to us. */
export const rebalanceOperations = (before: RebalanceStatus | undefined, { current, manual }: RebalanceStatus): readonly Operation[] => {
  const ending = before?.current !== undefined && before.current.id !== current?.id && (before.current.reason !== 'manual' || manual !== undefined) ? [before.current] : []
  return [...ending, ...(current === undefined ? [] : [current])].map(({ id }) => ({ id, type: 'Rebalance' }))
}

/** Seconds until a request that nobody begins has failed. */
export const patienceEnds = ({ current }: RebalanceStatus, { report, now }: Pick<RebalanceInput, 'report' | 'now'>): number | undefined =>
  current === undefined || isBegun(report, current.id) ? undefined : Math.max(1, Math.ceil(patienceSeconds - secondsBetween(current.startedAt, now)))
