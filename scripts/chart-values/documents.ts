import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { MarksMissing } from './errors.ts'
import { isBranch } from './values.ts'
import type { Branch, Leaf, Value } from './values.ts'

/** JSON Schema of all values: nothing is allowed that nobody describes. */
export const schemaText = (values: Branch): string => {
  const { properties, ...rest } = branchSchema(values)
  // Helm hands this to every chart.
  const all = { ...Object(properties), global: { type: 'object', description: 'Not used.' } }
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...rest, properties: all }, undefined, 2)}\n`
}

/** Everything is required: the defaults are there, and null takes one away on which the templates rely. */
const branchSchema = ({ values }: Branch): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(values),
  properties: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isBranch(value) ? branchSchema(value) : leafSchema(value)])),
})

/** An enumeration says more than a type. */
const leafSchema = ({ description, default: absent, schema }: Leaf): JsonObject =>
  ({ ...('enum' in schema ? {} : { type: typeOf(absent) }), ...schema, description })

const typeOf = (value: JsonValue): string => {
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const [begin, end] = ['<!-- values: made by node scripts/chart-values.ts -->', '<!-- end of values -->']

/** The page with a table of all values between its two marks. Throws MarksMissing. */
export const readmeText = (page: string, values: Branch): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new MarksMissing(`${begin} … ${end}`)
  const rows = leavesOf(values).map(({ path, description, default: absent }) => `| \`${path}\` | ${cell(description)} | ${cell(`\`${JSON.stringify(absent)}\``)} |`)
  return `${page.slice(0, from)}${[begin, '| Value | Meaning | Default |', '| --- | --- | --- |', ...rows, ''].join('\n')}${page.slice(to)}`
}

const leavesOf = (value: Value): readonly Leaf[] => isBranch(value) ? Object.values(value.values).flatMap(leavesOf) : [value]

const cell = (text: string): string => text.replaceAll('|', '\\|')
