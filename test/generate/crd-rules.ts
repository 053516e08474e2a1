import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { schemaProblems } from './structural-rules.ts'

/** A field of an object by its path of keys and indexes; null where there is none. */
export const at = (value: JsonValue | undefined, ...keys: readonly (string | number)[]): JsonValue => {
  const [key, ...rest] = keys
  if (key === undefined) return value ?? null
  if (Array.isArray(value)) return at(value[Number(key)], ...rest)
  return isObject(value) ? at(value[key], ...rest) : null
}

const metadataRule = (schema: JsonValue): readonly string[] =>
  JSON.stringify(at(schema, 'properties', 'metadata')) === '{"type":"object"}' ? [] : ['metadata says more than its type']

/** Everything that is wrong with a CRD: its names, its one version, its schema. */
export const crdProblems = (crd: JsonObject): readonly string[] => {
  const [group, plural] = [at(crd, 'spec', 'group'), at(crd, 'spec', 'names', 'plural')]
  const version = at(crd, 'spec', 'versions', 0)
  const schema = at(version, 'schema', 'openAPIV3Schema')
  const declared = at(schema, 'properties')
  const { metadata: _, ...fields } = isObject(declared) ? declared : {}
  return [
    ...(at(crd, 'metadata', 'name') === `${String(plural)}.${String(group)}` ? [] : ['name is not plural.group']),
    ...(at(version, 'served') === true && at(version, 'storage') === true ? [] : ['version is not served and stored']),
    ...(JSON.stringify(at(version, 'subresources')) === '{"status":{}}' ? [] : ['no status subresource']),
    ...metadataRule(schema),
    ...(isObject(schema) && schema['additionalProperties'] === undefined ? schemaProblems({ ...schema, properties: fields }, '') : ['no schema']),
  ]
}
