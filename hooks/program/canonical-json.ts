import { isObject, isRawNumber } from '../../src/kit/json.ts'

/** JSON in which the keys of every map are in order: equal documents are equal texts. */
export const canonicalJson = (value: unknown): string => JSON.stringify(ordered(value))

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isObject(value) || isRawNumber(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, ordered(item)]))
}
