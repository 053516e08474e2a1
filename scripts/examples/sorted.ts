import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/** A value with the keys of all its maps in order: so Go writes maps, and so Metacontroller sends objects. */
export const sorted = <Shape>(value: Shape): Shape => trusted<Shape>(ordered(trusted<JsonValue>(value)))

const ordered = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(ordered)
  return isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, field]) => [key, ordered(field)])) : value
}
