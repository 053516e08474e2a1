import { list, preserveKeyword, properties } from '../../../src/kit/structure.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { docComment, propertyName, quoted } from './typescript-text.ts'

/** How a schema becomes a type. */
export interface TypeForm {
  /** What is read has its defaults; what is written may leave them to the API server. */
  readonly use: 'read' | 'written'
  readonly indent: string
}

const deepest = 60
const mostChoices = 500

/** A structural schema (OpenAPI v3 as CRDs have it) as the text of a deeply readonly type. */
export const schemaType = (schema: JsonValue | undefined, form: TypeForm): string => {
  if (!isObject(schema) || form.indent.length > deepest * 2) return 'unknown'
  const text = choicesOf(schema) ?? bareType(schema, form)
  return schema['nullable'] === true ? `${text} | null` : text
}

const bareType = (schema: JsonObject, form: TypeForm): string => {
  if (schema['x-kubernetes-int-or-string'] === true) return 'number | string'
  switch (schema['type']) {
    case 'string': return 'string'
    case 'boolean': return 'boolean'
    case 'integer': case 'number': return 'number'
    case 'array': return `ReadonlyArray<${schemaType(schema['items'], form)}>`
    case 'object': return objectType(schema, form)
    default: return schema['properties'] === undefined && schema['additionalProperties'] === undefined ? 'unknown' : objectType(schema, form)
  }
}

/** Literals, as far as there are any and not too many to read. */
const choicesOf = ({ enum: values }: JsonObject): string | undefined => {
  const choices = list(values)
  if (choices.length === 0 || choices.length > mostChoices || choices.some((choice) => typeof choice === 'object' && choice !== null)) return undefined
  return choices.map((choice) => typeof choice === 'string' ? quoted(choice) : String(choice)).join(' | ')
}

const objectType = (schema: JsonObject, form: TypeForm): string => {
  const inner = { ...form, indent: `${form.indent}  ` }
  const required = new Set(list(schema['required']))
  const fields = Object.entries(properties(schema)).map(([name, field]) => fieldText({ name, field, required: required.has(name) }, inner))
  const all = [...fields, ...openFields(schema, inner)]
  return all.length === 0 ? '{ readonly [key: string]: never }' : `{\n${all.join('')}${form.indent}}`
}

/** Unknown fields are pruned unless the schema says that they are kept. */
const openFields = (schema: JsonObject, form: TypeForm): readonly string[] => {
  if (schema[preserveKeyword] === true || schema['x-kubernetes-embedded-resource'] === true) return [`${form.indent}readonly [key: string]: unknown\n`]
  const values = schema['additionalProperties']
  if (values === undefined || values === false || Object.keys(properties(schema)).length > 0) return []
  return [`${form.indent}readonly [key: string]: ${schemaType(values, form)}\n`]
}

interface Field {
  readonly name: string
  readonly field: JsonValue
  readonly required: boolean
}

const fieldText = ({ name, field, required }: Field, form: TypeForm): string => {
  const { description, default: absent } = isObject(field) ? field : {}
  // A default of null is none for the API server.
  const hasDefault = absent !== undefined && absent !== null
  const isThere = form.use === 'read' ? required || hasDefault : required && !hasDefault
  return `${docComment(description, form.indent)}${form.indent}readonly ${propertyName(name)}${isThere ? '' : '?'}: ${schemaType(field, form)}\n`
}
