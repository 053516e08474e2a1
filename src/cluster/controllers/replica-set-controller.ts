import type { ReplicaSet, ReplicaSetSpec } from 'kubernetes-types/apps/v1.js'
import { isDeleting, uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { controllerOf } from '../../engine/owner-reference.ts'
import { selects } from '../../kit/selector.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { counted, listOf, objectOf } from '../json-fields.ts'
import { pods, replicaSets } from '../kinds.ts'
import type { Api } from '../server/api-server.ts'
import { inBackground } from '../server/api-server.ts'
import type { ObjectTable } from '../server/object-table.ts'
import { equals } from '../../engine/structural-equality.ts'
import type { Again, Controller } from './controller.ts'
import { keyOf, placeOf } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'
import { podFrom } from './pod-from-template.ts'
import { availableIn, isActive, isAvailable, isReady, phaseOf } from './pod-state.ts'
import { podsOf } from './pods-of.ts'

interface View {
  readonly api: Api
  readonly table: ObjectTable
  readonly now: number
  readonly object: StoredObject
  readonly spec: ReplicaSetSpec
}

/** Keeps a number of equal pods. */
export const replicaSetController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('replicaset-controller')
  const { table } = parts.server.parts
  return {
    name: 'ReplicaSet',
    watches: [
      [replicaSets, ({ object }) => [keyOf(object)]],
      [pods, ({ object }) => {
        const owner = controllerOf(object)
        if (owner !== undefined) return owner.kind === 'ReplicaSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : []
        return table.list(replicaSets, object.metadata.namespace).filter((set) => selects(trusted(selectorOf(set)), object.metadata.labels)).map(keyOf)
      }],
    ],
    keys: () => table.list(replicaSets).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const object = table.find(replicaSets, name, namespace)
      const spec = object === undefined ? undefined : trusted<ReplicaSet>(object).spec
      return object === undefined || spec === undefined ? undefined : reconcile({ api, table, now: parts.work.now(), object, spec })
    },
  }
}

const selectorOf = (set: StoredObject): unknown => trusted<{ spec: { selector: unknown } }>(set).spec.selector

const reconcile = (view: View): Again | undefined => {
  const { api, table, object, spec: { selector, minReadySeconds = 0 }, now } = view
  const all = podsOf(api, table, { object, selector })
  const active = all.filter(isActive)
  const failure = isDeleting(object) ? undefined : manage(view, active)
  const status = statusOf(view, active, { terminating: all.filter((pod) => isDeleting(pod)).length, failure })
  if (!equals(status, object['status'])) api.setStatus(object, status)
  if (failure !== undefined) throw failure
  const waits = active.flatMap((pod) => availableIn(pod, minReadySeconds, now) ?? []).filter((wait) => wait > 0)
  return waits.length === 0 ? undefined : { milliseconds: Math.min(...waits) }
}

/** Makes missing pods, deletes surplus ones. Gives the refusal that it met. */
const manage = (view: View, active: readonly StoredObject[]): Error | undefined => {
  const { api, object, spec: { replicas = 1, template } } = view
  const surplus = active.toSorted(byWorth).slice(0, Math.max(0, active.length - replicas))
  for (const pod of surplus) api.delete({ kind: pods, name: pod.metadata.name, namespace: pod.metadata.namespace }, { ...inBackground, uid: uidOf(pod) })
  try {
    for (let missing = replicas - active.length; missing > 0; missing -= 1) api.create(pods, podFrom(trusted<JsonObject>(template ?? {}), object, {}))
  } catch (error) {
    if (error instanceof Error) return error
  }
  return undefined
}

/** Pods that do least are deleted first: without a node, then pending, then not ready, then the youngest. */
const byWorth = (a: StoredObject, b: StoredObject): number => worth(a) - worth(b) || youngestFirst(a, b)
const worth = (pod: StoredObject): number => isReady(pod) ? 2 : phaseOf(pod) === 'Running' ? 1 : 0
const youngestFirst = (a: StoredObject, b: StoredObject): number => Number(b.metadata.resourceVersion ?? 0) - Number(a.metadata.resourceVersion ?? 0)

interface Course {
  readonly terminating: number
  readonly failure: Error | undefined
}

/** One that is there keeps its message, which names a pod that is another each time (SetCondition in replica_set_utils.go). */
const failureConditions = (object: StoredObject, { message }: Error): readonly JsonValue[] => {
  const before = listOf(objectOf(object['status'])['conditions']).filter((one) => objectOf(one)['type'] === 'ReplicaFailure')
  return before.length > 0 ? before : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }]
}

const statusOf = ({ object, spec, now }: View, active: readonly StoredObject[], { terminating, failure }: Course): JsonObject => {
  const labels = spec.template?.metadata?.labels ?? {}
  const ready = active.filter(isReady)
  const conditions = failure === undefined ? [] : failureConditions(object, failure)
  return {
    replicas: active.length,
    ...counted({
      fullyLabeledReplicas: active.filter((pod) => selects({ matchLabels: labels }, pod.metadata.labels)).length,
      readyReplicas: ready.length,
      availableReplicas: ready.filter((pod) => isAvailable(pod, spec.minReadySeconds ?? 0, now)).length,
      observedGeneration: object.metadata.generation ?? 0,
    }),
    terminatingReplicas: terminating,
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}
