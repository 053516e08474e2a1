import { isObject, isRawNumber, parseJsonText } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'

/** Keys and indices that lead to a value. */
export type Place = readonly string[]

const fieldsOf = (value: JsonValue): readonly (readonly [string, JsonValue])[] => {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item] as const)
  return isObject(value) && !isRawNumber(value) ? Object.entries(value) : []
}

/** Every place in a value, the whole first. */
export const placesIn = (value: JsonValue, at: Place = []): readonly Place[] =>
  [at, ...fieldsOf(value).flatMap(([key, item]) => placesIn(item, [...at, key]))]

/** What stands at a place. */
export const valueAt = (value: JsonValue, [key, ...rest]: Place): JsonValue | undefined => {
  if (key === undefined) return value
  const item = fieldsOf(value).find(([name]) => name === key)?.[1]
  return item === undefined ? undefined : valueAt(item, rest)
}

/** The value with something else at a place; undefined takes it out. */
export const replacedAt = (value: JsonValue, [key, ...rest]: Place, by: JsonValue | undefined): JsonValue | undefined => {
  if (key === undefined) return by
  const entries = fieldsOf(value).flatMap(([name, item]) => {
    const made = name === key ? replacedAt(item, rest, by) : item
    return made === undefined ? [] : [[name, made] as const]
  })
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

/** A value with one field of another value in its place: the small edits that people make. */
export const grafted = (value: JsonValue, other: JsonValue, pick: number): JsonValue => {
  const places = placesIn(other).filter((place) => place.length > 0 && isObject(valueAt(value, place.slice(0, -1))) && JSON.stringify(valueAt(value, place)) !== JSON.stringify(valueAt(other, place)))
  const place = places[pick % Math.max(places.length, 1)]
  return place === undefined ? value : withField(value, place, valueAt(other, place) ?? null)
}

/** The value with a field set, whether it was there or not. */
export const withField = (value: JsonValue, place: Place, field: JsonValue): JsonValue => {
  const [above, key] = [place.slice(0, -1), place.at(-1) ?? '']
  const parent = valueAt(value, above)
  return replacedAt(value, above, Object.fromEntries([...(isObject(parent) ? Object.entries(parent).filter(([name]) => name !== key) : []), [key, field]])) ?? value
}

const wrong: readonly (JsonValue | undefined)[] = [
  undefined, null, '', 'text', ' ', 0, -1, 1.5, true, [], {}, [null], [[]], { a: {} }, '\u0000', 'x'.repeat(300), parseJsonText('9223372036854775807'), parseJsonText('{"__proto__":"x"}'),
]

/** A value spoiled at one place; most results break its schema. */
export const broken = (value: JsonValue, place: number, way: number): JsonValue | undefined => {
  const places = placesIn(value)
  return replacedAt(value, places[place % places.length] ?? [], wrong[way % wrong.length])
}
