import { isObject, isRawNumber, rawNumberText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/**
 * Equality as Metacontroller's: exact and structural, whatever the order of keys. Null is not absent, an empty list is
 * not null. Integers and floats of one value are the same here, because JSON.parse makes one number of both.
 */
export const equals = (a: JsonValue | undefined, b: JsonValue | undefined): boolean => {
  if (a === b) return true
  if (isList(a)) return isList(b) && listsEqual(a, b)
  if (!isObject(a) || !isObject(b)) return false
  return isRawNumber(a) || isRawNumber(b) ? rawNumbersEqual(a, b) : mapsEqual(a, b)
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

const listsEqual = (a: readonly JsonValue[], b: readonly JsonValue[]): boolean =>
  a.length === b.length && a.every((item, index) => equals(item, b[index]))

const rawNumbersEqual = (a: JsonObject, b: JsonObject): boolean =>
  isRawNumber(a) && isRawNumber(b) && rawNumberText(a) === rawNumberText(b)

const mapsEqual = (a: JsonObject, b: JsonObject): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key]))
}
