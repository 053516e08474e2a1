import type { JsonObject } from '../../protocol/json.ts'
import { autoscaler } from './autoscaler.ts'
import { claim } from './claim.ts'
import { deployment, replicaSet } from './deployment.ts'
import { job } from './job.ts'
import { limitRange, resourceQuota } from './limits.ts'
import { objectMeta } from './object-meta.ts'
import { pod } from './pod.ts'
import { service } from './service.ts'
import { always, kept, listOf, mapOf, orElse, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'
import { statefulSet } from './stateful-set.ts'

/** What the API server knows about a kind. */
export interface KindModel {
  readonly shape: Shape
  /** Status of a new object; absent where the kind has none. */
  readonly status?: JsonObject
  /** Whether `metadata.generation` counts changes of the spec (metacontroller.md §7.1). */
  readonly counted: boolean
  /** Finalizers that admission adds. */
  readonly finalizers?: readonly string[]
}

const model = (fields: Fields, of: Omit<KindModel, 'shape'>): KindModel =>
  ({ ...of, shape: struct({ ...fields, metadata: always(objectMeta) }) })

const references = listOf(struct({ name: text }))

const models: ReadonlyMap<string, KindModel> = new Map([
  ['v1 ConfigMap', model({ data: mapOf(kept), binaryData: mapOf(kept), immutable: kept }, { counted: false })],
  ['v1 ServiceAccount', model({ secrets: references, imagePullSecrets: references, automountServiceAccountToken: kept }, { counted: false })],
  ['v1 Service', model(service, { counted: false, status: { loadBalancer: {} } })],
  ['v1 PersistentVolumeClaim', model(claim, { counted: false, status: { phase: 'Pending' }, finalizers: ['kubernetes.io/pvc-protection'] })],
  ['autoscaling/v2 HorizontalPodAutoscaler', model(autoscaler, { counted: false, status: { currentMetrics: null, desiredReplicas: 0 } })],
  ['apps/v1 StatefulSet', model(statefulSet, { counted: true, status: { availableReplicas: 0, replicas: 0 } })],
  ['apps/v1 Deployment', model(deployment, { counted: true, status: {} })],
  ['apps/v1 ReplicaSet', model(replicaSet, { counted: true, status: { replicas: 0 } })],
  ['apps/v1 ControllerRevision', model({ data: kept, revision: kept }, { counted: false })],
  ['batch/v1 Job', model(job, { counted: true, status: {} })],
  ['v1 Pod', model(pod, { counted: true, status: { phase: 'Pending', qosClass: 'BestEffort' } })],
  ['v1 Namespace', model({ spec: always(struct({ finalizers: listOf(kept) })) }, { counted: false, status: { phase: 'Active' } })],
  ['v1 Secret', model({ data: mapOf(kept), type: orElse(kept, 'Opaque'), immutable: kept }, { counted: false })],
  ['v1 ResourceQuota', model(resourceQuota, { counted: false, status: {} })],
  ['v1 LimitRange', model(limitRange, { counted: false })],
  ['apiextensions.k8s.io/v1 CustomResourceDefinition', model({}, { counted: true, status: {}, finalizers: ['customresourcecleanup.apiextensions.k8s.io'] })],
  ['v1 Event', model({}, { counted: false })],
  ['v1 PersistentVolume', model({}, { counted: false, status: { phase: 'Pending' } })],
  ['storage.k8s.io/v1 StorageClass', model({ reclaimPolicy: orElse(kept, 'Delete'), volumeBindingMode: orElse(kept, 'Immediate'), parameters: mapOf(kept) }, { counted: false })],
  ['networking.k8s.io/v1 NetworkPolicy', model({}, { counted: true })],
  ['networking.k8s.io/v1 Ingress', model({}, { counted: true, status: { loadBalancer: {} } })],
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((kind) => [`rbac.authorization.k8s.io/v1 ${kind}`, model({}, { counted: false })] as const),
])

/** A kind that nobody described: nothing is filled in, a status may be there. */
const unknown = model({}, { counted: true, status: {} })

export const modelOf = ({ apiVersion, kind }: JsonObject): KindModel => models.get(`${String(apiVersion)} ${String(kind)}`) ?? unknown
