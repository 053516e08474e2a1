import { StorageClass } from '../../../../src/kit/kinds.ts'
import type { SyncInput } from '../../../../src/kit/composite.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Operation } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import type { KasprApp } from '../resource.ts'
import type { MemberTemplate } from '../pod-template.ts'
import { isRollWanted } from '../roll-reasons.ts'
import { aheadOf, changesTemplate, rolloutOf } from '../rollout.ts'
import type { Rollout } from '../rollout.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { claimGrowth } from './claim-growth.ts'
import { claimRelease } from './claim-release.ts'
import { hangingMembers, hungMembers, isTerminating, terminateOperations, terminationDue, terminationsOf } from './hung-members.ts'
import type { Termination } from './hung-members.ts'
import { memberEntries, strikeDue } from './member-entries.ts'
import type { MemberEntry, StrikeRules } from './member-entries.ts'
import { observedClaims } from './observed-claim.ts'
import { packagesView } from './packages-status.ts'
import type { PackagesView } from './packages-status.ts'
import { rebalanceClaims } from './rebalance-claim.ts'
import { retryAt } from './rebalance-gate.ts'
import type { Gate, RebalanceStatus } from './rebalance-gate.ts'
import { isRequired, patienceEnds, rebalanceOf, rebalanceOperations } from './rebalance.ts'
import { scalingOf } from './replicas.ts'
import type { Scaling } from './replicas.ts'
import { isBegun, reportLifeSeconds, secondsBetween } from './report.ts'
import { resizeOf, resizeOperations } from './storage-resize.ts'
import type { Resize } from './storage-resize.ts'
import { subscriptionFingerprint } from './subscription.ts'
import { hungAfterSeconds, replacesHungMembers } from './switches.ts'

/** What an app is doing and needs done, beyond its children (kaspr-lifecycle.md 4 to 8). */
export interface DayTwo {
  readonly rollout: Rollout
  readonly entries: readonly MemberEntry[]
  /** Members whose pods are to be replaced. */
  readonly hung: readonly MemberEntry[]
  /** Members that the StatefulSet shall have. */
  readonly replicas: number
  readonly status: Pick<KasprAppStatus, 'members' | 'rebalancingMembers' | 'rebalanceRequired' | 'rebalance' | 'terminations' | 'storage' | 'scaling' | 'pythonPackages'>
  readonly claims: readonly Claim[]
  readonly operations: readonly Operation[]
  readonly resyncAfterSeconds: number | undefined
}

/** Everything is decided from the report, the status that was written last, and the moment: never from a memory. */
export const dayTwo = (app: App, member: MemberTemplate, input: SyncInput<KasprApp>): DayTwo => {
  const { observed: { report }, before } = app
  const { now } = input
  const rollout = rolloutOf(app)
  const isWanted = isRollWanted(app, member)
  const ahead = aheadOf(rollout, isWanted)
  const resize = resizeOf({ app, report, before: before.storage, storageClass: input.related.get(StorageClass, classOf(app)), now })
  const rules = strikeRules(app, ahead, resize)
  const entries = memberEntries(before.members ?? [], report, rules)
  const hung = rules.counts ? hungMembers(entries, report) : []
  const hanging = replaces(app, isWanted || changesTemplate(app), resize) ? hangingMembers(entries, report, rules.afterSeconds) : []
  const terminations = terminationsOf(before.terminations ?? [], { hung, hanging, report, now })
  const busy = busyWith(terminations, resize)
  const gate: Gate = { app, rollout: ahead, entries, report, fingerprint: subscriptionFingerprint(app), busy, now }
  const rebalance = rebalanceOf({ ...gate, before: before.rebalance, leftOver: before.rebalance === undefined && before.rebalanceRequired === true })
  const scaling = scalingOf(app, { rollout: ahead, entries, busy, now })
  const packages = packagesView(app, report)
  const [release, growth] = [claimRelease(app, now), claimGrowth(app, now)]
  return {
    rollout, entries, hung,
    replicas: scaling.replicas,
    status: statusOf({ entries, rollout, rebalance, terminations, resize, scaling, packages }, gate.fingerprint),
    claims: [...packages === undefined ? [] : [packages.claim], ...observedClaims(app, report), ...rebalanceClaims(rebalance, gate), ...resize.claims, ...release.claims],
    operations: operationsOf(app, { rebalance, terminations, resize, ofClaim: [...release.operations, ...growth.operations] }),
    resyncAfterSeconds: soonest([
      strikeDue(entries, { report, rules, now }), terminationDue(terminations, { hung, now }), reportEnds(app, now), patienceEnds(rebalance, gate),
      resize.resyncAfterSeconds, release.resyncAfterSeconds, growth.resyncAfterSeconds, scaling.resyncAfterSeconds, isRequired(rebalance, gate.fingerprint) ? secondsUntil(retryAt(rebalance, gate), now) : undefined,
    ]),
  }
}

interface Doings {
  readonly entries: readonly MemberEntry[]
  readonly rollout: Rollout
  readonly rebalance: RebalanceStatus
  readonly terminations: readonly Termination[]
  readonly resize: Resize
  readonly scaling: Scaling
  readonly packages: PackagesView | undefined
}

const statusOf = ({ entries, rollout, rebalance, terminations, resize, scaling, packages }: Doings, fingerprint: string): DayTwo['status'] => ({
  members: [...entries],
  rebalancingMembers: `${entries.filter(({ rebalancing }) => rebalancing === true).length}/${rollout.available}`,
  rebalanceRequired: isRequired(rebalance, fingerprint),
  rebalance,
  terminations: [...terminations],
  ...(resize.status === undefined ? {} : { storage: resize.status }),
  ...(scaling.status === undefined ? {} : { scaling: scaling.status }),
  ...(packages === undefined ? {} : { pythonPackages: packages.status }),
})

interface Asking extends Pick<Doings, 'rebalance' | 'terminations' | 'resize'> {
  /** Operations on the packages claim. */
  readonly ofClaim: readonly Operation[]
}

/** While the app is paused only what was begun goes on, and what somebody asks for by hand (kaspr-lifecycle.md 7.3). */
const operationsOf = ({ before, isPaused, observed: { report } }: App, { rebalance, terminations, resize, ofClaim }: Asking): readonly Operation[] => [
  ...rebalanceOperations(before.rebalance, rebalance),
  ...terminateOperations(before.terminations ?? [], terminations),
  ...resizeOperations(before.storage, resize.status, report),
  ...ofClaim,
].filter(({ id }) => !isPaused || isBegun(report, id) || (rebalance.current?.reason === 'manual' && rebalance.current.id === id))

/** Strikes count while all members are there and none is being replaced (6.2; counts alone look finished half-way). */
const strikeRules = (app: App, rollout: Rollout, resize: Resize): StrikeRules => ({
  counts: replaces(app, rollout.inProgress, resize) && rollout.available === app.replicas,
  afterSeconds: hungAfterSeconds(app),
})

/** Whether hung members are replaced at all, and not by something else already. */
const replaces = (app: App, isRolling: boolean, { status }: Resize): boolean =>
  replacesHungMembers(app) && !app.isPaused && !isRolling && status?.phase !== 'Resizing'

const classOf = ({ observed, spec }: App): string =>
  observed.statefulSet?.spec?.volumeClaimTemplates?.[0]?.spec?.storageClassName ?? spec.storage.class

const busyWith = (terminations: readonly Termination[], { status }: Resize): string | undefined =>
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
