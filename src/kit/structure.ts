import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

// How the API server reads a node of a schema when it prunes and fills in defaults. TypeBox writes some things in another
// way than CRDs do (maps as patternProperties, null as a member of a union); here both are the same.

export const preserveKeyword = 'x-kubernetes-preserve-unknown-fields'

/** The pattern under which TypeBox keeps the values of a map whose keys are any text. */
export const anyKey = '^(.*)$'

/** The node without the forms that only TypeBox has; our keyword `crd` stands in place of the whole node. */
export const structureOf = (schema: JsonObject): JsonObject => {
  const node = withoutNull(schema)
  return isObject(node['crd']) ? node['crd'] : node
}

/** A union with null is a nullable field for the API server. */
export const withoutNull = (schema: JsonObject): JsonObject => {
  const { anyOf, ...rest } = schema
  const options = list(anyOf).filter(isObject)
  const others = options.filter(({ type }) => type !== 'null')
  if (others.length === options.length) return schema
  const [only, ...more] = others
  return only !== undefined && more.length === 0 ? { ...only, ...rest, nullable: true } : { ...rest, anyOf: others, nullable: true }
}

export const properties = (node: JsonObject): JsonObject => isObject(node['properties']) ? node['properties'] : {}

/** Schema of a map's values; undefined for what is no map, and for a map that says nothing about its values. */
export const valueSchema = ({ additionalProperties, patternProperties }: JsonObject): JsonObject | undefined => {
  const values = isObject(additionalProperties) ? additionalProperties : isObject(patternProperties) ? patternProperties[anyKey] : undefined
  return isObject(values) && (!isUntyped(values) || values[preserveKeyword] === true) ? values : undefined
}

/** Structure of a field: a declared one, else a value of the map; undefined for an unknown field. */
export const fieldStructure = (node: JsonObject, key: string): JsonObject | undefined => {
  const declared = Object.hasOwn(properties(node), key) ? properties(node)[key] : valueSchema(node)
  return isObject(declared) ? structureOf(declared) : undefined
}

export const itemStructure = ({ items }: JsonObject): JsonObject | undefined => isObject(items) ? structureOf(items) : undefined

/** Whether unknown fields are kept: said by the keyword, or a node that says nothing at all about its type. */
export const preserves = (node: JsonObject): boolean => node[preserveKeyword] === true || isUntyped(node)

const typing = ['type', 'anyOf', 'allOf', 'const', 'enum', 'properties', 'items', 'x-kubernetes-int-or-string'] as const

/** Type.Unknown() and Type.Any() have no keyword that says what the value is. */
export const isUntyped = (node: JsonObject): boolean => typing.every((keyword) => node[keyword] === undefined)

/** The default of a node; for the API server a default of null is none. */
export const defaultOf = (node: JsonObject): JsonValue | undefined => node['default'] ?? undefined

export const list = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []
