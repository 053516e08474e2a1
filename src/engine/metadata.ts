import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { StoredObject } from './object-store.ts'

/** Metadata of an object as plain fields, empty where there is none. */
export const metadataOf = (object: JsonObject): JsonObject => isObject(object['metadata']) ? object['metadata'] : {}

/** The object with some fields of its metadata set; undefined takes a field out. */
export const withMetadata = (object: JsonObject, fields: Readonly<Record<string, JsonValue | undefined>>): StoredObject => {
  const merged = Object.entries({ ...metadataOf(object), ...fields }).filter(([, value]) => value !== undefined)
  return trusted<StoredObject>({ ...object, metadata: Object.fromEntries(merged) })
}

/** The object with a top-level field set; undefined takes it out. */
export const withField = (object: JsonObject, name: string, value: JsonValue | undefined): StoredObject => {
  const others = Object.entries(object).filter(([key]) => key !== name)
  return trusted<StoredObject>(Object.fromEntries(value === undefined ? others : [...others, [name, value]]))
}

export const uidOf = ({ metadata }: Pick<KubernetesObject, 'metadata'>): string => metadata.uid ?? ''
export const generationOf = ({ metadata }: Pick<KubernetesObject, 'metadata'>): number => metadata.generation ?? 0
export const isDeleting = ({ metadata }: Pick<KubernetesObject, 'metadata'>): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null
export const finalizersOf = ({ metadata }: Pick<KubernetesObject, 'metadata'>): readonly string[] => metadata.finalizers ?? []

/** An object in words: `ConfigMap n1/a`. */
export const described = ({ kind, metadata: { namespace, name } }: Pick<KubernetesObject, 'kind' | 'metadata'>): string =>
  `${kind} ${namespace === undefined || namespace === '' ? name : `${namespace}/${name}`}`
