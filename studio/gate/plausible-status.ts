import { objectOf, specOf } from '../../src/cluster/json-fields.ts'
import { discoveryOf } from '../../src/engine/discovery.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

const builtIn = discoveryOf([])

const copies = (object: JsonObject): number => {
  const { replicas } = specOf(object)
  return typeof replicas === 'number' ? replicas : 1
}

const conditions = (...types: readonly string[]): JsonValue => types.map((type) => ({ type, status: 'True' }))
const generation = (object: JsonObject): JsonValue => objectOf(object['metadata'])['generation'] ?? 1

const workload = (object: JsonObject): JsonObject => {
  const count = copies(object)
  return { observedGeneration: generation(object), replicas: count, readyReplicas: count, availableReplicas: count, updatedReplicas: count }
}

const node = (object: JsonObject): JsonObject =>
  ({ observedGeneration: generation(object), currentNumberScheduled: 1, desiredNumberScheduled: 1, numberAvailable: 1, numberReady: 1, updatedNumberScheduled: 1 })

const statuses: Readonly<Record<string, (object: JsonObject) => JsonObject>> = {
  'apps/v1 Deployment': (object) => ({ ...workload(object), conditions: conditions('Available', 'Progressing') }),
  'apps/v1 StatefulSet': (object) => ({ ...workload(object), currentReplicas: copies(object) }),
  'apps/v1 ReplicaSet': workload,
  'apps/v1 DaemonSet': node,
  'batch/v1 Job': () => ({ succeeded: 1, conditions: conditions('SuccessCriteriaMet', 'Complete') }),
  'v1 Pod': () => ({ phase: 'Running', conditions: conditions('Initialized', 'Ready', 'ContainersReady', 'PodScheduled') }),
  'v1 PersistentVolumeClaim': (object) => ({ phase: 'Bound', capacity: objectOf(specOf(object)['resources'])['requests'] ?? {} }),
}

/** A child as it is some time after it was stored: its workload is ready. Custom resources have no status until somebody writes one. */
export const grown = (object: JsonObject): JsonObject => {
  const { apiVersion, kind, status, ...rest } = object
  const made = statuses[`${String(apiVersion)} ${String(kind)}`]?.(object)
  const kept = builtIn.kind(String(apiVersion), String(kind)) === undefined && Object.keys(objectOf(status)).length === 0 ? undefined : status
  const given = made ?? kept
  return { apiVersion: apiVersion ?? '', kind: kind ?? '', ...rest, ...(given === undefined ? {} : { status: given }) }
}
