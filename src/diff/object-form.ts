import { shaped } from '../engine/api-defaults/stored-object.ts'
import { discoveryOf } from '../engine/discovery.ts'
import { metadataOf } from '../engine/metadata.ts'
import { lastAppliedAnnotation } from '../kit/last-applied.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'

/** What only the server and controllers write. */
const systemFields = [
  'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'selfLink',
  'ownerReferences', 'finalizers',
]

/** What Metacontroller writes for itself: no rendering has it. */
const ownLabel = 'controller-uid'

const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))

const builtIn = discoveryOf([])

/** An object as the API server would store it: kinds of Kubernetes get their defaults, custom resources stay as they were sent. */
export const asStored = (sent: JsonObject): JsonObject =>
  builtIn.kind(String(sent['apiVersion']), String(sent['kind'])) === undefined ? without(sent, 'status') : shaped(sent)

/**
 * The form in which two objects are compared: as the API server would store it, its defaults filled in and its amounts
 * in canonical form, without status, system fields and what Metacontroller notes on its own account.
 */
export const comparable = (object: JsonObject): JsonObject => {
  const stored = asStored(object)
  const { labels, annotations, ...rest } = without(metadataOf(stored), ...systemFields)
  const kept = { ...filled('labels', labels, ownLabel), ...filled('annotations', annotations, lastAppliedAnnotation) }
  return { ...stored, metadata: { ...rest, ...kept } }
}

/** A map without one of its keys; an empty one is no difference to none. */
const filled = (name: string, map: unknown, key: string): JsonObject => {
  const left = isObject(map) ? without(map, key) : {}
  return Object.keys(left).length === 0 ? {} : { [name]: left }
}
