import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { TSchema } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'
import { fieldStructure, itemStructure, preserveKeyword, preserves, structureOf } from './structure.ts'

/** Fields of an embedded object that the API server knows without being told. */
const embedded: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

/** Where the schema speaks of no object, every field of one is unknown. */
const fieldless: JsonObject = { type: 'object' }

/**
 * Paths (`spec.topics[0].nmae`) of the fields that the API server would prune, in the order of the document; `path` names
 * the value itself. Contract: structural pruning of CRDs, v1.36. Under a free node only declared fields are looked into.
 */
export const unknownFields = (schema: TSchema, value: JsonValue, path: string): readonly string[] =>
  unknown(value, structureOf(trusted<JsonObject>(schema)), path)

const unknown = (value: JsonValue, node: JsonObject | undefined, path: string): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknown(item, itemOf(node), `${path}[${index}]`))
  if (!isObject(value) || isRawNumber(value)) return []
  return Object.entries(value).flatMap(([key, item]) => unknownField(node ?? fieldless, [key, item], path))
}

const unknownField = (node: JsonObject, [key, item]: readonly [string, JsonValue], path: string): readonly string[] => {
  if (node['x-kubernetes-embedded-resource'] === true && embedded.has(key)) return []
  const at = path === '' ? key : `${path}.${key}`
  const field = fieldStructure(node, key)
  if (field !== undefined) return unknown(item, field, at)
  return preserves(node) ? [] : [at]
}

/** Items of a free list are free as well. */
const itemOf = (node: JsonObject | undefined): JsonObject | undefined => {
  const item = node === undefined ? undefined : itemStructure(node)
  return node !== undefined && preserves(node) ? { ...item, [preserveKeyword]: true } : item
}
