import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { TSchema } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'
import { defaultOf, fieldStructure, itemStructure, properties, structureOf } from './structure.ts'

/**
 * A value as the API server stores it: defaults of the schema stand where a field is missing and its parent is there, also
 * inside lists, maps and defaults. A null that the field does not allow becomes the default, or goes away where there is none
 * (in a list it stays and is invalid). The value itself is not changed. Contract: structural defaulting of CRDs, v1.36.
 */
export const withDefaults = (schema: TSchema, value: JsonValue): JsonValue => filled(value, structureOf(trusted<JsonObject>(schema)))

const filled = (value: JsonValue, node: JsonObject | undefined): JsonValue => {
  if (node === undefined || isRawNumber(value)) return value
  if (Array.isArray(value)) return filledList(value, itemStructure(node))
  return isObject(value) ? filledObject(value, node) : value
}

const filledList = (value: readonly JsonValue[], item: JsonObject | undefined): JsonValue =>
  value.map((given) => filled(present(given, item) ?? null, item))

const filledObject = (value: JsonObject, node: JsonObject): JsonObject =>
  Object.fromEntries([...Object.entries(value), ...missing(value, node)].flatMap(([key, given]) => {
    const field = fieldStructure(node, key)
    const kept = present(given, field)
    return kept === undefined ? [] : [[key, filled(kept, field)]]
  }))

const missing = (value: JsonObject, node: JsonObject): readonly (readonly [string, JsonValue])[] =>
  Object.keys(properties(node)).flatMap((key) => {
    const fallback = defaultOf(fieldStructure(node, key) ?? {})
    return fallback === undefined || Object.hasOwn(value, key) ? [] : [[key, fallback] as const]
  })

/** What stands in place of a null that the schema does not allow. */
const present = (given: JsonValue, field: JsonObject | undefined): JsonValue | undefined =>
  given === null && field !== undefined && field['nullable'] !== true ? defaultOf(field) : given
