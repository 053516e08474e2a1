import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { TObject, TSchema } from '../protocol/schema.ts'
import { checkOf } from './check.ts'

/**
 * Reads objects that nobody checked, such as a status that another operator wrote: fields that break the schema are left
 * out, of a list only the broken items, and everything else stays. Undefined for what is no object.
 */
export const fittingFields = (schema: TObject): ((value: unknown) => JsonObject | undefined) => {
  const readers = new Map(Object.entries(schema.properties).map(([key, property]) => [key, fitting(property)]))
  return (value) => isObject(value) ? Object.fromEntries(Object.entries(value).flatMap(([key, field]) => {
    const reader = readers.get(key)
    const kept = reader === undefined ? field : reader(field)
    return kept === undefined ? [] : [[key, kept]]
  })) : undefined
}

const fitting = (schema: TSchema): ((field: JsonValue) => JsonValue | undefined) => {
  const fits = fitsSchema(schema)
  const itemFits = fitsSchema(schema['items'] ?? schema)
  return (field) => {
    if (fits(field)) return field
    const items = isList(field) ? field.filter(itemFits) : undefined
    return items !== undefined && fits(items) ? items : undefined
  }
}

const fitsSchema = (schema: TSchema): ((value: JsonValue) => boolean) => {
  const check = checkOf(schema)
  return (value) => check.matches(value)
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
