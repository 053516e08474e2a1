import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { goPatternProblem } from './go-pattern.ts'
import { annotations, pick, refuseOthers } from './keywords.ts'
import { invalidAt } from './schema-place.ts'
import type { SchemaPlace } from './schema-place.ts'

const numeric = ['enum', 'format', 'minimum', 'maximum', 'multipleOf'] as const
const textual = ['enum', 'format', 'pattern', 'minLength', 'maxLength'] as const

const keywords: Readonly<Record<string, readonly string[]>> = { string: textual, integer: numeric, number: numeric, boolean: ['enum'] }

/** Formats that the API server checks (v1.30); it ignores every other one. */
const formats: Readonly<Record<string, ReadonlySet<string>>> = {
  string: new Set(['byte', 'cidr', 'date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'mac', 'password', 'uri', 'uuid']),
  integer: new Set(['int32', 'int64']),
  number: new Set(['float', 'double']),
}

/** A string, integer, number or boolean; a constant is an enumeration of one. */
export const scalar = ({ const: constant, ...node }: JsonObject, place: SchemaPlace): JsonObject => {
  const type = String(node['type'])
  const known = keywords[type] ?? []
  refuseOthers(node, ['type', 'exclusiveMinimum', 'exclusiveMaximum', ...known], place)
  checkFormat(node['format'], type, place)
  checkPattern(node['pattern'], place)
  const enumeration = constant === undefined ? {} : { enum: [constant] }
  return { ...pick(node, annotations), type, ...pick(node, known), ...bounds(node), ...enumeration }
}

/** Exclusive bounds are numbers in TypeBox and flags beside the bound in a CRD. */
export const bounds = ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): JsonObject => ({
  ...(isStricter(exclusiveMinimum, minimum, 1) ? { minimum: exclusiveMinimum, exclusiveMinimum: true } : {}),
  ...(isStricter(exclusiveMaximum, maximum, -1) ? { maximum: exclusiveMaximum, exclusiveMaximum: true } : {}),
})

const isStricter = (exclusive: JsonValue | undefined, inclusive: JsonValue | undefined, sign: 1 | -1): exclusive is number =>
  typeof exclusive === 'number' && (typeof inclusive !== 'number' || sign * exclusive >= sign * inclusive)

const checkFormat = (format: JsonValue | undefined, type: string, place: SchemaPlace): void => {
  if (format === undefined || formats[type]?.has(String(format)) === true) return
  throw invalidAt(place, `the API server does not check the format ${String(format)} of type ${type}`)
}

export const checkPattern = (pattern: JsonValue | undefined, place: SchemaPlace): void => {
  const problem = typeof pattern === 'string' ? goPatternProblem(pattern) : undefined
  if (problem !== undefined) throw invalidAt(place, problem)
}
