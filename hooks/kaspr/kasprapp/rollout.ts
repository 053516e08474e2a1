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
export const rolloutOf = (app: App): Rollout => {
  const { statefulSet } = app.observed
  const status = statefulSet?.status
  if (statefulSet === undefined || status === undefined) return { available: 0, inProgress: false }
  const { availableReplicas = 0, replicas, updatedReplicas = replicas } = status
  return { available: availableReplicas, inProgress: changesTemplate(app) || updatedReplicas < replicas }
}

/**
 * Whether pods are about to run another spec. One pod that is being deleted is a rollout by its counts, because it is there
 * and counts for no revision; it is none by this.
 */
export const changesTemplate = ({ observed: { statefulSet } }: App): boolean => {
  const { metadata, status } = statefulSet ?? {}
  return status !== undefined && ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0) || hasTwoRevisions(status))
}

/** The same while the StatefulSet has not even got the template that is wanted: nothing may rely on the pods that are there. */
export const aheadOf = (rollout: Rollout, isWanted: boolean): Rollout => isWanted ? { ...rollout, inProgress: true } : rollout

const hasTwoRevisions = ({ currentRevision, updateRevision }: StatefulSetStatus): boolean =>
  updateRevision !== undefined && currentRevision !== undefined && updateRevision !== currentRevision
