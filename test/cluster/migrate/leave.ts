import type { Api } from '../../../scripts/cluster/api.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { kindPath, objectPath } from '../../../src/kube/address.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { kindOf } from '../harness/objects.ts'
import type { UpstreamCase } from './upstream-case.ts'

const create = async (api: Api, object: StoredObject): Promise<StoredObject> =>
  trusted<StoredObject>(await api.expect({ method: 'POST', path: kindPath(kindOf(object), object.metadata.namespace), body: object }))

const replace = async (api: Api, object: StoredObject, { subresource = '', query = '' } = {}): Promise<StoredObject> =>
  trusted<StoredObject>(await api.expect({ method: 'PUT', path: objectPath(kindOf(object), object.metadata, subresource) + query, body: object }))

/** Brings resources and children into a namespace, as kaspr-operator left them an hour ago. */
export const leave = async (api: Api, { namespace, resources, children }: UpstreamCase): Promise<void> => {
  await create(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const uids = new Map<string, string>()
  for (const resource of resources) {
    const made = await create(api, resource)
    uids.set(`${made.kind}/${made.metadata.name}`, made.metadata.uid ?? '')
    const status = resource['status'] ?? {}
    await replace(api, longAgo(made.kind === 'KasprApp' ? await replace(api, { ...made, status }, { subresource: 'status' }) : made), { query: '?fieldManager=helm' })
  }
  for (const child of children) await create(api, ownedBy(uids, child))
}

/** With the uids that the API server gave to the owners. */
const ownedBy = (uids: ReadonlyMap<string, string>, object: StoredObject): StoredObject => {
  const owners = fieldAt(object, 'metadata', 'ownerReferences')
  const renewed = (owner: JsonValue): JsonValue => ({ ...Object(owner), uid: uids.get(`${String(fieldAt(owner, 'kind'))}/${String(fieldAt(owner, 'name'))}`) ?? '' })
  return Array.isArray(owners) ? withMetadata(object, { ownerReferences: owners.map(renewed) }) : object
}

/** Times of managed fields are taken over only together with another change, made by another manager. */
const longAgo = (object: StoredObject): StoredObject => {
  const entries = fieldAt(object, 'metadata', 'managedFields')
  const time = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '')
  const annotations = { ...object.metadata.annotations, 'meta.helm.sh/release-name': 'apps' }
  return withMetadata(object, { annotations, managedFields: (Array.isArray(entries) ? entries : []).filter(isObject).map((entry) => ({ ...entry, time })) })
}
