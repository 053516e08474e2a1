import { readMoment } from '../moment.ts'
import type { Group } from './group.ts'
import type { Ending } from './ledger.ts'
import type { ObservedRun } from './observed-runs.ts'

/** The kubelet ends a pod that it has started; it needs a moment to say so. */
const kubeletSlack = 30_000

/**
 * Until when a run may be active, in milliseconds since 1970; undefined: for ever. A pod that no node ever took has no
 * start from which the kubelet would count, so it would block its group for good (C17). What the pod was made with goes
 * before what the group says by now.
 */
export const deadlineOf = ({ pod }: ObservedRun, { activeDeadline }: Pick<Group, 'activeDeadline'>): number | undefined => {
  if (activeDeadline === undefined) return undefined
  const seconds = pod.spec?.activeDeadlineSeconds
  const longest = typeof seconds === 'number' ? seconds * 1000 : activeDeadline
  const started = readMoment(pod.status?.startTime)
  if (typeof started === 'number') return started + longest + kubeletSlack
  const created = readMoment(pod.metadata.creationTimestamp)
  return typeof created === 'number' ? created + longest : undefined
}

/** How a run ends that is past its deadline. The time is that of the deadline: the same in every sync. */
export const overdueEnding = ({ sequence, item, name, uid }: ObservedRun, deadline: number): Ending =>
  ({ sequence, item, pod: name, podUID: uid, result: 'Failed', reason: 'DeadlineExceeded', finishedAt: deadline })
