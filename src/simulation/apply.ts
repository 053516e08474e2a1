import { isConflict } from '../engine/api-errors.ts'
import type { ServedKind } from '../engine/discovery.ts'
import { goJson } from '../engine/go-json.ts'
import { merge } from '../engine/merge.ts'
import { metadataOf, withMetadata } from '../engine/metadata.ts'
import type { ObjectReference, StoredObject } from '../engine/object-store.ts'
import type { ClusterStore } from '../cluster/client.ts'
import { namespaces } from '../cluster/kinds.ts'
import { KindNotServed } from '../protocol/errors.ts'
import { isObject, isRawNumber, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import type { World } from './world.ts'

/** What became of an applied object, in kubectl's words. */
export type Applied = 'created' | 'configured' | 'unchanged'

/** Name under which people write. */
export const userName = 'kubectl'

/** The annotation in which kubectl keeps what was applied last. */
export const lastAppliedByKubectl = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * `kubectl apply` of one object, as client `kubectl`: creates it, or merges what changed since it was applied last. A
 * namespace that is not there is created first. Throws KindNotServed, and the API server's own refusals (`api-errors.ts`).
 */
export const applyObject = async (world: World, object: KubernetesObject & JsonObject): Promise<Applied> => {
  const kind = servedKindOf(world, object)
  const store = world.cluster.client(userName)
  const placed = placedIn(kind, object)
  await ensureNamespace(store, placed.metadata.namespace)
  return applyTo(store, kind, withLastApplied(placed, placed))
}

/** `kubectl delete` of one object; what it owns goes with it. Throws KindNotServed or NotFound. */
export const deleteObject = async (world: World, object: KubernetesObject & JsonObject): Promise<void> => {
  const kind = servedKindOf(world, object)
  const { name, namespace } = placedIn(kind, object).metadata
  await world.cluster.client(userName).delete({ kind, name, namespace }, { propagation: 'Background' })
}

const servedKindOf = ({ discovery }: World, { apiVersion, kind }: KubernetesObject): ServedKind => {
  const served = discovery.kind(apiVersion, kind)
  if (served === undefined) throw new KindNotServed(kind, apiVersion)
  return served
}

/** Namespaced objects that name no namespace go to `default`. */
const placedIn = ({ scope }: ServedKind, object: KubernetesObject & JsonObject): StoredObject =>
  withMetadata(object, { namespace: scope === 'Cluster' ? undefined : object.metadata.namespace || 'default' })

const ensureNamespace = async (store: ClusterStore, name: string | undefined): Promise<void> => {
  if (name === undefined || await store.get({ kind: namespaces, name }) !== undefined) return
  await store.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}

/** What is applied stands in an annotation of the object, itself without that annotation. */
const withLastApplied = (object: StoredObject, applied: JsonObject): StoredObject => {
  const annotations = without(mapOf(metadataOf(object)['annotations']), lastAppliedByKubectl)
  const text = `${goJson(withMetadata(applied, { annotations: without(mapOf(metadataOf(applied)['annotations']), lastAppliedByKubectl) }))}\n`
  return withMetadata(object, { annotations: { ...annotations, [lastAppliedByKubectl]: text } })
}

const without = (map: JsonObject, name: string): JsonObject => Object.fromEntries(Object.entries(map).filter(([key]) => key !== name))
const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** kubectl patches: whoever writes in between is no obstacle. */
const applyTo = async (store: ClusterStore, kind: ServedKind, wanted: StoredObject): Promise<Applied> => {
  const reference: ObjectReference = { kind, name: wanted.metadata.name, namespace: wanted.metadata.namespace }
  const before = await store.get(reference)
  if (before === undefined) {
    await store.create(kind, wanted)
    return 'created'
  }
  try {
    const after = await store.update(kind, merged(kind, before, wanted))
    return after.metadata.resourceVersion === before.metadata.resourceVersion ? 'unchanged' : 'configured'
  } catch (error) {
    if (!isConflict(error)) throw error
    return applyTo(store, kind, wanted)
  }
}

/** Kinds of Kubernetes know the keys of their lists; in custom resources kubectl replaces lists whole. */
const merged = ({ isCustom }: ServedKind, before: StoredObject, wanted: StoredObject): StoredObject => {
  const last = lastAppliedOf(before)
  const made = mapOf(isCustom ? mergedMap(before, last, wanted) : merge(before, last, wanted))
  return withMetadata(made, { resourceVersion: before.metadata.resourceVersion })
}

const lastAppliedOf = ({ metadata }: StoredObject): JsonObject => mapOf(readable(metadata.annotations?.[lastAppliedByKubectl] ?? '{}'))

const readable = (text: string): JsonValue => {
  try {
    return parseJsonText(text)
  } catch {
    // Somebody edited the annotation; as nothing was applied, nothing is taken out.
    return {}
  }
}

const isMap = (value: JsonValue | undefined): value is JsonObject => isObject(value) && !isRawNumber(value)
const own = (map: JsonObject, key: string): JsonValue | undefined => Object.hasOwn(map, key) ? map[key] : undefined

const mergedMap = (before: JsonObject, last: JsonObject, wanted: JsonObject): JsonObject => {
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(wanted, key) && !Object.hasOwn(last, key))
  const set = Object.entries(wanted).filter(([, value]) => value !== null).map(([key, value]): [string, JsonValue] => {
    const stored = own(before, key)
    const applied = own(last, key)
    return [key, isMap(value) && isMap(stored) ? mergedMap(stored, isMap(applied) ? applied : {}, value) : value]
  })
  return Object.fromEntries([...kept, ...set])
}
