import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'

/**
 * Fields that are maps with keys of the user's choice. The API server drops them when they are empty; their values,
 * the empty text included, are data. Everything else that is an object is a struct: `emptyDir: {}` means something.
 */
const maps: ReadonlySet<string> = new Set([
  'annotations', 'binaryData', 'data', 'labels', 'limits', 'matchLabels', 'nodeSelector', 'requests', 'stringData', 'volumeAttributes',
])

/** Texts whose being empty says something else than their absence: no class, and not the default one. */
const emptyIsMeant: ReadonlySet<string> = new Set(['storageClassName'])

/** Booleans that the API server drops when they are false. */
const falseIsAbsent: ReadonlySet<string> = new Set(['readOnly', 'hostNetwork', 'hostPID', 'hostIPC', 'stdin', 'tty'])

/**
 * The one null that Kubernetes itself writes: before 1.34, into metadata inside lists that are replaced whole (claim
 * templates). Repeating it is what keeps such a list equal.
 */
export const writtenNull = 'creationTimestamp'

/**
 * The form in which the API server would give an object back: no nulls, no empty optional fields, no zero values that
 * it leaves out (metacontroller.md §6.2, traps 4 and 5). An answer in this form is equal to what is stored, so nothing
 * is written at rest. The input may hold undefined anywhere.
 */
export const canonical = <Shape>(value: Shape): Shape => trusted<Shape>(struct(trusted<JsonObject>(value)))

/** What is canonical already is given back as it is: most parts of most children are. */
const struct = (value: JsonObject): JsonObject => isStruct(value) ? value : rebuilt(value)

const isStruct = (value: JsonObject): boolean => {
  for (const key in value) if (!stays(key, value[key])) return false
  return true
}

const rebuilt = (value: JsonObject): JsonObject => {
  const fields: [string, JsonValue][] = []
  for (const key in value) {
    const kept = keep(key, value[key])
    if (kept !== undefined) fields.push([key, kept])
  }
  return Object.fromEntries(fields)
}

/** Whether `keep` would give a field back unchanged. */
const stays = (key: string, field: JsonValue | undefined): boolean => {
  if (typeof field !== 'object' || field === null) return keep(key, field) === field && field !== undefined
  if (!isObject(field)) return field.length > 0 && field.every((item) => !isPlain(item) || isStruct(item))
  return maps.has(key) ? isMap(field) : isRawNumber(field) || isStruct(field)
}

const keep = (key: string, field: JsonValue | undefined): JsonValue | undefined => {
  if (field === null) return key === writtenNull ? null : undefined
  if (field === undefined || (field === '' && !emptyIsMeant.has(key))) return undefined
  if (field === false && falseIsAbsent.has(key)) return undefined
  if (maps.has(key) && isObject(field)) return map(field)
  return list(field)
}

const isMap = (field: JsonObject): boolean => {
  const items = Object.values(field)
  return items.length > 0 && items.every(isThere)
}

const map = (field: JsonObject): JsonObject | undefined => {
  const entries = Object.entries(field).filter(([, item]) => isThere(item))
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

const isThere = (item: JsonValue | undefined): boolean => item !== null && item !== undefined
const isPlain = (value: JsonValue): value is JsonObject => isObject(value) && !isRawNumber(value)

const list = (field: JsonValue): JsonValue | undefined => {
  if (Array.isArray(field)) return field.length === 0 ? undefined : field.map((item) => isPlain(item) ? struct(item) : item)
  return isPlain(field) ? struct(field) : field
}
