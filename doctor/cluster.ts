import { isNotFound } from '../src/engine/api-errors.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import type { Controller } from '../src/kit/controller.ts'
import type { Kind } from '../src/kit/kind.ts'
import { kindPath, objectPath, withQuery } from '../src/kube/address.ts'
import type { KubeClient } from '../src/kube/kube-client.ts'
import type { JsonObject } from '../src/protocol/json.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { listAt, numberAt, textAt } from './fields.ts'
import type { HooksDoor } from './hooks-door.ts'
import { resourceName } from './kinds.ts'

/** Which objects of a kind are meant. */
export interface Place {
  /** Everywhere when absent. */
  readonly namespace?: string | undefined
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface Listed {
  readonly items: readonly StoredObject[]
  /** How many there are, those that were not read included. */
  readonly total: number
  /** False: the API server has no such kind. */
  readonly isServed: boolean
}

/** What checks see of a cluster. Everything only reads; refusals of the API server are thrown with the right that is missing. */
export interface Cluster {
  readonly controllers: readonly Controller[]
  readonly release: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Namespace of the service. */
  readonly namespace: string
  /** The first objects of a kind; asked once. */
  readonly list: (kind: Kind, place?: Place) => Promise<Listed>
  /** Undefined for what is not there; asked once. */
  readonly get: (kind: Kind, name: string, namespace?: string) => Promise<StoredObject | undefined>
  /** What a path answers; `right` is what is needed for it, as `kubectl auth can-i` takes it. */
  readonly ask: (right: string, path: string) => Promise<JsonObject>
  /** Resources that were not read to their end. */
  readonly cutShort: () => readonly string[]
  readonly hooks: HooksDoor
}

/** More objects of one kind are not read: a look must stay cheap for the API server. */
export const mostObjects = 500

type Given = Omit<Cluster, 'list' | 'get' | 'ask' | 'cutShort'>

/** A cluster behind a client. */
export const clusterOf = (client: KubeClient, given: Given): Cluster => {
  const asked = new Map<string, Promise<JsonObject>>()
  const cut = new Set<string>()
  const ask = (right: string, path: string): Promise<JsonObject> => {
    const answer = asked.get(path) ?? client.call({ method: 'GET', path, about: right })
    asked.set(path, answer)
    return answer
  }
  return {
    ...given,
    ask,
    cutShort: () => [...cut].toSorted(),
    get: (kind, name, namespace) => unlessMissing(async () =>
      trusted<StoredObject>(await ask(`get ${resourceName(kind)}${placeWords(kind, namespace)}`, objectPath(kind, { name, namespace })))),
    list: async (kind, place = {}) => {
      const page = await unlessMissing(() => ask(`list ${resourceName(kind)}${placeWords(kind, place.namespace)}`, listPath(kind, place)))
      if (page !== undefined && textAt(page, 'metadata', 'continue') !== '') cut.add(resourceName(kind))
      return listed(page, kind)
    },
  }
}

const listPath = (kind: Kind, { namespace, labelSelector, fieldSelector }: Place): string =>
  withQuery(kindPath(kind, namespace), { limit: mostObjects, labelSelector, fieldSelector })

const placeWords = ({ scope }: Kind, namespace: string | undefined): string =>
  scope === 'Cluster' ? '' : namespace === undefined ? ' --all-namespaces' : ` --namespace ${namespace}`

const unlessMissing = async <Value>(read: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await read()
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

const listed = (page: JsonObject | undefined, { apiVersion, kind }: Kind): Listed => {
  const items = listAt(page, 'items').map((item) => trusted<StoredObject>({ apiVersion, kind, ...item }))
  return { items, total: items.length + (numberAt(page, 'metadata', 'remainingItemCount') ?? 0), isServed: page !== undefined }
}
