import { Type } from '../protocol/schema.ts'
import type { TSchema } from '../protocol/schema.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { list, preserveKeyword, preserves, properties, valueSchema } from './structure.ts'

/**
 * A schema of a CRD (structural OpenAPI v3) as the schemas of this project: for checks, pruning and defaults. Types, nullable,
 * required, enum, pattern and bounds count; CEL rules, formats and the combinators allOf, anyOf, oneOf and not do not.
 */
export const schemaOf = (node: JsonObject): TSchema => {
  const schema = plain(node)
  const kept = Object.fromEntries(['default', 'description', preserveKeyword, 'x-kubernetes-embedded-resource'].flatMap((key) => node[key] === undefined ? [] : [[key, node[key]]]))
  return node['nullable'] === true ? Type.Union([schema, Type.Null()], kept) : { ...schema, ...kept }
}

const plain = (node: JsonObject): TSchema => {
  if (node['x-kubernetes-int-or-string'] === true) return Type.Union([Type.Integer(), Type.String()], { problem: 'must be a whole number or a text' })
  if (Array.isArray(node['enum'])) return oneOf(node['enum'])
  const make = makers[String(node['type'])]
  return make === undefined ? Type.Unknown() : make(node)
}

const oneOf = (values: readonly JsonValue[]): TSchema =>
  Type.Union(values.map((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? Type.Literal(value) : value === null ? Type.Null() : Type.Unknown()))

const makers: Readonly<Record<string, (node: JsonObject) => TSchema>> = {
  object: (node) => objectSchema(node),
  array: ({ items, ...node }) => Type.Array(isObject(items) ? schemaOf(items) : Type.Unknown(), bounds(node, ['minItems', 'maxItems'])),
  string: (node) => Type.String({ ...bounds(node, ['minLength', 'maxLength']), ...pattern(node['pattern']) }),
  integer: (node) => Type.Integer(range(node)),
  number: (node) => Type.Number(range(node)),
  boolean: () => Type.Boolean(),
}

const objectSchema = (node: JsonObject): TSchema => {
  const fields = Object.entries(properties(node))
  const values = valueSchema(node)
  if (fields.length === 0 && values !== undefined) return Type.Record(Type.String(), schemaOf(values))
  if (fields.length === 0 && (preserves(node) || node['additionalProperties'] === true)) return Type.Record(Type.String(), Type.Unknown(), { [preserveKeyword]: true })
  const required = new Set(list(node['required']))
  return Type.Object(Object.fromEntries(fields.map(([name, field]) => {
    const schema = isObject(field) ? schemaOf(field) : Type.Unknown()
    return [name, required.has(name) ? schema : Type.Optional(schema)]
  })))
}

const bounds = (node: JsonObject, names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.flatMap((name) => typeof node[name] === 'number' ? [[name, node[name]]] : []))

/** OpenAPI says with a flag whether a bound itself is out. */
const range = (node: JsonObject): Readonly<Record<string, number>> => {
  const { minimum, maximum, ...rest } = bounds(node, ['minimum', 'maximum', 'multipleOf'])
  return {
    ...rest,
    ...(minimum === undefined ? {} : { [node['exclusiveMinimum'] === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum === undefined ? {} : { [node['exclusiveMaximum'] === true ? 'exclusiveMaximum' : 'maximum']: maximum }),
  }
}

/** Patterns of the API server are Go's: one that means nothing here does not count. */
const pattern = (value: JsonValue | undefined): { readonly pattern?: string } => {
  if (typeof value !== 'string') return {}
  try {
    return { pattern: new RegExp(value, 'u').source }
  } catch {
    return {}
  }
}
