import { list, preserveKeyword, properties, valueSchema } from '../kit/structure.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { fieldRules } from './field-rules.ts'

/** A field of a structural schema as a reference page shows it. */
export interface FieldRow {
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly default: JsonValue | undefined
  readonly rules: readonly string[]
  readonly description: string
}

/** Every field below a node, in the order of the schema: `topics[].name` in a list, `labels.*` in a map. */
export const fieldRows = (node: JsonObject, path: string): readonly FieldRow[] =>
  Object.entries(properties(node)).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`
    return isObject(field) ? [row(field, at, list(node['required']).includes(name)), ...rowsInside(field, at)] : []
  })

const row = (node: JsonObject, path: string, required: boolean): FieldRow => ({
  path,
  type: typeText(node),
  required,
  default: node['default'],
  rules: fieldRules(node),
  description: typeof node['description'] === 'string' ? node['description'] : '',
})

const rowsInside = (node: JsonObject, path: string): readonly FieldRow[] => {
  const values = valueSchema(node)
  if (isObject(node['items'])) return inner(node['items'], `${path}[]`)
  return values === undefined ? fieldRows(node, path) : inner(values, `${path}.*`)
}

/** Items and values have no row of their own; only what is inside them has. */
const inner = (node: JsonObject, path: string): readonly FieldRow[] =>
  Object.keys(properties(node)).length > 0 ? fieldRows(node, path) : rowsInside(node, path)

/** Type of a node in words. */
export const typeText = (node: JsonObject): string => {
  if (node['x-kubernetes-int-or-string'] === true) return 'integer or string'
  if (isObject(node['items'])) return `list of ${typeText(node['items'])}`
  const values = valueSchema(node)
  if (values !== undefined) return `map of ${typeText(values)}`
  if (node[preserveKeyword] === true) return node['type'] === undefined ? 'anything' : 'free object'
  return node['format'] === undefined ? String(node['type']) : `${String(node['type'])} (${String(node['format'])})`
}
