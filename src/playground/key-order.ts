import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** A value with the keys of its maps in the order in which another one has them; keys that it has alone come last. */
export const inOrderOf = (value: JsonValue, model: JsonValue | undefined): JsonValue => {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => inOrderOf(item, Array.isArray(model) ? model[index] : undefined))
  if (!isMap(value)) return value
  const order = isMap(model) ? model : {}
  const keys = [...Object.keys(order).filter((key) => Object.hasOwn(value, key)), ...Object.keys(value).filter((key) => !Object.hasOwn(order, key))]
  return Object.fromEntries(keys.map((key) => [key, inOrderOf(value[key] ?? null, order[key])]))
}

const isMap = (value: JsonValue | undefined): value is JsonObject => isObject(value) && !isRawNumber(value)
