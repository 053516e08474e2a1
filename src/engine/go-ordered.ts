import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'

/**
 * The value with the keys of every map sorted, as hooks get it: Metacontroller writes requests with Go's encoder
 * (metacontroller.md §2.1). What is in order already is given back as it is. Keys that are whole numbers come first,
 * because JavaScript knows no other way.
 */
export const goOrdered = <Shape>(value: Shape): Shape => trusted<Shape>(ordered(trusted<JsonValue>(value)))

const ordered = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return orderedList(value)
  return isObject(value) && !isRawNumber(value) ? orderedMap(value) : value
}

const orderedList = (list: readonly JsonValue[]): JsonValue => {
  const items = list.map(ordered)
  return items.every((item, index) => item === list[index]) ? list : items
}

const orderedMap = (map: JsonObject): JsonObject => {
  let previous: string | undefined
  let isOrdered = true
  for (const key of Object.keys(map)) {
    const field = map[key] ?? null
    isOrdered &&= (previous === undefined || previous < key) && ordered(field) === field
    previous = key
  }
  if (isOrdered) return map
  return Object.fromEntries(Object.keys(map).toSorted().map((key) => [key, ordered(map[key] ?? null)]))
}
