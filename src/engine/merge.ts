import { itemKey, itemsByKey, mergeKey } from '../kit/list-map.ts'
import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/**
 * Metacontroller's three-way merge (metacontroller.md §4.3): the observed value with the changes from what was last
 * applied to what is desired. `last` and `desired` of another type than `observed` count as empty. Nothing is mutated.
 */
export const merge = (observed: JsonValue | undefined, last: JsonValue | undefined, desired: JsonValue): JsonValue => {
  if (isMap(observed)) return mergeObject(observed, mapOf(last), mapOf(desired))
  return isList(observed) ? mergeList(observed, last, desired) : desired
}

const isMap = (value: JsonValue | undefined): value is JsonObject => isObject(value) && !isRawNumber(value)
const mapOf = (value: JsonValue | undefined): JsonObject => isMap(value) ? value : {}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)
const listOf = (value: JsonValue | undefined): readonly JsonValue[] => isList(value) ? value : []

const ownField = (of: JsonObject, key: string): JsonValue | undefined => Object.hasOwn(of, key) ? of[key] : undefined

/** Fields that were applied and are no longer desired go; all others that are not desired belong to somebody else. */
const mergeObject = (observed: JsonObject, last: JsonObject, desired: JsonObject): JsonObject => {
  const kept = Object.entries(observed).filter(([key]) => Object.hasOwn(desired, key) || !Object.hasOwn(last, key))
  const added = Object.entries(desired).filter(([key]) => !Object.hasOwn(observed, key))
  return Object.fromEntries([...kept, ...added].map(([key, value]) => {
    const wanted = ownField(desired, key)
    return [key, wanted === undefined ? value : merge(ownField(observed, key), ownField(last, key), wanted)]
  }))
}

const mergeList = (observed: readonly JsonValue[], last: JsonValue | undefined, desired: JsonValue): JsonValue => {
  const lists = [observed, listOf(last), listOf(desired)] as const
  const key = mergeKey(...lists)
  if (key !== undefined) return mergeListMap(key, lists)
  // A list that is replaced whole: something that is no list is a nil slice in Go, which is written as null.
  return isList(desired) ? desired : null
}

/** Observed items first, in their order and as often as they stand there, then new ones in desired order. */
const mergeListMap = (key: string, [observed, last, desired]: readonly [readonly JsonValue[], readonly JsonValue[], readonly JsonValue[]]): JsonValue => {
  const [before, applied, wanted] = [itemsByKey(observed, key), itemsByKey(last, key), itemsByKey(desired, key)]
  const merged = (name: string): readonly JsonValue[] => {
    const item = wanted.get(name)
    if (item !== undefined) return [merge(before.get(name), applied.get(name), item)]
    return applied.has(name) ? [] : [before.get(name) ?? null]
  }
  const standing = observed.filter(isObject).map((item) => itemKey(item, key))
  const added = [...wanted.keys()].filter((name) => !before.has(name))
  return [...standing, ...added].flatMap(merged)
}
