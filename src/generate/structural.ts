import { anyKey, isUntyped, list, preserveKeyword, properties, valueSchema, withoutNull } from '../kit/structure.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { TSchema } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'
import { annotations, pick, refuseOthers } from './keywords.ts'
import { below, invalidAt } from './schema-place.ts'
import type { SchemaPlace } from './schema-place.ts'
import { scalar } from './structural-scalar.ts'
import { intOrString, isUnion, union } from './structural-union.ts'

const objectKeywords = [
  'minProperties', 'maxProperties', 'x-kubernetes-map-type', preserveKeyword, 'x-kubernetes-embedded-resource',
] as const
const listKeywords = ['minItems', 'maxItems', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys'] as const
const scalarTypes: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean'])

/**
 * The structural schema (apiextensions.k8s.io/v1) of a TypeBox schema. Our keyword `crd` stands in place of its node.
 * Throws DefinitionInvalid with the path for a field without description and for whatever a CRD cannot say.
 */
export const structural = (schema: TSchema, place: SchemaPlace): JsonObject => converted(trusted<JsonObject>(schema), place)

const converted = (schema: JsonObject, place: SchemaPlace): JsonObject => {
  const node = withoutNull(schema)
  if (isObject(node['crd'])) return { ...pick(node, ['description']), ...node['crd'] }
  checkPreserve(node[preserveKeyword], place)
  const made = chosen(node, place)
  // The API server finds null in no enumeration, not even in one that lists it.
  if (made['nullable'] === true && made['enum'] !== undefined) throw invalidAt(place, 'an enumeration cannot be nullable in a CRD')
  return made
}

const chosen = (node: JsonObject, place: SchemaPlace): JsonObject => {
  if (isUnion(node)) return union(node, place)
  if (node['x-kubernetes-int-or-string'] === true) return intOrString(node, place)
  return typed(node, place)
}

const typed = (node: JsonObject, place: SchemaPlace): JsonObject => {
  const type = node['type']
  if (type === 'object') return struct(node, place)
  if (type === 'array') return sequence(node, place)
  if (typeof type === 'string' && scalarTypes.has(type)) return scalar(node, place)
  if (isUntyped(node) && node[preserveKeyword] === true) return anything(node, place)
  throw invalidAt(place, type === undefined
    ? `a field needs a type, or ${preserveKeyword}: true`
    : `the type ${JSON.stringify(type)} cannot be said in a CRD`)
}

const checkPreserve = (keyword: JsonValue | undefined, place: SchemaPlace): void => {
  if (keyword !== undefined && keyword !== true) throw invalidAt(place, `${preserveKeyword} is true or absent`)
}

const anything = (node: JsonObject, place: SchemaPlace): JsonObject => {
  refuseOthers(node, [preserveKeyword], place)
  return pick(node, [...annotations, preserveKeyword])
}

const sequence = (node: JsonObject, place: SchemaPlace): JsonObject => {
  refuseOthers(node, ['type', 'items', 'uniqueItems', ...listKeywords], place)
  if (!isObject(node['items'])) throw invalidAt(place, 'a list needs one schema for all its items')
  // The API server refuses uniqueItems, but a set is the same for the scalars that sets are made of.
  const isSet = node['x-kubernetes-list-type'] === 'set'
  if (node['uniqueItems'] === true && !isSet) throw invalidAt(place, 'uniqueItems needs x-kubernetes-list-type: set')
  const items = converted(node['items'], below(place, '[]'))
  return { ...pick(node, annotations), type: 'array', ...pick(node, listKeywords), items }
}

const struct = (node: JsonObject, place: SchemaPlace): JsonObject => {
  refuseOthers(node, ['type', 'properties', 'required', 'additionalProperties', 'patternProperties', ...objectKeywords], place)
  checkFields(node, place)
  const values = valueSchema(node)
  const required = list(node['required'])
  return {
    ...pick(node, annotations),
    type: 'object',
    ...pick(node, objectKeywords),
    ...(required.length === 0 ? {} : { required }),
    ...(hasFields(node) ? { properties: fields(node, place) } : {}),
    ...(values === undefined ? {} : { additionalProperties: converted(values, below(place, '.*')) }),
  }
}

const hasFields = (node: JsonObject): boolean => Object.keys(properties(node)).length > 0

const fields = (node: JsonObject, place: SchemaPlace): JsonObject =>
  Object.fromEntries(Object.entries(properties(node)).map(([name, schema]) =>
    [name, described(trusted<JsonObject>(schema), below(place, `.${name}`))]))

const described = (schema: JsonObject, place: SchemaPlace): JsonObject => {
  const field = converted(schema, place)
  if (typeof field['description'] !== 'string' || field['description'].trim() === '') throw invalidAt(place, 'has no description')
  return field
}

/** A struct has fields, a map has values, and both is more than a CRD can say. */
const checkFields = (node: JsonObject, place: SchemaPlace): void => {
  const patterns = Object.keys(isObject(node['patternProperties']) ? node['patternProperties'] : {})
  const strange = patterns.find((pattern) => pattern !== anyKey)
  if (strange !== undefined) throw invalidAt(place, `keys of a map cannot be bound to the pattern ${strange}; write a rule in CEL`)
  const isMap = isObject(node['additionalProperties']) || patterns.length > 0
  const problem = hasFields(node) ? structProblem(node, isMap) : contentProblem(node, isMap)
  if (problem !== undefined) throw invalidAt(place, problem)
}

const structProblem = ({ additionalProperties }: JsonObject, isMap: boolean): string | undefined =>
  isMap || additionalProperties === true ? 'a CRD cannot have fields and a map in one object' : undefined

const contentProblem = (node: JsonObject, isMap: boolean): string | undefined => {
  if (node[preserveKeyword] === true) return undefined
  if (isMap) return valueSchema(node) === undefined ? `the values of the map need a type, or the map ${preserveKeyword}: true` : undefined
  // The API server empties an object that has neither fields nor values.
  return node['additionalProperties'] === false ? undefined
    : `an object without fields would lose every key; list them, or say additionalProperties: false or ${preserveKeyword}: true`
}
