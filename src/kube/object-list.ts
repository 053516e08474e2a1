import type { Kind } from '../kit/kind.ts'
import { codeOf } from '../engine/api-errors.ts'
import { metadataOf } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { kindPath, withQuery } from './address.ts'
import type { KubeClient } from './kube-client.ts'

/** All objects of a kind at one moment. */
export interface ObjectList {
  readonly items: readonly StoredObject[]
  /** From here a watch goes on. */
  readonly resourceVersion: string
}

/** Small pages keep little in memory at once. */
const pageSize = 100
/** Where a list says how it goes on after this page; null or empty on the last one. */
const textOf = (metadata: JsonObject, name: string): string => typeof metadata[name] === 'string' ? metadata[name] : ''

/** Which objects of a kind are meant. */
export interface ListScope {
  /** Everywhere when absent. */
  readonly namespace?: string | undefined
  /** Only objects with such labels, as in `kubectl get -l`: `app=shop,tier in (a, b)`. All when absent. */
  readonly labelSelector?: string | undefined
}

export interface ListOptions extends ListScope {
  readonly signal?: AbortSignal | undefined
}

/** Reads a kind page by page. When the server has forgotten where we were, it is read again in one piece. */
export const listAll = async (client: KubeClient, kind: Kind, options: ListOptions = {}): Promise<ObjectList> => {
  const reader = { client, kind, ...options }
  const items: StoredObject[] = []
  let page = await readPage(reader, pageSize)
  items.push(...page.items)
  while (page.next !== '') {
    const following = await nextPage(reader, page.next)
    if (following === undefined) return readPage(reader, undefined)
    page = following
    items.push(...page.items)
  }
  return { items, resourceVersion: page.resourceVersion }
}

interface Reader extends ListOptions {
  readonly client: KubeClient
  readonly kind: Kind
}

interface Page extends ObjectList {
  readonly next: string
}

const nextPage = async (reader: Reader, from: string): Promise<Page | undefined> => {
  try {
    return await readPage(reader, pageSize, from)
  } catch (error) {
    if (codeOf(error) === 'KH_API_EXPIRED') return undefined
    throw error
  }
}

const readPage = async ({ client, kind, namespace, labelSelector, signal }: Reader, limit: number | undefined, from?: string): Promise<Page> => {
  const path = withQuery(kindPath(kind, namespace), { limit, labelSelector, continue: from })
  const list = await client.call({ method: 'GET', path, about: kind.plural, ...(signal === undefined ? {} : { signal }) })
  const metadata = metadataOf(list)
  const items = Array.isArray(list['items']) ? list['items'].filter(isObject) : []
  return {
    items: items.map((item) => typed(item, kind)),
    resourceVersion: textOf(metadata, 'resourceVersion'),
    next: textOf(metadata, 'continue'),
  }
}

/** Items of a list do not say what they are. */
const typed = (item: JsonObject, { apiVersion, kind }: Kind): StoredObject => trusted<StoredObject>({ apiVersion, kind, ...item })
