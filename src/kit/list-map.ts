import { isObject, isRawNumber, rawNumberText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** In Metacontroller's order (metacontroller.md §4.3): the first of these that all items have in common is the merge key. */
const mergeKeys = ['containerPort', 'port', 'mountPath', 'name', 'uid', 'ip', 'path'] as const

/** The key by which lists are merged item by item, or undefined for lists that are replaced whole. */
export const mergeKey = (...lists: readonly (readonly JsonValue[])[]): string | undefined => {
  const items = lists.flat()
  if (items.length === 0 || !items.every(isObject)) return undefined
  return mergeKeys.find((key) => items.every((item) => Object.hasOwn(item, key)))
}

/** Text by which an item is found in a list map; keys that are no text are printed as Go prints them. */
export const itemKey = (item: JsonObject, key: string): string => {
  const value = item[key]
  if (isRawNumber(value)) return rawNumberText(value)
  return value === null ? '<nil>' : String(value)
}

/** Items of a list map by their key; of several with one key the last one counts. */
export const itemsByKey = (list: readonly JsonValue[], key: string): ReadonlyMap<string, JsonObject> =>
  new Map(list.filter(isObject).map((item) => [itemKey(item, key), item]))
