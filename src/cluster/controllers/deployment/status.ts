import type { StoredObject } from '../../../engine/object-store.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { counted, present } from '../../json-fields.ts'
import { timestamp } from '../../../kit/timestamp.ts'
import { availableOf, shapeOf, sizeOf, wantedOf } from './deployment.ts'
import type { DeploymentView } from './deployment.ts'
import { bounds } from './rollout.ts'

interface Condition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
  readonly lastUpdateTime?: string
  readonly lastTransitionTime?: string
}

interface Counts {
  readonly replicas: number
  readonly updatedReplicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
}

const sum = (sets: readonly StoredObject[], count: (set: StoredObject) => number | undefined): number => sets.reduce((total, set) => total + (count(set) ?? 0), 0)
const actual = (set: StoredObject): number => shapeOf(set).status.replicas

const countsOf = (fresh: string, sets: readonly StoredObject[]): Counts => ({
  replicas: sum(sets, actual),
  updatedReplicas: sum(sets.filter(({ metadata: { name } }) => name === fresh), actual),
  readyReplicas: sum(sets, (set) => shapeOf(set).status.readyReplicas),
  availableReplicas: sum(sets, availableOf),
})

/** The ReplicaSet that pods go to. */
export interface Newest {
  readonly fresh: string
  /** Whether it was made just now. */
  readonly isCreated: boolean
}

/** Status of a Deployment with its ReplicaSets. */
export const deploymentStatus = (view: DeploymentView, sets: readonly StoredObject[], newest: Newest): JsonObject => {
  const counts = countsOf(newest.fresh, sets)
  const missing = Math.max(0, sum(sets, sizeOf) - counts.availableReplicas)
  return present({
    observedGeneration: view.object.metadata.generation,
    ...counted({ ...counts, unavailableReplicas: missing }),
    terminatingReplicas: sum(sets, (set) => trusted<{ status: { terminatingReplicas?: number } }>(set).status.terminatingReplicas),
    conditions: trusted<readonly JsonObject[]>(conditions(view, counts, newest)),
  })
}

/** A condition of a status that was just made. */
export const conditionIn = (status: JsonObject, type: string): Condition | undefined =>
  trusted<readonly Condition[]>(status['conditions'] ?? []).find((condition) => condition.type === type)

const known = ({ status }: DeploymentView, type: string): Condition | undefined =>
  trusted<readonly Condition[]>(status.conditions ?? []).find((condition) => condition.type === type)

const conditions = (view: DeploymentView, counts: Counts, newest: Newest): readonly Condition[] => {
  const progressing = progress(view, counts, newest)
  return [stamped(view, available(view, counts)), ...(progressing === undefined ? [] : [progressing])]
}

const available = (view: DeploymentView, { availableReplicas }: Counts): Condition => {
  const { unavailable } = view.spec.strategy?.type === 'Recreate' ? { unavailable: 0 } : bounds(wantedOf(view), view.spec.strategy?.rollingUpdate)
  return availableReplicas >= wantedOf(view) - unavailable
    ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'enough pods are available' }
    : { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'not enough pods are available' }
}

const stamped = ({ now, ...view }: DeploymentView, condition: Condition): Condition => {
  const before = known({ now, ...view }, condition.type)
  if (before?.status === condition.status && before.reason === condition.reason) return before
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : undefined
  return { ...condition, lastUpdateTime: timestamp(now), lastTransitionTime: lastTransitionTime ?? timestamp(now) }
}

/** Reason of a rollout that is over. */
export const newSetAvailable = 'NewReplicaSetAvailable'

const isComplete = (view: DeploymentView, { updatedReplicas, replicas, availableReplicas }: Counts): boolean =>
  [updatedReplicas, replicas, availableReplicas].every((count) => count === wantedOf(view))

const progress = (view: DeploymentView, counts: Counts, { fresh, isCreated }: Newest): Condition | undefined => {
  const before = known(view, 'Progressing')
  const isSettled = counts.replicas === counts.updatedReplicas && before?.reason === newSetAvailable
  if (view.spec.progressDeadlineSeconds === undefined) return undefined
  if (isCreated) return stamped(view, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message: `the ReplicaSet ${fresh} was created` })
  if (isSettled) return before
  if (isComplete(view, counts)) return stamped(view, { type: 'Progressing', status: 'True', reason: newSetAvailable, message: `the ReplicaSet ${fresh} is complete` })
  if (before === undefined || isFurther(view, counts)) return moved(view, before, fresh)
  return deadline(view, before) > 0 ? before
    : stamped(view, { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: `the ReplicaSet ${fresh} has not come further in time` })
}

/** Every bit of progress gives the rollout new time. */
const moved = ({ now }: DeploymentView, before: Condition | undefined, fresh: string): Condition => ({
  type: 'Progressing',
  status: 'True',
  reason: 'ReplicaSetUpdated',
  message: `the ReplicaSet ${fresh} is progressing`,
  lastUpdateTime: timestamp(now),
  lastTransitionTime: (before?.status === 'True' ? before.lastTransitionTime : undefined) ?? timestamp(now),
})

const isFurther = ({ status }: DeploymentView, counts: Counts): boolean => {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status
  return counts.updatedReplicas > updatedReplicas || counts.replicas - counts.updatedReplicas < replicas - updatedReplicas ||
    counts.readyReplicas > readyReplicas || counts.availableReplicas > availableReplicas
}

/** Milliseconds until a rollout counts as stuck. */
export const deadline = ({ now, spec }: DeploymentView, { lastUpdateTime = '' }: Pick<Condition, 'lastUpdateTime'>): number =>
  Date.parse(lastUpdateTime) + (spec.progressDeadlineSeconds ?? 600) * 1000 - now
