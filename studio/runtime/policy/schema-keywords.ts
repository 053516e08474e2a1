import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { matchesInTime } from './bounded-pattern.ts'

/** What keywords of a schema say about one value, without what is inside it. */
export const keywordProblem = (value: JsonValue, schema: JsonObject, path: string): string | undefined => {
  const said = enumProblem(value, schema) ?? sizeProblem(value, schema) ?? formatProblem(value, schema)
  return said === undefined ? undefined : `${path} ${said}`
}

const enumProblem = (value: JsonValue, { enum: allowed }: JsonObject): string | undefined =>
  Array.isArray(allowed) && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value)) ? 'is none of the allowed values' : undefined

const sizeProblem = (value: JsonValue, schema: JsonObject): string | undefined => {
  if (typeof value === 'number') return rangeProblem(value, schema)
  if (typeof value === 'string') return lengthProblem([...value].length, schema, { least: 'minLength', most: 'maxLength', what: 'characters' })
  if (Array.isArray(value)) return lengthProblem(value.length, schema, { least: 'minItems', most: 'maxItems', what: 'items' }) ?? repeatedProblem(value, schema)
  return isObject(value) ? lengthProblem(Object.keys(value).length, schema, { least: 'minProperties', most: 'maxProperties', what: 'fields' }) : undefined
}

const rangeProblem = (value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonObject): string | undefined => {
  if (typeof minimum === 'number' && isBelow(value, minimum, exclusiveMinimum)) return `must be at least ${minimum}`
  if (typeof maximum === 'number' && isBelow(-value, -maximum, exclusiveMaximum)) return `must be at most ${maximum}`
  return typeof multipleOf === 'number' && value % multipleOf !== 0 ? `must be a multiple of ${multipleOf}` : undefined
}

const isBelow = (value: number, least: number, isExclusive: JsonValue | undefined): boolean => value < least || (isExclusive === true && value === least)

const lengthProblem = (length: number, schema: JsonObject, { least, most, what }: Record<'least' | 'most' | 'what', string>): string | undefined => {
  const [minimum, maximum] = [schema[least], schema[most]]
  if (typeof minimum === 'number' && length < minimum) return `must have at least ${minimum} ${what}`
  return typeof maximum === 'number' && length > maximum ? `must have at most ${maximum} ${what}` : undefined
}

/** Lists that are sets, and lists that are maps: the API server refuses what stands in them twice. */
const repeatedProblem = (value: readonly JsonValue[], schema: JsonObject): string | undefined => {
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  if (type !== 'set' && type !== 'map' && schema['uniqueItems'] !== true) return undefined
  const identity = (item: JsonValue): string => JSON.stringify(type === 'map' && Array.isArray(keys) && isObject(item) ? keys.map((key) => item[String(key)] ?? null) : item)
  return new Set(value.map(identity)).size === value.length ? undefined : 'holds an item twice'
}

const formats: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  'date-time': (value) => typeof value !== 'string' || (/^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))),
  int32: (value) => typeof value !== 'number' || Math.abs(value) <= 2 ** 31,
}

const formatProblem = (value: JsonValue, { format, pattern }: JsonObject): string | undefined => {
  if (typeof format === 'string' && formats[format]?.(value) === false) return `must have the format ${format}`
  return typeof pattern === 'string' && typeof value === 'string' && !matchesInTime(pattern, value) ? `must match ${pattern}` : undefined
}
