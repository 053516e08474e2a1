import { StorageClass } from '../../../../src/kit/kinds.ts'
import type { SyncInput } from '../../../../src/kit/composite.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Operation } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import type { KasprApp } from '../resource.ts'
import { rolloutOf } from '../rollout.ts'
import type { Rollout } from '../rollout.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { hungMembers, isTerminating, terminateOperations, terminationsOf } from './hung-members.ts'
import { memberEntries, strikeDue } from './member-entries.ts'
import type { MemberEntry, StrikeRules } from './member-entries.ts'
import { observedClaims } from './observed-claim.ts'
import { packagesView } from './packages-status.ts'
import type { PackagesView } from './packages-status.ts'
import { rebalanceClaims } from './rebalance-claim.ts'
import { retryAt } from './rebalance-gate.ts'
import type { Gate } from './rebalance-gate.ts'
import { isRequired, rebalanceOf, rebalanceOperations } from './rebalance.ts'
import { reportLifeSeconds, secondsBetween } from './report.ts'
import { resizeOf } from './storage-resize.ts'
import type { Resize } from './storage-resize.ts'
import { subscriptionFingerprint } from './subscription.ts'
import { hungAfterSeconds, replacesHungMembers } from './switches.ts'

/** What an app is doing and needs done, beyond its children (kaspr-lifecycle.md 4 to 8). */
export interface DayTwo {
  readonly rollout: Rollout
  readonly entries: readonly MemberEntry[]
  /** Members whose pods are to be replaced. */
  readonly hung: readonly MemberEntry[]
  readonly packages: PackagesView | undefined
  readonly status: Pick<KasprAppStatus, 'members' | 'rebalancingMembers' | 'rebalanceRequired' | 'rebalance' | 'terminations' | 'storage' | 'pythonPackages'>
  readonly claims: readonly Claim[]
  readonly operations: readonly Operation[]
  readonly resyncAfterSeconds: number | undefined
}

/** Everything is decided from the report, the status that was written last, and the moment: never from a memory. */
export const dayTwo = (app: App, { related, now }: SyncInput<KasprApp>): DayTwo => {
  const { observed: { report }, before } = app
  const rollout = rolloutOf(app)
  const rules = strikeRules(app, rollout)
  const entries = memberEntries(before.members ?? [], report, rules)
  const terminations = terminationsOf(before.terminations ?? [], entries, { report, now })
  const resize = resizeOf({ app, report, before: before.storage, storageClass: related.get(StorageClass, classOf(app)), now })
  const gate: Gate = { app, rollout, entries, report, fingerprint: subscriptionFingerprint(app), busy: busyWith(terminations, resize), now }
  const rebalance = rebalanceOf({ ...gate, before: before.rebalance, leftOver: before.rebalance === undefined && before.rebalanceRequired === true })
  const packages = packagesView(app, report)
  return {
    rollout, entries, packages,
    hung: hungMembers(entries),
    status: {
      members: [...entries],
      rebalancingMembers: `${entries.filter(({ rebalancing }) => rebalancing === true).length}/${rollout.available}`,
      rebalanceRequired: isRequired(rebalance, gate.fingerprint),
      rebalance,
      terminations: [...terminations],
      ...(resize.status === undefined ? {} : { storage: resize.status }),
      ...(packages === undefined ? {} : { pythonPackages: packages.status }),
    },
    claims: [...packages === undefined ? [] : [packages.claim], ...observedClaims(app, report), ...rebalanceClaims(rebalance, gate), ...resize.claims],
    operations: [...rebalanceOperations(before.rebalance, rebalance), ...terminateOperations(before.terminations ?? [], terminations), ...resize.operations],
    resyncAfterSeconds: soonest([strikeDue(entries, now, rules), reportEnds(app, now), resize.resyncAfterSeconds, secondsUntil(retryAt(rebalance, gate), now)]),
  }
}

/** Strikes count while all members are there and none is being replaced (6.2; counts alone look finished half-way). */
const strikeRules = (app: App, { inProgress, available }: Rollout): StrikeRules => ({
  counts: replacesHungMembers(app) && !inProgress && available === app.replicas,
  afterSeconds: hungAfterSeconds(app),
})

const classOf = ({ observed, spec }: App): string =>
  observed.statefulSet?.spec?.volumeClaimTemplates?.[0]?.spec?.storageClassName ?? spec.storage.class

const busyWith = (terminations: Parameters<typeof isTerminating>[0], { status }: Resize): string | undefined =>
  isTerminating(terminations) ? 'members are being replaced' : status?.phase === 'Resizing' ? 'storage is being resized' : undefined

/** A report that stops coming has to be noticed. */
const reportEnds = ({ observed: { report } }: App, now: string): number | undefined =>
  report.state === 'fresh' ? Math.ceil(reportLifeSeconds - secondsBetween(report.observedAt, now)) + 1 : undefined

const secondsUntil = (moment: string | undefined, now: string): number | undefined => {
  const left = moment === undefined ? 0 : Math.ceil(secondsBetween(now, moment))
  return left > 0 ? left : undefined
}

const soonest = (delays: readonly (number | undefined)[]): number | undefined => {
  const all = delays.filter((delay) => delay !== undefined)
  return all.length === 0 ? undefined : Math.max(1, Math.min(...all))
}
