import { unknownFields } from '../kit/unknown-fields.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'
import type { TSchema } from '../protocol/schema.ts'
import { trusted } from '../protocol/trusted.ts'

/** Paths of fields of a spec that nobody reads. Open specs keep unknown keys, but most of them are typing errors. */
export const ignoredFields = (schema: TSchema, spec: JsonValue | undefined): readonly string[] => {
  if (!isObject(spec)) return []
  const known = trusted<{ properties: object }>(schema).properties
  const open = Object.keys(spec).filter((key) => !Object.hasOwn(known, key) && key !== 'name').map((key) => `spec.${key}`)
  return [...new Set([...open, ...unknownFields(schema, spec, 'spec')])]
}
