import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** In Metacontroller's order (metacontroller.md §4.3): the first of these that all items have in common is the merge key. */
const mergeKeys = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'] as const

/** The key by which lists are merged item by item, or undefined for lists that are replaced whole. */
export const mergeKey = (...lists: readonly (readonly JsonValue[])[]): string | undefined => {
  const items = lists.flat()
  if (items.length === 0 || !items.every(isObject)) return undefined
  return mergeKeys.find((key) => items.every((item) => Object.hasOwn(item, key)))
}

/** Text by which an item is found in a list map; Metacontroller prints keys that are no text. */
export const itemKey = (item: JsonObject, key: string): string => String(item[key])
