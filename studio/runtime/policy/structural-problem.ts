import { isObject, isRawNumber, rawNumberText } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { list, properties } from '../../../src/kit/structure.ts'
import { keywordProblem } from './schema-keywords.ts'

/**
 * Why a value does not fit a structural schema of a CRD, with the path of the field; undefined when it fits. Fields that
 * the schema does not know are refused too: the API server would drop them, and Metacontroller write them for ever.
 * Rules in CEL are not evaluated.
 */
export const structuralProblem = (value: JsonValue, schema: JsonObject, path: string): string | undefined => {
  if (value === null) return schema['nullable'] === true || isFree(schema) ? undefined : `${path} is null`
  return typeProblem(value, schema, path)
    ?? keywordProblem(plain(value), schema, path)
    ?? combinedProblem(value, schema, path)
    ?? insideProblem(value, schema, path)
}

const isFree = (schema: JsonObject): boolean => schema['type'] === undefined && schema['x-kubernetes-int-or-string'] !== true

/** A number that was kept as its text, as a number. */
const plain = (value: JsonValue): JsonValue => isRawNumber(value) ? Number(rawNumberText(value)) : value

const typeTests: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  object: isObject,
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
}

const typeProblem = (value: JsonValue, schema: JsonObject, path: string): string | undefined => {
  const plainValue = plain(value)
  if (schema['x-kubernetes-int-or-string'] === true) return typeof plainValue === 'string' || Number.isInteger(plainValue) ? undefined : `${path} must be a whole number or a text`
  const type = schema['type']
  if (typeof type !== 'string') return undefined
  const test = typeTests[type]
  return test === undefined || (test(plainValue) && (type !== 'object' || !isRawNumber(value))) ? undefined : `${path} must be of type ${type}`
}

/** Parts of a combination say nothing about unknown fields: the structure stands outside of them. */
const combinedProblem = (value: JsonValue, schema: JsonObject, path: string): string | undefined => {
  const fits = (option: JsonValue): boolean => isObject(option) && structuralProblem(value, { ...option, 'x-kubernetes-preserve-unknown-fields': true }, path) === undefined
  const isRefused = isObject(schema['not']) && fits(schema['not'])
  const wrong = isRefused
    || !list(schema['allOf']).every(fits)
    || (schema['anyOf'] !== undefined && !list(schema['anyOf']).some(fits))
    || (schema['oneOf'] !== undefined && list(schema['oneOf']).filter(fits).length !== 1)
  return wrong ? `${path} is none of what the schema allows` : undefined
}

const insideProblem = (value: JsonValue, schema: JsonObject, path: string): string | undefined => {
  if (Array.isArray(value)) return isObject(schema['items']) ? firstOf(value.map((item, at) => [item, schema['items'], `${path}[${at}]`])) : undefined
  if (!isObject(value) || isRawNumber(value)) return undefined
  return requiredProblem(value, schema, path) ?? unknownProblem(value, schema, path) ?? firstOf(Object.entries(value).map(([key, field]) => [field, fieldSchema(schema, key), `${path}.${key}`]))
}

const firstOf = (parts: readonly (readonly [JsonValue, JsonValue | undefined, string])[]): string | undefined => {
  for (const [value, schema, path] of parts) {
    const found = isObject(schema) ? structuralProblem(value, schema, path) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const fieldSchema = (schema: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(properties(schema), key) ? properties(schema)[key] : schema['additionalProperties']

const requiredProblem = (value: JsonObject, schema: JsonObject, path: string): string | undefined => {
  const missing = list(schema['required']).find((key) => typeof key === 'string' && !Object.hasOwn(value, key))
  return missing === undefined ? undefined : `${path}.${String(missing)} is required`
}

const unknownProblem = (value: JsonObject, schema: JsonObject, path: string): string | undefined => {
  const takesAny = schema['x-kubernetes-preserve-unknown-fields'] === true || (schema['additionalProperties'] ?? false) !== false
  const unknown = takesAny ? undefined : Object.keys(value).find((key) => !Object.hasOwn(properties(schema), key))
  return unknown === undefined ? undefined : `${path}.${unknown} is not in the schema`
}
