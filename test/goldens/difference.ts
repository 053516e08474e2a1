import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/** Where two values differ. Items of lists whose items have names are found by name, so that one more item is one difference. */
export interface Difference {
  readonly path: string
  readonly expected: JsonValue | undefined
  readonly actual: JsonValue | undefined
}

type Given = JsonValue | undefined

/** Differences of two values, order of lists included; nulls, empty lists and empty maps count as absent. */
export const differences = (expected: Given, actual: Given, path = ''): readonly Difference[] => {
  if (isObject(expected) && isObject(actual)) return ofMaps(present(expected), present(actual), path)
  if (isList(expected) && isList(actual)) return ofLists(expected, actual, path)
  return Object.is(expected, actual) ? [] : [{ path, expected, actual }]
}

const isList = (value: Given): value is readonly JsonValue[] => Array.isArray(value)

/** `emptyDir: {}` is a choice, not an empty value. */
const isAbsent = ([key, value]: readonly [string, JsonValue]): boolean =>
  value === null || (key !== 'emptyDir' && typeof value === 'object' && Object.entries(value).every(isAbsent))

const present = (map: JsonObject): JsonObject => Object.fromEntries(Object.entries(map).filter((entry) => !isAbsent(entry)))

const ofMaps = (expected: JsonObject, actual: JsonObject, path: string): readonly Difference[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(actual)])].toSorted().flatMap((key) =>
    differences(valueOf(expected, key), valueOf(actual, key), joined(path, key)))

const valueOf = (map: JsonObject, key: string): Given => Object.hasOwn(map, key) ? map[key] : undefined

const joined = (path: string, key: string): string => {
  if (!/^[A-Za-z0-9_]+$/.test(key)) return `${path}["${key}"]`
  return path === '' ? key : `${path}.${key}`
}

const ofLists = (expected: readonly JsonValue[], actual: readonly JsonValue[], path: string): readonly Difference[] => {
  const [before, after] = [namesOf(expected), namesOf(actual)]
  if (before === undefined || after === undefined) return Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) =>
    differences(expected[index], actual[index], `${path}[${index}]`)).flat()
  return [...ofOrder(before, after, path), ...[...new Set([...before, ...after])].flatMap((name) =>
    differences(expected[before.indexOf(name)], actual[after.indexOf(name)], `${path}[${name}]`))]
}

/** Names of the items, when all have one and no two the same. */
const namesOf = (items: readonly JsonValue[]): readonly string[] | undefined => {
  const names = items.flatMap((item) => isObject(item) ? [item['mountPath'] ?? item['name'] ?? trusted<JsonObject | undefined>(item['metadata'])?.['name'] ?? null] : [null])
  return names.every((name) => typeof name === 'string') && new Set(names).size === items.length ? names.map(String) : undefined
}

const ofOrder = (expected: readonly string[], actual: readonly string[], path: string): readonly Difference[] => {
  const [before, after] = [expected.filter((name) => actual.includes(name)), actual.filter((name) => expected.includes(name))]
  return before.join(' ') === after.join(' ') ? [] : [{ path: `${path}[order]`, expected: before, actual: after }]
}
