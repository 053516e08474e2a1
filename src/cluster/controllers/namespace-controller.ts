import { finalizersOf, isDeleting } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { equals } from '../../engine/structural-equality.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { listOf, objectOf, specOf, statusOf, without } from '../json-fields.ts'
import { configMaps, namespaces, serviceAccounts } from '../kinds.ts'
import type { Api, ApiServer } from '../server/api-server.ts'
import { inBackground } from '../server/api-server.ts'
import { timestamp } from '../../kit/timestamp.ts'
import type { Again, Controller } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'

/**
 * Gives every namespace its account and the cluster's certificate, as two controllers of Kubernetes do, and empties
 * namespaces that are deleted. Its keys are names of namespaces.
 */
export const namespaceController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('namespace-controller')
  const { table } = parts.server.parts
  return {
    name: 'Namespace',
    watches: [[namespaces, ({ object }) => [object.metadata.name]]],
    // Something that is gone from a namespace is missed, or brings the namespace nearer to its end.
    watchesAll: ({ type, object: { metadata: { namespace } } }) => type === 'Deleted' && namespace !== undefined ? [namespace] : [],
    keys: () => table.list(namespaces).map(({ metadata: { name } }) => name),
    reconcile: (name) => {
      const namespace = table.find(namespaces, name)
      if (namespace === undefined) return undefined
      return isDeleting(namespace) ? empty(parts, api, namespace) : furnishNamespace(parts.server, name)
    },
  }
}

/** Makes what every namespace has, where it is not there. */
export const furnishNamespace = (server: ApiServer, namespace: string): undefined => {
  const { table } = server.parts
  if (table.find(serviceAccounts, 'default', namespace) === undefined) {
    server.as('serviceaccount-controller').create(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } })
  }
  if (table.find(configMaps, 'kube-root-ca.crt', namespace) === undefined) {
    server.as('root-ca-certificate-publisher').create(configMaps, {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace }, data: { 'ca.crt': 'no certificate: this cluster has no network' },
    })
  }
}

/** Deletes everything in a namespace, and the namespace once nothing is left. Whatever has finalizers is waited for. */
const empty = (parts: ControllerParts, api: Api, namespace: StoredObject): Again | undefined => {
  const { name } = namespace.metadata
  const { table } = parts.server.parts
  if (listOf(specOf(namespace)['finalizers']).length === 0) return undefined
  for (const object of table.inNamespace(name).filter((one) => !isDeleting(one))) {
    // A dependent may be gone with its owner.
    const { kind } = parts.server.parts.rulesOf(object)
    if (table.find(kind, object.metadata.name, name) === object) api.delete({ kind, name: object.metadata.name, namespace: name }, inBackground)
  }
  const left = table.inNamespace(name)
  const said = api.setStatus(namespace, withConditions(namespace, left, parts.work.now()))
  if (left.length > 0) return undefined
  const released = api.amend(trusted<StoredObject>({ ...said, spec: without(specOf(said), 'finalizers') } satisfies JsonObject))
  api.delete({ kind: namespaces, name: released.metadata.name }, inBackground)
  return undefined
}

interface Claim {
  readonly type: string
  readonly isTrue: boolean
  readonly reason: string
  readonly message: string
}

const claimsOf = (left: readonly StoredObject[]): readonly Claim[] => {
  const kinds = [...new Set(left.map(({ kind }) => kind))]
  const finalizers = [...new Set(left.flatMap(finalizersOf))]
  const isEmpty = left.length === 0
  return [
    { type: 'NamespaceDeletionDiscoveryFailure', isTrue: false, reason: 'ResourcesDiscovered', message: 'all kinds are known' },
    { type: 'NamespaceDeletionGroupVersionParsingFailure', isTrue: false, reason: 'ParsedGroupVersions', message: 'all kinds can be read' },
    { type: 'NamespaceDeletionContentFailure', isTrue: false, reason: 'ContentDeleted', message: 'everything was deleted or is about to go' },
    { type: 'NamespaceContentRemaining', isTrue: !isEmpty, reason: isEmpty ? 'ContentRemoved' : 'SomeResourcesRemain', message: isEmpty ? 'nothing is left' : `still there: ${kinds.join(', ')}` },
    {
      type: 'NamespaceFinalizersRemaining', isTrue: finalizers.length > 0, reason: finalizers.length > 0 ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
      message: finalizers.length > 0 ? `waits for ${finalizers.join(', ')}` : 'nothing holds what is left',
    },
  ]
}

const withConditions = (namespace: StoredObject, left: readonly StoredObject[], now: number): JsonObject => {
  const before = listOf(statusOf(namespace)['conditions']).map(objectOf)
  const conditions = claimsOf(left).map(({ type, isTrue, reason, message }) => {
    const old = before.find((condition) => condition['type'] === type)
    const status = isTrue ? 'True' : 'False'
    const lastTransitionTime = old?.['status'] === status ? old['lastTransitionTime'] ?? '' : timestamp(now)
    return { type, status, lastTransitionTime, reason, message }
  })
  return { phase: 'Terminating', conditions: equals(conditions, before) ? before : conditions }
}
