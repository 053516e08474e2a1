import { isObject } from '../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../src/protocol/json.ts'

// Objects of a cluster may be written by anybody: what is not as it should be is read as absent.

/** Value at a path, undefined where it leads nowhere. */
export const at = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((inner, key) => isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined, value)

export const mapAt = (value: JsonValue | undefined, ...path: readonly string[]): JsonObject => {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

export const listAt = (value: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found.filter(isObject) : []
}

export const textsAt = (value: JsonValue | undefined, ...path: readonly string[]): readonly string[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : []
}

export const textAt = (value: JsonValue | undefined, ...path: readonly string[]): string => {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

export const numberAt = (value: JsonValue | undefined, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** Seconds from a moment to now; undefined for what is no moment. */
export const secondsSince = (moment: string, now: number): number | undefined => {
  const from = Date.parse(moment)
  return Number.isNaN(from) ? undefined : Math.round((now - from) / 1000)
}

/** The first few of many, with the number of the others. */
export const someOf = (names: readonly string[], most = 3): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

/** A text of a cluster as one word of a shell command: whoever writes objects must not write commands. */
export const shellWord = (text: string): string => /^[A-Za-z0-9._\/:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
