import { itemKey, itemsByKey, mergeKey } from '../kit/list-map.ts'
import { compareQuantities } from '../kit/quantity.ts'
import { equals } from '../engine/structural-equality.ts'
import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** One step into a value: a field, an item by its key, or an item by its place. */
export type Step = string | number | { readonly key: string; readonly is: string }

/** A field that differs; `from` or `to` is absent where the field is. */
export interface FieldChange {
  readonly steps: readonly Step[]
  readonly from?: JsonValue
  readonly to?: JsonValue
}

type Side = JsonValue | undefined
type Pair = readonly [Step, Side, Side]

/**
 * Where two values differ. Items of lists that Metacontroller merges are compared by their key, whatever their order; lists
 * that are replaced whole count as one field. Amounts of resources count by their value: `1Gi` is `1024Mi`.
 */
export const fieldChanges = (from: Side, to: Side, steps: readonly Step[] = []): readonly FieldChange[] => {
  if (equals(from, to) || isSameAmount(from, to, steps)) return []
  const pairs = pairsOf(from, to) ?? wholePairs(from, to, steps)
  if (pairs !== undefined) return pairs.flatMap(([step, left, right]) => fieldChanges(left, right, [...steps, step]))
  return [{ steps, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }]
}

/** Maps whose values are amounts. */
const amounts: ReadonlySet<Step | undefined> = new Set(['limits', 'requests', 'capacity', 'hard'])

const isSameAmount = (from: Side, to: Side, steps: readonly Step[]): boolean =>
  amounts.has(steps.at(-2)) && isScalar(from) && isScalar(to) && compareQuantities(from, to) === 0

const isScalar = (value: Side): value is string | number => typeof value === 'string' || typeof value === 'number'
const isMap = (value: Side): value is JsonObject => isObject(value) && !isRawNumber(value)

const pairsOf = (from: Side, to: Side): readonly Pair[] | undefined => {
  if (isMap(from) && isMap(to)) return unique(Object.keys(from), Object.keys(to)).map((key) => [key, own(from, key), own(to, key)])
  return Array.isArray(from) && Array.isArray(to) ? itemPairs(from, to) : undefined
}

/** A field that comes or goes is told item by item when it is a merged list, and value by value when it holds plain values only. */
const wholePairs = (from: Side, to: Side, steps: readonly Step[]): readonly Pair[] | undefined => {
  const isField = typeof steps.at(-1) === 'string' && (from === undefined || to === undefined)
  const whole = from ?? to
  if (!isField) return undefined
  if (Array.isArray(whole)) return itemPairs(listOr(from), listOr(to))
  if (!isMap(whole) || !Object.values(whole).every(isPlain) || Object.keys(whole).length === 0) return undefined
  return Object.keys(whole).map((key) => [key, from === undefined ? undefined : own(whole, key), to === undefined ? undefined : own(whole, key)])
}

const listOr = (value: Side): readonly JsonValue[] => Array.isArray(value) ? value : []
const isPlain = (value: JsonValue): boolean => typeof value !== 'object' && value !== null

const own = (map: JsonObject, key: string): Side => Object.hasOwn(map, key) ? map[key] : undefined
const unique = (left: Iterable<string>, right: Iterable<string>): readonly string[] => [...new Set([...left, ...right])]

const itemPairs = (from: readonly JsonValue[], to: readonly JsonValue[]): readonly Pair[] | undefined => {
  const key = listKey(from, to)
  if (key !== undefined) {
    const [before, after] = [itemsByKey(from, key), itemsByKey(to, key)]
    return unique(before.keys(), after.keys()).map((is) => [{ key, is }, before.get(is), after.get(is)])
  }
  const isInner = from.length === to.length && from.length > 0 && [...from, ...to].every(isMap)
  return isInner ? from.map((item, index) => [index, item, to[index]]) : undefined
}

/** Conditions have a type and no name; a key that occurs twice tells nothing apart. */
const listKey = (from: readonly JsonValue[], to: readonly JsonValue[]): string | undefined => {
  const candidates = [mergeKey(from, to), 'type'].filter((key) => key !== undefined)
  return from.length + to.length === 0 ? undefined : candidates.find((key) => isDistinct(from, key) && isDistinct(to, key))
}

const isDistinct = (list: readonly JsonValue[], key: string): boolean => {
  const keys = list.flatMap((item) => isMap(item) && Object.hasOwn(item, key) ? [itemKey(item, key)] : [])
  return keys.length === list.length && new Set(keys).size === keys.length
}

const plain = /^[A-Za-z_][\w-]*$/

/** Steps as people write them: `spec.containers[name=app].env[name=X]`, `metadata.annotations['a.b/c']`. */
export const pathOf = (steps: readonly Step[]): string => steps.reduce<string>((path, step) => {
  if (typeof step === 'number') return `${path}[${step}]`
  if (typeof step === 'object') return `${path}[${step.key}=${step.is}]`
  if (!plain.test(step)) return `${path}['${step}']`
  return path === '' ? step : `${path}.${step}`
}, '')
