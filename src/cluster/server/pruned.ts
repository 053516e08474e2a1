import { fieldStructure, itemStructure, preserveKeyword, preserves, structureOf } from '../../kit/structure.ts'
import { isObject, isRawNumber } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import type { TSchema } from '../../protocol/schema.ts'
import { trusted } from '../../protocol/trusted.ts'

/**
 * A value without the fields that its schema does not know, exactly those that `unknownFields` names. The same value
 * when there are none. Contract: structural pruning of CRDs, v1.36.
 */
export const pruned = (schema: TSchema, value: JsonValue): JsonValue => kept(value, structureOf(trusted<JsonObject>(schema)))

const fieldless: JsonObject = { type: 'object' }

const kept = (value: JsonValue, node: JsonObject | undefined): JsonValue => {
  if (Array.isArray(value)) return unchanged(value, value.map((item) => kept(item, itemOf(node))))
  return isObject(value) && !isRawNumber(value) ? keptFields(value, node ?? fieldless) : value
}

/** Most values are complete; copies of them would only cost memory. */
const unchanged = (before: readonly JsonValue[], after: readonly JsonValue[]): readonly JsonValue[] =>
  after.every((item, index) => item === before[index]) ? before : after

const keptFields = (value: JsonObject, node: JsonObject): JsonObject => {
  const entries = Object.entries(value)
  const remaining = entries.flatMap(([key, item]) => {
    const field = keptField(node, key, item)
    return field === undefined ? [] : [[key, field] as const]
  })
  const isWhole = remaining.length === entries.length && remaining.every(([key, item]) => item === value[key])
  return isWhole ? value : Object.fromEntries(remaining)
}

/** What an embedded object has without being declared. */
const embedded: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

const keptField = (node: JsonObject, key: string, item: JsonValue): JsonValue | undefined => {
  if (node['x-kubernetes-embedded-resource'] === true && embedded.has(key)) return item
  const field = fieldStructure(node, key)
  if (field !== undefined) return kept(item, field)
  return preserves(node) ? item : undefined
}

const itemOf = (node: JsonObject | undefined): JsonObject | undefined => {
  const item = node === undefined ? undefined : itemStructure(node)
  return node !== undefined && preserves(node) ? { ...item, [preserveKeyword]: true } : item
}
