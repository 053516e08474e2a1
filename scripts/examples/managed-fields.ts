import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { sorted } from './sorted.ts'

/** Who set which fields, and when. */
export interface Manager {
  readonly manager: string
  readonly subresource?: string
  readonly fields: JsonObject
  readonly time: string
}

/** An entry of `metadata.managedFields`: the names of all fields once more, in the API server's spelling. */
export const managedFields = (apiVersion: string, { manager, subresource, fields, time }: Manager): JsonObject => ({
  apiVersion,
  fieldsType: 'FieldsV1',
  fieldsV1: fieldSet(fields, undotted(apiVersion)),
  manager,
  operation: 'Update',
  ...(subresource === undefined ? {} : { subresource }),
  time,
})

/** Structs that are always there in Go are not owned themselves, only their fields. Custom resources have no Go structs. */
const undotted = (apiVersion: string): ReadonlySet<string> =>
  new Set(apiVersion.startsWith('kaspr.io/') || apiVersion.startsWith('metacontroller.k8s.io/') ? ['metadata'] : ['metadata', 'spec', 'status', 'template', 'containers', 'updateStrategy', 'scaleTargetRef'])

/** Maps and structs that are owned as a whole. */
const atomic: ReadonlySet<string> = new Set(['selector', 'configMapKeyRef', 'fieldRef', 'secretKeyRef'])

/** Lists that are owned item by item, with the fields that tell their items apart; all others are owned as a whole. */
const itemKeys: Readonly<Record<string, readonly string[]>> = {
  agents: ['name'], conditions: ['type'], containers: ['name'], env: ['name'], volumeMounts: ['mountPath'], volumes: ['name'],
}

const fieldSet = (value: JsonObject, plain: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, field]) => [`f:${key}`, owned(key, field, plain)]))

const owned = (key: string, value: JsonValue, plain: ReadonlySet<string>): JsonObject => {
  const fields = fieldsOf(key, value, plain)
  return Object.keys(fields).length === 0 ? {} : { ...(plain.has(key) ? {} : { '.': {} }), ...sorted(fields) }
}

const fieldsOf = (key: string, value: JsonValue, plain: ReadonlySet<string>): JsonObject => {
  if (atomic.has(key)) return {}
  if (isObject(value)) return fieldSet(value, plain)
  return Array.isArray(value) ? Object.fromEntries(value.filter(isObject).flatMap((item) => itemSet(key, item, plain))) : {}
}

const itemSet = (list: string, item: JsonObject, plain: ReadonlySet<string>): readonly [string, JsonObject][] => {
  if (list === 'ownerReferences') return [[itemName(item, ['uid']), {}]]
  const keys = list === 'ports' ? ['containerPort', 'port', 'protocol'] : itemKeys[list]
  return keys === undefined ? [] : [[itemName(item, keys), { '.': {}, ...sorted(fieldSet(item, plain)) }]]
}

const itemName = (item: JsonObject, keys: readonly string[]): string =>
  `k:${JSON.stringify(Object.fromEntries(keys.flatMap((key) => item[key] === undefined ? [] : [[key, item[key]]])))}`
