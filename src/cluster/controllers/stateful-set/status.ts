import { isDeleting } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { counted } from '../../json-fields.ts'
import { isAvailable, isReady } from '../pod-state.ts'
import { revisionOf } from './revisions.ts'
import type { Revisions } from './revisions.ts'
import { minReadySeconds, replicasOf } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'

interface Counts {
  readonly replicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
  readonly currentReplicas: number
  readonly updatedReplicas: number
}

const countsOf = (set: SetView, { current, update }: Revisions, pods: readonly StoredObject[]): Counts => {
  const staying = pods.filter((pod) => !isDeleting(pod))
  const at = ({ metadata: { name } }: StoredObject): number => staying.filter((pod) => revisionOf(pod) === name).length
  return {
    replicas: pods.length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter((pod) => isAvailable(pod, minReadySeconds(set), set.now)).length,
    currentReplicas: at(current),
    updatedReplicas: at(update),
  }
}

/** An update is over once every wanted pod is updated and ready: then the current revision is the new one. */
const isRolledOut = (set: SetView, { updatedReplicas, readyReplicas, replicas }: Counts): boolean =>
  set.spec.updateStrategy?.type === 'RollingUpdate' && [updatedReplicas, readyReplicas, replicas].every((count) => count === replicasOf(set))

/** The status of a set whose pods are these; `removed` of them are about to be updated. Zeros are left out as Go leaves them out. */
export const statusOf = (set: SetView, revisions: Revisions, { pods, removed }: { readonly pods: readonly StoredObject[]; readonly removed: number }): JsonObject => {
  const counts = countsOf(set, revisions, pods)
  const isDone = isRolledOut(set, counts)
  const { replicas, availableReplicas, readyReplicas, updatedReplicas } = counts
  return {
    observedGeneration: set.object.metadata.generation ?? 0,
    replicas,
    availableReplicas,
    ...counted({ readyReplicas, updatedReplicas, currentReplicas: isDone ? updatedReplicas : counts.currentReplicas - removed }),
    currentRevision: (isDone ? revisions.update : revisions.current).metadata.name,
    updateRevision: revisions.update.metadata.name,
    collisionCount: revisions.collisions,
  }
}

/** Writes a status if it says anything new. */
export const writeStatus = (set: SetView, status: JsonObject): void => {
  const before = trusted<JsonObject>(set.status)
  const isNew = Object.keys({ ...before, ...status }).some((field) => field !== 'collisionCount' && before[field] !== status[field])
  if (isNew) set.api.setStatus(set.object, status)
}
