import { readMoment } from '../moment.ts'
import type { Group } from './group.ts'
import type { Ending } from './ledger.ts'
import type { ObservedRun } from './observed-runs.ts'

/** The kubelet ends a pod that it has started; it needs a moment to say so. */
const kubeletSlack = 30_000

/**
 * Until when a run may be active, in milliseconds since 1970; undefined: for ever. A pod that no node ever took has no
 * start from which the kubelet would count, so it would block its group for good (C17).
 */
export const deadlineOf = ({ pod }: ObservedRun, { activeDeadline }: Group): number | undefined => {
  if (activeDeadline === undefined) return undefined
  const started = readMoment(pod.status?.startTime)
  if (typeof started === 'number') return started + activeDeadline + kubeletSlack
  const created = readMoment(pod.metadata.creationTimestamp)
  return typeof created === 'number' ? created + activeDeadline : undefined
}

/** How a run ends that is past its deadline. The time is that of the deadline: the same in every sync. */
export const overdueEnding = ({ sequence, item, name, uid }: ObservedRun, deadline: number): Ending =>
  ({ sequence, item, pod: name, podUID: uid, result: 'Failed', reason: 'DeadlineExceeded', finishedAt: deadline })
