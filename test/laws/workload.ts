import { sha256Hex } from '../../src/kit/hash.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ordered } from './world.ts'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

const reported = (id: number): JsonObject => ({
  id, pod: `app-${id}`, podUID: `uid-${id}`, podCreationTime: '2026-11-20T00:00:00Z', phase: 'Running', ready: true, answered: true, leader: id === 0, rebalancing: false, recovering: false,
  install: { state: 'Terminated', exitCode: 0 },
})

/** Whatever was asked for is done. */
const done = (operations: JsonValue | undefined): JsonValue => Array.isArray(operations)
  ? operations.map((operation) => ({ id: objectOf(operation)['id'] ?? '', state: 'Succeeded', attempts: 1, startedAt: '2026-11-21T00:00:00Z', finishedAt: '2026-11-21T00:00:01Z' })) : []

const started = '2026-11-21T00:00:00Z'
const finished = (phase: string, exitCode: number): JsonObject => ({ phase, startTime: started, containerStatuses: [{ name: 'main', state: { terminated: { exitCode, startedAt: started, finishedAt: '2026-11-21T00:01:30Z' } } }] })

/** What becomes of pods; which one follows from the pod. */
const fates: readonly JsonObject[] = [{ phase: 'Running', startTime: started }, finished('Succeeded', 0), finished('Failed', 1), { phase: 'Pending' }]

/** What the controllers of Kubernetes write into objects of their kinds once all is well. */
const ripen: Readonly<Record<string, (object: JsonObject) => JsonObject>> = {
  StatefulSet: ({ spec, metadata, ...rest }) => {
    const replicas = objectOf(spec)['replicas'] ?? 1
    const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, currentReplicas: replicas, updatedReplicas: replicas }
    const observedGeneration = objectOf(metadata)['generation'] ?? 0
    return { ...rest, metadata: metadata ?? {}, spec: spec ?? {}, status: { ...counts, observedGeneration, currentRevision: 'a', updateRevision: 'a', collisionCount: 0 } }
  },
  Deployment: ({ spec, metadata, ...rest }) => {
    const replicas = objectOf(spec)['replicas'] ?? 1
    const told = ['Available', 'Progressing'].map((type) => ({ type, status: 'True', reason: 'Well', message: 'all is well' }))
    return { ...rest, metadata: metadata ?? {}, spec: spec ?? {}, status: { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: objectOf(metadata)['generation'] ?? 0, conditions: told } }
  },
  Job: (object) => ({ ...object, status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True', reason: 'CompletionsReached', message: 'done' }] } }),
  ResourceQuota: ({ spec, ...rest }) => ({ ...rest, spec: spec ?? {}, status: { hard: objectOf(spec)['hard'] ?? {}, used: {} } }),
  Pod: (object) => ({ ...object, status: fates[Number.parseInt(sha256Hex(JSON.stringify(object['metadata'])).slice(0, 4), 16) % fates.length] ?? {} }),
  // Stewards of kinds that have one: the laws know no name of a member, only what a report looks like.
  KasprMemberSet: (object) => ({ ...object, status: { observedAt: '2026-11-21T00:00:00Z', members: [reported(0), reported(1)], claims: [{ name: 'pv-0', requested: '1Gi' }], packagesClaim: { name: objectOf(objectOf(object['spec'])['claims'])['packages'] ?? '', uid: 'c-1', requested: '1Mi', phase: 'Bound' }, operations: done(objectOf(object['spec'])['operations']) } }),
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
