import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { equals } from '../structural-equality.ts'
import { modelOf } from './kind-model.ts'

/** What the API server adds to a write. */
export interface Write {
  /** RFC 3339, UTC. */
  readonly now: string
  readonly resourceVersion: string
  /** Of a new object. */
  readonly uid: string
}

/** Class that admission gives to claims that name none. */
const defaultStorageClass = 'standard'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))

/**
 * A model of the API server of Kubernetes 1.36 for the kinds that hooks make: what it stores and gives back for an object
 * that was posted. Validation is not part of it.
 */
export const created = (sent: JsonObject, { now, resourceVersion, uid }: Write): JsonObject => {
  const { counted, finalizers, status } = modelOf(sent)
  const object = shaped(admitted(sent))
  const metadata = {
    ...objectOf(object['metadata']),
    uid,
    resourceVersion,
    ...(counted ? { generation: 1 } : {}),
    creationTimestamp: now,
    managedFields: managers(sent, now),
    ...(finalizers === undefined ? {} : { finalizers }),
  }
  return { ...object, metadata, ...(status === undefined ? {} : { status }) }
}

/** The stored object after it was put. The very same object when nothing changed: then nobody is told either. */
export const replaced = (stored: JsonObject, sent: JsonObject, { now, resourceVersion }: Write): JsonObject => {
  const next = nextOf(stored, sent)
  if (equals(next, stored)) return stored
  const metadata = objectOf(next['metadata'])
  const generation = Number(metadata['generation'] ?? 0)
  const isChanged = !equals(body(next), body(stored))
  return {
    ...next,
    metadata: { ...metadata, resourceVersion, managedFields: managers(sent, now), ...(generation > 0 && isChanged ? { generation: generation + 1 } : {}) },
  }
}

/** An object as it is given back, without what each write adds. */
export const shaped = (sent: JsonObject): JsonObject =>
  objectOf(modelOf(sent).shape({ ...without(sent, 'status'), metadata: without(objectOf(sent['metadata']), ...systemFields) }))

const systemFields = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'selfLink'] as const

/** Everything that counts for the generation. */
const body = (object: JsonObject): JsonObject => without(object, 'metadata', 'status')

/** The object that a put would store: system fields and status stay, and so does what was allocated. */
export const nextOf = (stored: JsonObject, sent: JsonObject): JsonObject => {
  const object = shaped(withAddresses(sent, stored))
  const before = objectOf(stored['metadata'])
  const system = Object.fromEntries(systemFields.flatMap((name) => before[name] === undefined ? [] : [[name, before[name]]]))
  return { ...object, metadata: { ...objectOf(object['metadata']), ...system }, ...(stored['status'] === undefined ? {} : { status: stored['status'] }) }
}

const withAddresses = (sent: JsonObject, stored: JsonObject): JsonObject => {
  const { clusterIP, clusterIPs } = objectOf(stored['spec'])
  const spec = objectOf(sent['spec'])
  if (sent['kind'] !== 'Service' || clusterIP === undefined || spec['clusterIP'] !== undefined) return sent
  return { ...sent, spec: { ...spec, clusterIP, clusterIPs: clusterIPs ?? [clusterIP] } }
}

const admitted = (sent: JsonObject): JsonObject => {
  const spec = objectOf(sent['spec'])
  const isClassless = sent['kind'] === 'PersistentVolumeClaim' && (spec['storageClassName'] ?? undefined) === undefined
  return isClassless ? { ...sent, spec: { ...spec, storageClassName: defaultStorageClass } } : sent
}

const managers = ({ apiVersion = '' }: JsonObject, time: string): JsonValue =>
  [{ manager: 'metacontroller', operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: {} }]
