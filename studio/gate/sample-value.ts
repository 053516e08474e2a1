import fc from 'fast-check'
import { list, properties } from '../../src/kit/structure.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

export interface SampleHow {
  /** Optional fields too. */
  readonly isFull: boolean
  /** RFC 3339. */
  readonly now: string
  /** Of texts that must match a pattern. */
  readonly seed: number
}

/** A value that a schema of a CRD most likely takes: its default, its first choice, else something small. */
export const sampleValue = (schema: JsonObject, how: SampleHow): JsonValue => {
  const given = schema['default'] ?? list(schema['enum'])[0]
  if (given !== undefined && given !== null && !isObject(given)) return given
  if (schema['x-kubernetes-int-or-string'] === true) return 1
  return makers[String(schema['type'])]?.(schema, how) ?? {}
}

type Maker = (schema: JsonObject, how: SampleHow) => JsonValue

const object: Maker = (schema, how) => {
  const isWanted = (key: string): boolean => how.isFull || list(schema['required']).includes(key)
  const fields = Object.entries(properties(schema)).flatMap(([key, field]) => isObject(field) && (isWanted(key) || field['default'] !== undefined) ? [[key, sampleValue(field, how)]] : [])
  const values = schema['additionalProperties']
  const entry = how.isFull && fields.length === 0 && isObject(values) ? [['sample', sampleValue(values, how)]] : []
  return Object.fromEntries([...fields, ...entry])
}

const array: Maker = ({ items, minItems }, how) => {
  const count = Math.max(typeof minItems === 'number' ? minItems : 0, how.isFull ? 1 : 0)
  return isObject(items) ? Array.from({ length: count }, () => sampleValue(items, how)) : []
}

const text: Maker = ({ format, pattern, minLength, maxLength }, { now, seed }) => {
  if (format === 'date-time') return now
  if (typeof pattern === 'string') return fc.sample(fc.stringMatching(new RegExp(pattern)), { seed, numRuns: 1 })[0] ?? ''
  return 'sample'.padEnd(typeof minLength === 'number' ? minLength : 0, 'x').slice(0, typeof maxLength === 'number' ? maxLength : undefined)
}

const number: Maker = ({ minimum, maximum, exclusiveMinimum }) => {
  const least = typeof minimum === 'number' ? minimum + (exclusiveMinimum === true ? 1 : 0) : undefined
  return Math.min(Math.max(1, least ?? 1), typeof maximum === 'number' ? maximum : 1_000_000)
}

const makers: Readonly<Record<string, Maker>> = { object, array, string: text, integer: number, number, boolean: () => true }
