import type { StatefulSetStatus } from 'kubernetes-types/apps/v1.js'
import type { App } from './app.ts'

/** How far the StatefulSet is. */
export interface Rollout {
  readonly available: number
  readonly inProgress: boolean
}

/**
 * A rollout is in progress while the StatefulSet has not seen its newest spec, while two revisions exist, or while
 * members of the new revision are missing (kaspr-lifecycle.md 7.7; counts alone look finished half-way).
 */
export const rolloutOf = ({ observed: { statefulSet } }: App): Rollout => {
  const status = statefulSet?.status
  if (statefulSet === undefined || status === undefined) return { available: 0, inProgress: false }
  const { observedGeneration = 0, availableReplicas = 0, replicas, updatedReplicas = replicas } = status
  const behind = observedGeneration < (statefulSet.metadata.generation ?? 0)
  return { available: availableReplicas, inProgress: behind || hasTwoRevisions(status) || updatedReplicas < replicas }
}

/** The same while the StatefulSet has not even got the template that is wanted: nothing may rely on the pods that are there. */
export const aheadOf = (rollout: Rollout, isWanted: boolean): Rollout => isWanted ? { ...rollout, inProgress: true } : rollout

const hasTwoRevisions = ({ currentRevision, updateRevision }: StatefulSetStatus): boolean =>
  updateRevision !== undefined && currentRevision !== undefined && updateRevision !== currentRevision
