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
  const behind = (status.observedGeneration ?? 0) < (statefulSet.metadata.generation ?? 0)
  const revisions = status.updateRevision !== undefined && status.currentRevision !== undefined && status.updateRevision !== status.currentRevision
  const missing = (status.updatedReplicas ?? status.replicas) < status.replicas
  return { available: status.availableReplicas ?? 0, inProgress: behind || revisions || missing }
}
