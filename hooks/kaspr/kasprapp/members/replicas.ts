import type { App } from '../app.ts'
import type { Rollout } from '../rollout.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import type { MemberEntry } from './member-entries.ts'
import { secondsBetween } from './report.ts'
import { rememberedReplicas } from './storage-resize.ts'

/** Members that the StatefulSet shall have now, and when to look again. */
export interface Scaling {
  readonly replicas: number
  readonly status: KasprAppStatus['scaling']
  readonly resyncAfterSeconds?: number
}

interface Given { readonly rollout: Rollout; readonly entries: readonly MemberEntry[]; readonly busy: string | undefined; readonly now: string }

/**
 * The number that stands there is the autoscaler's and is repeated, because a field that was applied once must never be
 * left out again (kaspr-resources.md 8.1). Only 0 is ours, and the first step away from it. With `scaling.mode: direct`
 * every step is ours: as many as the autoscaler would take, once all members are there and none rebalances.
 */
export const scalingOf = (app: App, given: Given): Scaling => {
  const { observed, replicas: wanted, before } = app
  const current = observed.statefulSet?.spec?.replicas ?? 0
  if (app.spec.scaling?.mode !== 'direct') return { replicas: startedFrom(app, current), status: undefined }
  if (wanted === 0 || current === 0 || current === wanted) return { replicas: startedFrom(app, current), status: before.scaling }
  return current > wanted ? { replicas: wanted, status: before.scaling } : stepped(app, current, given)
}

/** Pods that lost their StatefulSet to a resize get it back as large as it was. */
const startedFrom = ({ replicas, settings, observed, before }: App, current: number): number => {
  if (replicas === 0 || current > 0) return replicas === 0 ? 0 : current
  const orphans = observed.statefulSet === undefined ? observed.report.members.length : 0
  return Math.min(replicas, rememberedReplicas(before.storage, orphans) ?? settings.initialMaxReplicas)
}

const stepped = ({ replicas, settings, before, isPaused }: App, current: number, { rollout, entries, busy, now }: Given): Scaling => {
  const left = before.scaling === undefined ? 0 : settings.scaleUpPeriodSeconds - secondsBetween(before.scaling.lastStepTime, now)
  const isSettled = !rollout.inProgress && rollout.available === current && busy === undefined && !entries.some(({ rebalancing }) => rebalancing === true)
  if (isPaused || !isSettled) return { replicas: current, status: before.scaling }
  if (left > 0) return { replicas: current, status: before.scaling, resyncAfterSeconds: Math.ceil(left) }
  return { replicas: Math.min(replicas, Math.max(current * 2, current + settings.scaleUpPods)), status: { lastStepTime: now } }
}
