import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ordered } from './world.ts'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** What the controllers of Kubernetes write into objects of their kinds once all is well. */
const ripen: Readonly<Record<string, (object: JsonObject) => JsonObject>> = {
  StatefulSet: ({ spec, metadata, ...rest }) => {
    const replicas = objectOf(spec)['replicas'] ?? 1
    const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, currentReplicas: replicas, updatedReplicas: replicas }
    const observedGeneration = objectOf(metadata)['generation'] ?? 0
    return { ...rest, metadata: metadata ?? {}, spec: spec ?? {}, status: { ...counts, observedGeneration, currentRevision: 'a', updateRevision: 'a', collisionCount: 0 } }
  },
  PersistentVolumeClaim: ({ spec, metadata, ...rest }) => {
    const { annotations, ...others } = objectOf(metadata)
    const bound = { 'pv.kubernetes.io/bind-completed': 'yes', 'volume.kubernetes.io/storage-provisioner': 'example.com/storage' }
    const capacity = objectOf(objectOf(objectOf(spec)['resources'])['requests'])
    return {
      ...rest, metadata: { ...others, annotations: { ...objectOf(annotations), ...bound } }, spec: { ...objectOf(spec), volumeName: 'pv-1' },
      status: { phase: 'Bound', accessModes: objectOf(spec)['accessModes'] ?? [], capacity },
    }
  },
}

/** Children whose pods run and whose claims are bound. */
export const ripened = (children: ReadonlyMap<string, KubernetesObject>): ReadonlyMap<string, KubernetesObject> =>
  new Map([...children].map(([identity, child]) => [identity, ordered(trusted<KubernetesObject>((ripen[child.kind] ?? ((object) => object))(trusted<JsonObject>(child))))]))
