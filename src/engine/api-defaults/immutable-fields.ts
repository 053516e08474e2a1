import { compareQuantities } from '../../kit/quantity.ts'
import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { equals } from '../structural-equality.ts'
import { nextOf } from './stored-object.ts'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const specOf = (object: JsonObject): JsonObject => objectOf(object['spec'])

const mutableOfStatefulSet: ReadonlySet<string> = new Set([
  'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds',
])

/** Why the API server refuses to put an object in place of a stored one, as far as fields that cannot change go. */
export const refusal = (stored: JsonObject, sent: JsonObject): string | undefined => {
  const [before, after] = [specOf(stored), specOf(nextOf(stored, sent))]
  switch (stored['kind']) {
    case 'StatefulSet': return changedField(before, after, mutableOfStatefulSet)
    case 'PersistentVolumeClaim': return claimRefusal(stored, after)
    case 'Service': return equals(before['clusterIPs'], after['clusterIPs']) ? undefined : 'spec.clusterIPs may not change once set'
    default: return undefined
  }
}

const changedField = (before: JsonObject, after: JsonObject, mutable: ReadonlySet<string>): string | undefined => {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !mutable.has(field))
  const changed = fields.find((field) => !equals(before[field], after[field]))
  return changed === undefined ? undefined : `spec.${changed} is immutable`
}

/** A claim that is not bound yet cannot even grow. */
const claimRefusal = (stored: JsonObject, after: JsonObject): string | undefined => {
  const before = specOf(stored)
  const { phase, capacity } = objectOf(stored['status'])
  if (phase !== 'Bound') return changedField(before, after, new Set())
  const requests = objectOf(objectOf(after['resources'])['requests'])
  const shrinks = compareQuantities(textOf(requests['storage']), textOf(objectOf(capacity)['storage'])) === -1
  return shrinks ? 'spec.resources.requests.storage is less than the capacity' : changedField(before, { ...after, resources: withRequests(before, after) }, new Set())
}

const textOf = (value: JsonValue | undefined): string => typeof value === 'string' ? value : '0'

/** Requests are the one thing that may change. */
const withRequests = (before: JsonObject, after: JsonObject): JsonObject =>
  ({ ...objectOf(after['resources']), requests: objectOf(before['resources'])['requests'] ?? null })
