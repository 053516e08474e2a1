import type { Child } from '../kit/kind.ts'
import { lastAppliedAnnotation } from '../kit/last-applied.ts'
import { isObject, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { goJson } from './go-json.ts'
import { merge } from './merge.ts'
import type { ChildMethod } from './registered-child.ts'
import { equals } from './structural-equality.ts'

/** One child of a pass: as observed, as the hook wants it, and how its kind is updated. */
export interface ChildChange {
  readonly observed?: KubernetesObject | undefined
  readonly desired: Child
  readonly method: ChildMethod
}

/** What Metacontroller does with a child. `fail` is an error of this child alone. */
export type Decision =
  | { readonly action: 'nothing' }
  | { readonly action: 'create'; readonly object: KubernetesObject }
  | { readonly action: 'update'; readonly object: KubernetesObject }
  | { readonly action: 'recreate'; readonly uid: string }
  | { readonly action: 'fail'; readonly message: string }

/** Label by which Metacontroller finds the children of a parent with `generateSelector`. */
export const selectorLabel = 'controller-uid'

const nothing: Decision = { action: 'nothing' }

/** Decides over one child under dynamic apply (metacontroller.md §4.2, §4.4). Neither object is changed. */
export const decide = ({ observed, desired, method }: ChildChange, parent: KubernetesObject): Decision =>
  decideCompleted({ observed, wanted: completed(desired, parent), method }, parent)

/** The same for a child that has its namespace, labels and annotations already. */
export const decideCompleted = (
  { observed, wanted, method }: Pick<ChildChange, 'observed' | 'method'> & { readonly wanted: JsonObject },
  parent: KubernetesObject,
): Decision => {
  if (observed === undefined) return { action: 'create', object: trusted<KubernetesObject>(owned(annotated(wanted, wanted), parent)) }
  const object = merged(observed, wanted)
  if (object === undefined) return { action: 'fail', message: `cannot read the annotation ${lastAppliedAnnotation}` }
  if (equals(object, trusted<JsonObject>(observed)) || observed.metadata.deletionTimestamp) return nothing
  return changed(method, observed, object)
}

/** An observed child with the changes that are wanted, annotation included; undefined when its annotation cannot be read. */
export const merged = (observed: KubernetesObject, wanted: JsonObject): JsonObject | undefined => {
  const last = lastOf(observed)
  return last === undefined ? undefined : updated(trusted<JsonObject>(observed), last, withoutLastApplied(wanted))
}

const changed = (method: ChildMethod, observed: KubernetesObject, object: JsonObject): Decision => {
  switch (method) {
    case 'InPlace': case 'RollingInPlace': return { action: 'update', object: trusted<KubernetesObject>(object) }
    case 'Recreate': case 'RollingRecreate': return { action: 'recreate', uid: observed.metadata.uid ?? '' }
    default: return nothing
  }
}

const metadataOf = (of: JsonObject): JsonObject => isObject(of['metadata']) ? of['metadata'] : {}
const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** The desired child with what every child gets: the parent's namespace, and the label of the generated selector. */
export const completed = (desired: Child, parent: KubernetesObject, hasGeneratedSelector = true): JsonObject => {
  const child = trusted<JsonObject>(desired)
  const metadata = metadataOf(child)
  const namespace = metadata['namespace'] || parent.metadata.namespace
  const labels = { [selectorLabel]: parent.metadata.uid ?? '', ...mapOf(metadata['labels']) }
  return { ...child, metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }), ...(hasGeneratedSelector ? { labels } : {}) } }
}

/** What was last applied, empty when never; undefined when the annotation cannot be read. */
const lastOf = (observed: KubernetesObject): JsonObject | undefined => {
  const text = observed.metadata.annotations?.[lastAppliedAnnotation] ?? ''
  if (text === '') return {}
  const value = parsed(text)
  return value === null ? {} : isObject(value) ? value : undefined
}

const parsed = (text: string): JsonValue | undefined => {
  try {
    return parseJsonText(text)
  } catch {
    // Somebody edited the annotation; Metacontroller reports that child and goes on with the others.
    return undefined
  }
}

/** Metadata that only the API server sets: an answer never changes it. */
export const systemFields = [
  'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields',
] as const

const updated = (observed: JsonObject, last: JsonObject, desired: JsonObject): JsonObject => {
  const merged = mapOf(merge(observed, last, desired))
  const metadata = restored(metadataOf(merged), metadataOf(observed), systemFields)
  return annotated(restored({ ...merged, metadata }, observed, ['status']), desired)
}

/** The named fields as they were: put back, or taken out where there were none. */
const restored = (made: JsonObject, before: JsonObject, names: readonly string[]): JsonObject => ({
  ...Object.fromEntries(Object.entries(made).filter(([key]) => !names.includes(key))),
  ...Object.fromEntries(names.flatMap((key) => Object.hasOwn(before, key) ? [[key, before[key] ?? null]] : [])),
})

/** Go reads annotations as a map of texts: null counts as empty text, any other value loses all of them. */
const annotationsOf = (object: JsonObject): JsonObject => {
  const entries = Object.entries(mapOf(metadataOf(object)['annotations']))
  if (entries.some(([, value]) => value !== null && typeof value !== 'string')) return {}
  return Object.fromEntries(entries.map(([key, value]) => [key, value ?? '']))
}

const withAnnotations = (object: JsonObject, annotations: JsonObject): JsonObject =>
  ({ ...object, metadata: { ...metadataOf(object), annotations } })

const annotated = (object: JsonObject, applied: JsonObject): JsonObject =>
  withAnnotations(object, { ...annotationsOf(object), [lastAppliedAnnotation]: goJson(applied) })

/** An annotation of ours in an answer is dropped; the map it stood in stays, even when it is empty then. */
export const withoutLastApplied = (desired: JsonObject): JsonObject => {
  const annotations = annotationsOf(desired)
  if (!Object.hasOwn(annotations, lastAppliedAnnotation)) return desired
  return withAnnotations(desired, Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== lastAppliedAnnotation)))
}

/** With the parent as controller; a reference to it that the hook wrote stays as it is. */
export const owned = (object: JsonObject, parent: KubernetesObject): JsonObject => {
  const metadata = metadataOf(object)
  const given = metadata['ownerReferences']
  const owners: readonly JsonValue[] = Array.isArray(given) ? given : []
  const { apiVersion, kind, metadata: { name, uid = '' } } = parent
  if (owners.some((owner) => isObject(owner) && owner['uid'] === uid)) return object
  const owner = { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
  return { ...object, metadata: { ...metadata, ownerReferences: [...owners, owner] } }
}
