import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { list, properties } from '../../../src/kit/structure.ts'

/** Bytes; a larger one would fill the bundle, which travels with every call. */
export const mostStatusSchema = 64 * 1024

/** Keywords that values are checked by; texts for people, defaults and CEL stay behind. */
const scalars: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  'type': 'string', 'format': 'string', 'pattern': 'string',
  'minimum': 'number', 'maximum': 'number', 'multipleOf': 'number', 'minLength': 'number', 'maxLength': 'number', 'minItems': 'number', 'maxItems': 'number',
  'exclusiveMinimum': 'boolean', 'exclusiveMaximum': 'boolean', 'nullable': 'boolean',
  'x-kubernetes-preserve-unknown-fields': 'boolean', 'x-kubernetes-int-or-string': 'boolean', 'x-kubernetes-embedded-resource': 'boolean',
}

/** Schema of the status in a definition, as far as values are checked by it. */
export const statusSchemaOf = (schema: JsonObject): JsonObject | undefined => {
  const { status } = properties(schema)
  return isObject(status) ? checked(status) : undefined
}

const checked = (node: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(node).filter(([key, value]) => scalars[key] === typeof value && value !== '')),
  ...values(node, 'enum'),
  ...values(node, 'required'),
  ...below(node, 'items'),
  ...below(node, 'additionalProperties'),
  ...(isObject(node['properties']) ? { properties: Object.fromEntries(Object.entries(node['properties']).flatMap(([name, field]) => isObject(field) ? [[name, checked(field)]] : [])) } : {}),
})

/** A null among values is what `nullable` says already; a hook sends none. */
const values = (node: JsonObject, key: 'enum' | 'required'): JsonObject => {
  const kept = list(node[key]).filter((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
  return kept.length === 0 ? {} : { [key]: kept }
}

const below = (node: JsonObject, key: 'items' | 'additionalProperties'): JsonObject => {
  const value: JsonValue | undefined = node[key]
  return isObject(value) ? { [key]: checked(value) } : typeof value === 'boolean' ? { [key]: value } : {}
}
