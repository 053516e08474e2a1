import type { Operation } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import { failures, whyNot } from './rebalance-gate.ts'
import type { Gate, RebalanceStatus } from './rebalance-gate.ts'
import type { Report } from './report.ts'
import { hasStaticMembers, rebalanceAnnotation } from './switches.ts'

type Current = NonNullable<RebalanceStatus['current']>

export interface RebalanceInput extends Gate {
  readonly app: App
  readonly fingerprint: string
  readonly report: Report
  readonly before: RebalanceStatus | undefined
  /** Upstream left a request that it had forgotten (kaspr-lifecycle.md V8). */
  readonly leftOver: boolean
  readonly now: string
}

/**
 * Requests for a rebalance (kaspr-lifecycle.md 5): a change of the subscription asks until one succeeded, the annotation
 * asks once. Operations are numbered from the status, so that two passes over one status never make two of them.
 */
export const rebalanceOf = (input: RebalanceInput): RebalanceStatus => {
  const noted = withAnnotation(withOutcome(settled(input), input), input)
  return noted.current === undefined ? asked(noted, input) : noted
}

/** Nobody knows what an app was rebalanced for before we came: the state that is found counts as settled. */
const settled = ({ before, fingerprint, leftOver, app }: RebalanceInput): RebalanceStatus => {
  if (!hasStaticMembers(app)) return without(before, 'settledFor')
  return { ...before, settledFor: before?.settledFor ?? (leftOver ? 'unsettled' : fingerprint) }
}

const without = <Key extends keyof RebalanceStatus>(of: RebalanceStatus | undefined, key: Key): RebalanceStatus =>
  Object.fromEntries(Object.entries(of ?? {}).filter(([name]) => name !== key))

const withOutcome = (status: RebalanceStatus, { report, now }: RebalanceInput): RebalanceStatus => {
  const { current } = status
  const outcome = report.outcomes.find(({ id }) => id === current?.id)
  if (current === undefined || outcome === undefined || outcome.state === 'Running') return status
  const { startedAt: _startedAt, ...request } = current
  const isGood = outcome.state === 'Succeeded'
  return {
    ...without(status, 'current'),
    last: { ...request, result: outcome.state, finishedAt: outcome.finishedAt ?? now, ...(outcome.message === undefined ? {} : { message: outcome.message }) },
    ...(isGood && current.fingerprint !== undefined && status.settledFor !== undefined ? { settledFor: current.fingerprint } : {}),
    ...(current.reason === 'manual' ? { manual: 'Finished' as const } : {}),
  }
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
  if (!isRequired(status, fingerprint) || whyNot(status, input) !== undefined) return status
  return request(status, { reason: 'subscription_change', fingerprint, attempt: failures(status, fingerprint) + 1, startedAt: now })
}

const askedByHand = (status: RebalanceStatus, { app, fingerprint, now }: RebalanceInput): RebalanceStatus => {
  if (app.settings.asksMembers) return { ...request(status, { reason: 'manual', fingerprint, attempt: 1, startedAt: now }), manual: 'Requested' }
  const refusal = { id: 'none', reason: 'manual', attempt: 1, result: 'Failed', finishedAt: now, message: 'client status check is disabled in app config.' } as const
  return { ...status, last: refusal, manual: 'Finished' }
}

const request = (status: RebalanceStatus, of: Omit<Current, 'id'>): RebalanceStatus => {
  const requests = (status.requests ?? 0) + 1
  return { ...status, requests, current: { id: `rebalance-${requests}`, ...of } }
}

export const isRequired = ({ settledFor }: RebalanceStatus, fingerprint: string): boolean => settledFor !== undefined && settledFor !== fingerprint

/** An operation stands until its outcome was noted in the status that came back to us. */
export const rebalanceOperations = (before: RebalanceStatus | undefined, { current, manual }: RebalanceStatus): readonly Operation[] => {
  const ending = before?.current !== undefined && before.current.id !== current?.id && (before.current.reason !== 'manual' || manual !== undefined) ? [before.current] : []
  return [...ending, ...(current === undefined ? [] : [current])].map(({ id }) => ({ id, type: 'Rebalance' }))
}
