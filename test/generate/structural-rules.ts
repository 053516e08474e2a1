import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { valueProblems } from './value-rules.ts'

// The rules of structural schemas (apiextensions.k8s.io/v1, Kubernetes 1.36) and of this house, written down a second time
// and independently of the generator: a CRD that an API server would refuse must not get past the tests.

const extensions = {
  free: 'x-kubernetes-preserve-unknown-fields',
  embedded: 'x-kubernetes-embedded-resource',
  intOrString: 'x-kubernetes-int-or-string',
  listType: 'x-kubernetes-list-type',
  mapKeys: 'x-kubernetes-list-map-keys',
  mapType: 'x-kubernetes-map-type',
  rules: 'x-kubernetes-validations',
} as const

const allowed: ReadonlySet<string> = new Set([
  'type', 'format', 'title', 'description', 'default', 'nullable', 'example', 'externalDocs', 'enum', 'pattern',
  'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems',
  'minProperties', 'maxProperties', 'required', 'properties', 'additionalProperties', 'items', ...Object.values(extensions),
])
const types: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean'])

type Rule = (node: JsonObject) => string | undefined

const when = (broken: boolean, message: string): string | undefined => broken ? message : undefined
const fieldsOf = (node: JsonObject): JsonObject => isObject(node['properties']) ? node['properties'] : {}
const listed = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []
const itemsOf = (node: JsonObject): JsonObject => isObject(node['items']) ? node['items'] : {}

const rules: readonly Rule[] = [
  (node) => {
    const other = Object.keys(node).find((name) => !allowed.has(name))
    return other === undefined ? undefined : `has the keyword ${other}`
  },
  (node) => when(node['type'] === undefined && node[extensions.intOrString] !== true && node[extensions.free] !== true, 'has no type'),
  (node) => when(node['type'] !== undefined && !types.has(node['type']), 'has an unknown type'),
  (node) => when(node[extensions.free] !== undefined && node[extensions.free] !== true, 'preserves nothing'),
  (node) => when(node[extensions.intOrString] === true && (node['type'] !== undefined || node[extensions.free] === true), 'is int-or-string and more'),
  (node) => when(node['additionalProperties'] !== undefined && Object.keys(fieldsOf(node)).length > 0, 'has fields and is a map'),
  (node) => when(node['type'] !== 'object' && (node['properties'] ?? node['additionalProperties'] ?? node['required']) !== undefined, 'is no object'),
  (node) => when(node['type'] === 'array' && !isObject(node['items']), 'has no items'),
  (node) => when(node['type'] !== 'array' && node['items'] !== undefined, 'is no list'),
  (node) => when(listed(node['required']).some((name) => !Object.hasOwn(fieldsOf(node), String(name))), 'requires what it has not'),
  (node) => when(node['enum'] !== undefined && (listed(node['enum']).length === 0 || node['nullable'] === true), 'has an impossible enum'),
  (node) => when(node[extensions.embedded] === true && (node['type'] !== 'object' || (node[extensions.free] !== true && Object.keys(fieldsOf(node)).length === 0)), 'embeds nothing'),
  (node) => when(node[extensions.mapType] !== undefined && node['type'] !== 'object', 'has a map type and is no object'),
  (node) => when(node[extensions.listType] !== undefined && node['type'] !== 'array', 'has a list type and is no list'),
  (node) => when(node[extensions.listType] === 'map' && mapProblem(node), 'is no list map'),
  (node) => when(node[extensions.mapKeys] !== undefined && node[extensions.listType] !== 'map', 'has map keys and is no list map'),
  (node) => when(node[extensions.listType] === 'set' && (itemsOf(node)['nullable'] === true || setProblem(itemsOf(node))), 'is no set'),
  (node) => when(listed(node[extensions.rules]).some(ruleProblem), 'has a rule without text'),
  (node) => node['default'] === undefined ? undefined : valueProblems(node, node['default'], 'default')[0],
]

const mapProblem = (node: JsonObject): boolean => {
  const items = itemsOf(node)
  const keys = listed(node[extensions.mapKeys]).map(String)
  return keys.length === 0 || new Set(keys).size < keys.length || keys.some((key) => {
    const field = fieldsOf(items)[key]
    if (!isObject(field) || field['nullable'] === true || field['type'] === 'object' || field['type'] === 'array') return true
    return !listed(items['required']).includes(key) && field['default'] === undefined
  })
}

const setProblem = (items: JsonObject): boolean =>
  (items['type'] === 'object' && items[extensions.mapType] !== 'atomic') || (items['type'] === 'array' && items[extensions.listType] !== 'atomic')

const ruleProblem = (rule: JsonValue): boolean => !isObject(rule) || [rule['rule'], rule['message']].some((text) => typeof text !== 'string' || text.trim() === '' || (text === rule['message'] && text.includes('\n')))

/** Everything that is wrong with the schema of a field, with paths. */
export const schemaProblems = (node: JsonObject, path: string): readonly string[] => [
  ...rules.flatMap((rule) => {
    const problem = rule(node)
    return problem === undefined ? [] : [`${path} ${problem}`]
  }),
  ...Object.entries(fieldsOf(node)).flatMap(([name, field]) => inside(field, `${path}.${name}`, true)),
  ...(node['items'] === undefined ? [] : inside(node['items'], `${path}[]`, false)),
  ...(node['additionalProperties'] === undefined ? [] : inside(node['additionalProperties'], `${path}.*`, false)),
]

const inside = (node: JsonValue, path: string, isField: boolean): readonly string[] => {
  if (!isObject(node)) return [`${path} is no schema`]
  const undescribed = isField && (typeof node['description'] !== 'string' || node['description'].trim() === '')
  return [...(undescribed ? [`${path} has no description`] : []), ...schemaProblems(node, path)]
}
