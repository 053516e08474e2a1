import { withDefaults } from '../../src/kit/defaults.ts'
import { list, properties } from '../../src/kit/structure.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { structuralProblem } from '../runtime/policy/structural-problem.ts'

/** Another value for one field; an absent one takes the field out. */
export interface Edit {
  readonly path: readonly string[]
  readonly value?: JsonValue
}

/**
 * What a schema allows besides a value: every optional field taken out, null or empty. A field with a default is never
 * missing: the API server fills it in. Rules in CEL are not asked.
 */
export const schemaEdits = (schema: JsonObject, value: JsonValue | undefined, path: readonly string[]): readonly Edit[] => {
  if (Array.isArray(value)) return isObject(schema['items']) ? schemaEdits(schema['items'], trusted<readonly JsonValue[]>(value)[0], [...path, '0']) : []
  if (!isObject(value)) return []
  return Object.entries(properties(schema)).flatMap(([key, field]) => {
    if (!isObject(field)) return []
    const given = Object.hasOwn(value, key) ? value[key] : undefined
    const inner = schemaEdits(field, given, [...path, key])
    return list(schema['required']).includes(key) ? inner : [...optionalEdits(field, given, [...path, key]), ...inner]
  })
}

const optionalEdits = (field: JsonObject, given: JsonValue | undefined, path: readonly string[]): readonly Edit[] => {
  const removed: readonly Edit[] = given === undefined || field['default'] !== undefined ? [] : [{ path }]
  const others = emptyValues(field).filter((value) => JSON.stringify(value) !== JSON.stringify(given))
  return [...removed, ...others.map((value) => ({ path, value }))]
}

const emptyValues = (field: JsonObject): readonly JsonValue[] => {
  const empty = empties[String(field['type'])]
  const filled = empty === undefined ? [] : [withDefaults(trusted(field), empty)]
  return [...(field['nullable'] === true ? [null] : []), ...filled.filter((value) => structuralProblem(value, field, '') === undefined)]
}

const empties: Readonly<Record<string, JsonValue | undefined>> = { string: '', array: [], object: {} }
