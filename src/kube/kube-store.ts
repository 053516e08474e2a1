import type { Kind } from '../kit/kind.ts'
import { isNotFound } from '../engine/api-errors.ts'
import { described } from '../engine/metadata.ts'
import type { ObjectReference, ObjectStore, StoredObject } from '../engine/object-store.ts'
import { placeOf } from '../engine/object-table.ts'
import { trusted } from '../protocol/trusted.ts'
import { kindPath, objectPath } from './address.ts'
import type { KubeCall, KubeClient } from './kube-client.ts'
import { KubeWatch } from './kube-watch.ts'
import type { WatchParts } from './kube-watch.ts'
import { listAll } from './object-list.ts'
import type { ListScope } from './object-list.ts'

export interface KubeStoreOptions {
  /** Told of every failure of a watch; the watch goes on by itself. */
  readonly onWatchError?: WatchParts['onError']
  /** What `list` and `watch` see of a kind; all of it when absent. Single objects are read and written wherever they are. */
  readonly scope?: (kind: Kind) => ListScope
}

/**
 * The objects of a real API server. Bodies go through unread, integers keep their digits. Refusals are errors of
 * `api-errors.ts` in the server's words; without a connection it is Unavailable or TimedOut.
 */
export const kubeStore = (client: KubeClient, { onWatchError = () => {}, scope = () => ({}) }: KubeStoreOptions = {}): ObjectStore => {
  const call = async (of: KubeCall): Promise<StoredObject> => trusted<StoredObject>(await client.call(of))
  const put = (kind: Kind, object: StoredObject, subresource: string): Promise<StoredObject> =>
    call({ method: 'PUT', path: objectPath(kind, object.metadata, subresource), body: object, about: described(object) })
  return {
    get: async (reference) => found(() => call({ method: 'GET', path: objectPath(reference.kind, reference), about: aboutOf(reference) })),
    list: async (kind) => (await listAll(client, kind, scope(kind))).items,
    create: (kind, object) => call({ method: 'POST', path: kindPath(kind, object.metadata.namespace), body: object, about: described(object) }),
    update: (kind, object) => put(kind, object, ''),
    updateStatus: (kind, object) => put(kind, object, 'status'),
    delete: async (reference, { uid, propagation, gracePeriodSeconds }) => {
      const preconditions = uid === undefined ? {} : { preconditions: { uid } }
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: propagation, ...preconditions, ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) }
      await client.call({ method: 'DELETE', path: objectPath(reference.kind, reference), body, about: aboutOf(reference) })
    },
    watch: (kind, listener) => {
      const watch = new KubeWatch({ client, kind, scope: scope(kind), listener, onError: onWatchError })
      void watch.run()
      return () => { watch.end() }
    },
  }
}

const aboutOf = ({ kind, ...place }: ObjectReference): string => `${kind.kind} ${placeOf(place)}`

const found = async (get: () => Promise<StoredObject>): Promise<StoredObject | undefined> => {
  try {
    return await get()
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}
