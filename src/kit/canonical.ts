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

const struct = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).flatMap(([key, field]) => {
    const kept = keep(key, field)
    return kept === undefined ? [] : [[key, kept]]
  }))

const keep = (key: string, field: JsonValue | undefined): JsonValue | undefined => {
  if (field === null) return key === writtenNull ? null : undefined
  if (field === undefined || field === '') return undefined
  if (field === false && falseIsAbsent.has(key)) return undefined
  if (maps.has(key) && isObject(field)) return map(field)
  return list(field)
}

const map = (field: JsonObject): JsonObject | undefined => {
  const entries = Object.entries(field).filter(([, item]) => item !== null && item !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

const list = (field: JsonValue): JsonValue | undefined => {
  if (Array.isArray(field)) return field.length === 0 ? undefined : field.map((item) => isObject(item) && !isRawNumber(item) ? struct(item) : item)
  return isObject(field) && !isRawNumber(field) ? struct(field) : field
}
