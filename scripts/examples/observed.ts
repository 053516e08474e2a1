import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject, ObjectMeta } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { created, uidOf } from './identity.ts'
import { managedFields } from './managed-fields.ts'
import { allocated, statusOf, withServerDefaults } from './server-defaults.ts'
import { sorted } from './sorted.ts'

/** A child that Metacontroller applied for a parent, as the API server gives it back when everything is at rest. */
export const observed = (child: JsonObject, parent: KubernetesObject, resourceVersion: string): KubernetesObject => {
  const { metadata: given, ...body } = trusted<JsonObject & { metadata: ObjectMeta }>(child)
  const labels = { ...given.labels, 'controller-uid': parent.metadata.uid ?? '' }
  const annotations = { ...given.annotations, [lastAppliedAnnotation]: JSON.stringify(sorted({ ...body, metadata: { ...given, labels } })) }
  const metadata = { annotations, labels, ownerReferences: [ownerReference(parent)] }
  const { apiVersion, kind, ...set } = withServerDefaults(trusted<JsonObject>(body))
  const status = statusOf(child, given.name)
  return trusted<KubernetesObject>({
    apiVersion,
    kind,
    ...set,
    ...(isObject(set['spec']) ? { spec: { ...set['spec'], ...allocated(child) } } : {}),
    ...(status === undefined ? {} : { status }),
    metadata: {
      name: given.name,
      namespace: given.namespace,
      ...metadata,
      creationTimestamp: created,
      ...(generations.has(String(kind)) ? { generation: 1 } : {}),
      managedFields: managers(String(apiVersion), { ...set, metadata }, kind === 'Service' ? undefined : status),
      resourceVersion,
      uid: uidOf(`${String(kind)}/${given.name}`),
    },
  })
}

/** Kinds whose changes are counted. */
const generations: ReadonlySet<string> = new Set(['StatefulSet'])

const ownerReference = ({ apiVersion, kind, metadata: { name, uid } }: KubernetesObject): JsonObject =>
  ({ apiVersion, blockOwnerDeletion: true, controller: true, kind, name, uid: uid ?? '' })

/** Entries of one moment are ordered by manager. */
const managers = (apiVersion: string, fields: JsonObject, status: JsonObject | undefined): readonly JsonValue[] => [
  ...(status === undefined ? [] : [managedFields(apiVersion, { manager: 'kube-controller-manager', subresource: 'status', fields: { status }, time: created })]),
  managedFields(apiVersion, { manager: 'metacontroller', fields, time: created }),
]
