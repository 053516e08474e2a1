import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { list } from '../kit/structure.ts'
import { annotations, pick, refuseOthers } from './keywords.ts'
import { bounds, checkPattern } from './structural-scalar.ts'
import { invalidAt } from './schema-place.ts'
import type { SchemaPlace } from './schema-place.ts'

const intOrStringKeyword = 'x-kubernetes-int-or-string'

/** Rules for one type of value say nothing about values of the other type, so both may stand beside each other. */
const liftable: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['pattern', 'minLength', 'maxLength'],
}
const lifted = Object.values(liftable).flat()

export const isUnion = ({ anyOf }: JsonObject): boolean => anyOf !== undefined

/** The two unions that CRDs know: constants of one type, and an integer or a text. */
export const union = ({ anyOf, ...node }: JsonObject, place: SchemaPlace): JsonObject => {
  const options = list(anyOf).filter(isObject)
  const types = [...new Set(options.map(({ type }) => type))]
  if (types.length === 1 && options.every((option) => option['const'] !== undefined)) return enumeration(node, options, place)
  const isIntOrString = options.length === 2 && types.includes('integer') && types.includes('string')
  if (isIntOrString) return intOrString({ ...node, ...merged(options, place) }, place)
  throw invalidAt(place, 'this union cannot be said in a CRD; give the node a crd keyword')
}

const enumeration = (node: JsonObject, options: readonly JsonObject[], place: SchemaPlace): JsonObject => {
  refuseOthers(node, [], place)
  options.forEach((option) => refuseOthers(option, ['type', 'const'], place))
  const values: readonly JsonValue[] = options.flatMap((option) => option['const'] ?? [])
  return { ...pick(node, annotations), type: options[0]?.['type'] ?? 'string', enum: values }
}

const merged = (options: readonly JsonObject[], place: SchemaPlace): JsonObject =>
  Object.fromEntries(options.flatMap((option) => {
    const known = liftable[String(option['type'])] ?? []
    refuseInside(option, ['type', ...known], place)
    return Object.entries(pick(option, known))
  }))

/** A description inside the union has no place in the CRD either. */
const refuseInside = (option: JsonObject, known: readonly string[], place: SchemaPlace): void => {
  const said = annotations.find((name) => option[name] !== undefined)
  if (said !== undefined) throw invalidAt(place, `the keyword ${said} belongs to the union, not to one of its members`)
  refuseOthers(option, known, place)
}

/** A node of either type, whichever way it was written. */
export const intOrString = (node: JsonObject, place: SchemaPlace): JsonObject => {
  refuseOthers(node, [intOrStringKeyword, ...lifted], place)
  checkPattern(node['pattern'], place)
  const plain = lifted.filter((name) => !name.startsWith('exclusive'))
  return { ...pick(node, annotations), [intOrStringKeyword]: true, ...pick(node, plain), ...bounds(node) }
}
