import type { App } from '../app.ts'
import type { Rollout } from '../rollout.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import type { MemberEntry } from './member-entries.ts'
import { later, secondsBetween } from './report.ts'
import type { Report } from './report.ts'
import { retryDelaySeconds } from './retry-delay.ts'
import { rebalancesByItself } from './switches.ts'

export type RebalanceStatus = NonNullable<KasprAppStatus['rebalance']>

/** Everything that may put a rebalance off. */
export interface Gate {
  readonly app: App
  readonly rollout: Rollout
  readonly entries: readonly MemberEntry[]
  readonly report: Report
  readonly fingerprint: string
  /** Another operation that must end first, in words. */
  readonly busy: string | undefined
  readonly now: string
}

/** Why a rebalance that is needed is not asked for now; undefined when nothing speaks against it (kaspr-lifecycle.md 5.4). */
export const whyNot = (status: RebalanceStatus, gate: Gate): string | undefined => {
  const { app, rollout, entries, report, busy, now } = gate
  const wait = retryAt(status, gate)
  const reasons: readonly (readonly [boolean, string])[] = [
    [app.isPaused, 'the app is paused'],
    [!rebalancesByItself(app), 'automatic rebalancing is switched off'],
    [!app.settings.asksMembers, 'members are not asked how they are'],
    [rollout.inProgress, 'a rollout is in progress'],
    [rollout.available !== app.replicas || app.replicas === 0, 'not all members are available'],
    [report.state !== 'fresh', 'nobody knows how the members are'],
    [entries.some(({ rebalancing }) => rebalancing === true), 'members are rebalancing'],
    [busy !== undefined, busy ?? ''],
    [wait !== undefined && secondsBetween(now, wait) > 0, `the next attempt is at ${wait ?? ''}`],
  ]
  return reasons.find(([holds]) => holds)?.[1]
}

/** All members run what they should run. */
export const isCalm = ({ app, rollout }: Pick<Gate, 'app' | 'rollout'>): boolean => !rollout.inProgress && rollout.available === app.replicas

/** When a failed request is tried again: after 30 s, then twice as long each time, at most 10 minutes. */
export const retryAt = (status: RebalanceStatus, { fingerprint }: Pick<Gate, 'fingerprint'>): string | undefined => {
  const count = failures(status, fingerprint)
  return count === 0 || status.last === undefined ? undefined
    : later(status.last.finishedAt, retryDelaySeconds(count))
}

/** Failures in a row for one subscription. */
export const failures = ({ last }: RebalanceStatus, fingerprint: string): number =>
  last?.reason === 'subscription_change' && last.result === 'Failed' && last.fingerprint === fingerprint ? last.attempt : 0
