import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

// Whether a value fits a structural schema: defaults are checked with it. Written for the tests alone.

const typeTests: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
}

const number = (value: JsonValue | undefined, absent: number): number => typeof value === 'number' ? value : absent

const below = (amount: number, node: JsonObject, name: string): boolean => amount < number(node[`min${name}`], 0)
const above = (amount: number, node: JsonObject, name: string): boolean => amount > number(node[`max${name}`], Infinity)
const outside = (amount: number, node: JsonObject, name: string): boolean => below(amount, node, name) || above(amount, node, name)

type Limit = (value: JsonValue, node: JsonObject) => boolean

const broken: readonly Limit[] = [
  (value, { enum: options }) => Array.isArray(options) && !options.includes(value),
  (value, { pattern }) => typeof value === 'string' && typeof pattern === 'string' && !new RegExp(pattern).test(value),
  (value, node) => typeof value === 'string' && outside([...value].length, node, 'Length'),
  (value, node) => Array.isArray(value) && outside(value.length, node, 'Items'),
  (value, node) => isObject(value) && outside(Object.keys(value).length, node, 'Properties'),
  (value, { minimum, exclusiveMinimum }) => typeof value === 'number' && (exclusiveMinimum === true ? value <= number(minimum, -Infinity) : value < number(minimum, -Infinity)),
  (value, { maximum, exclusiveMaximum }) => typeof value === 'number' && (exclusiveMaximum === true ? value >= number(maximum, Infinity) : value > number(maximum, Infinity)),
  (value, { required }) => isObject(value) && Array.isArray(required) && required.some((name) => !Object.hasOwn(value, String(name))),
]

const wrongType = (value: JsonValue, node: JsonObject): boolean => {
  if (node['x-kubernetes-int-or-string'] === true) return !Number.isInteger(value) && typeof value !== 'string'
  return typeof node['type'] === 'string' && typeTests[node['type']]?.(value) !== true
}

/** Paths at which a value breaks its schema or holds what would be pruned. */
export const valueProblems = (node: JsonObject, value: JsonValue, path: string): readonly string[] => {
  if (value === null) return node['nullable'] === true ? [] : [`${path} is null`]
  if (wrongType(value, node)) return [`${path} has the wrong type`]
  if (broken.some((limit) => limit(value, node))) return [`${path} breaks a limit`]
  const { items } = node
  if (Array.isArray(value)) return value.flatMap((item, index) => isObject(items) ? valueProblems(items, item, `${path}[${index}]`) : [])
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => fieldProblems(node, item, [path, name])) : []
}

const fieldProblems = (node: JsonObject, value: JsonValue, [path, name]: readonly [string, string]): readonly string[] => {
  const { properties, additionalProperties } = node
  const field = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties
  if (isObject(field)) return valueProblems(field, value, `${path}.${name}`)
  return node['x-kubernetes-preserve-unknown-fields'] === true ? [] : [`${path}.${name} would be pruned`]
}
