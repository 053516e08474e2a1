import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { itemKey, itemsByKey, mergeKey } from './list-map.ts'

// Both walk through whole specs with every computed answer: plain loops, no copies. A number that was kept as its source
// text is an object with that text, so that it needs no care of its own.

/**
 * Whether a JSON value holds everything that another one asks for: the same values, and fields of its own besides. Lists
 * that are merged by a key may hold other items and another order. A field that is asked for as null may be absent.
 */
export const covers = (observed: unknown, wanted: unknown): boolean => {
  if (observed === wanted || wanted === undefined) return true
  if (typeof wanted !== 'object') return false
  if (wanted === null) return observed === undefined
  if (Array.isArray(wanted)) return Array.isArray(observed) && (coversInPlace(observed, wanted) || coversByKey(trusted(observed), trusted(wanted)))
  return isObject(observed) && coversMap(observed, trusted(wanted))
}

const coversMap = (observed: JsonObject, wanted: JsonObject): boolean => {
  for (const key in wanted) if (!covers(observed[key], wanted[key])) return false
  return true
}

/** Items stand where they stood, nearly always: only otherwise they are looked for. */
const coversInPlace = (observed: readonly unknown[], wanted: readonly unknown[]): boolean => {
  if (observed.length !== wanted.length) return false
  for (let index = 0; index < wanted.length; index += 1) if (!covers(observed[index], wanted[index])) return false
  return true
}

const coversByKey = (observed: readonly JsonObject[], wanted: readonly JsonObject[]): boolean => {
  const key = mergeKey(observed, wanted)
  if (key === undefined || wanted.length > observed.length) return false
  const items = itemsByKey(observed, key)
  return wanted.every((item) => covers(items.get(itemKey(item, key)), item))
}

/** Whether two JSON values are equal, whatever the order of keys. */
export const alike = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && listsAlike(a, b)
  return !Array.isArray(b) && mapsAlike(trusted(a), trusted(b))
}

const listsAlike = (a: readonly unknown[], b: readonly unknown[]): boolean => {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (!alike(a[index], b[index])) return false
  return true
}

const mapsAlike = (a: JsonObject, b: JsonObject): boolean => {
  let more = 0
  for (const key in a) {
    if (!alike(a[key], b[key])) return false
    more += 1
  }
  for (const _key in b) more -= 1
  return more === 0
}
