import { isDeleting, metadataOf, withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'

// What the framework of kaspr-operator leaves on custom resources (kaspr-lifecycle.md 15 V1).
const finalizer = 'kopf.zalando.org/KopfFinalizerMarker'
const prefix = 'kopf.zalando.org/'

export const kopfFinalizers = ({ metadata: { finalizers = [] } }: StoredObject): readonly string[] => finalizers.filter((name) => name === finalizer)

export const kopfAnnotations = ({ metadata: { annotations = {} } }: StoredObject): readonly string[] =>
  Object.keys(annotations).filter((key) => key.startsWith(prefix))

/** A resource without kopf's finalizer and annotations; everything else as it was. */
export const withoutKopf = (resource: StoredObject): StoredObject => {
  const { finalizers, annotations } = resource.metadata
  const keptFinalizers = (finalizers ?? []).filter((name) => name !== finalizer)
  const keptAnnotations = Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith(prefix)))
  return withMetadata(resource, {
    finalizers: finalizers === undefined ? undefined : keptFinalizers.length === 0 ? undefined : keptFinalizers,
    annotations: annotations === undefined ? undefined : Object.keys(keptAnnotations).length === 0 ? undefined : keptAnnotations,
  })
}

/** Somebody asked for its deletion, and only the finalizer keeps it. */
export const awaitsDeletion = (resource: StoredObject): boolean => isDeleting(resource) && kopfFinalizers(resource).length > 0

/** Milliseconds after which a trace says nothing about the present. */
const recent = 120_000

/**
 * Latest moment at which kopf wrote to a resource, in milliseconds since 1970, as far as it shows: in its progress notes, and in
 * the managed fields. Undefined when nothing shows.
 */
const lastWrite = (resource: StoredObject): number | undefined => {
  const notes = Object.entries(resource.metadata.annotations ?? {})
    .filter(([key]) => key.startsWith(prefix) && key !== `${prefix}last-handled-configuration`).flatMap(([, value]) => timesIn(value))
  const fields = metadataOf(resource)['managedFields']
  const times = [...notes, ...(Array.isArray(fields) ? fields.flatMap(fieldTimes) : [])].filter((time) => !Number.isNaN(time))
  return times.length === 0 ? undefined : Math.max(...times)
}

const timesIn = (text: string): readonly number[] => [...text.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g)]
  .map(([time, , zone]) => Date.parse(zone === undefined ? `${time}Z` : time))

const fieldTimes = (entry: JsonValue): readonly number[] =>
  isObject(entry) && typeof entry['time'] === 'string' && JSON.stringify(entry['fieldsV1'] ?? {}).includes(`f:${prefix}`) ? [Date.parse(entry['time'])] : []

/** Whether kopf wrote to a resource a moment ago. A note about a later try lies in the future: that counts, too. */
export const isHandledNow = (resource: StoredObject, now: string): boolean => (lastWrite(resource) ?? -Infinity) > Date.parse(now) - recent
