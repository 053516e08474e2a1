import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'

/** A JSON pointer (RFC 6901) to a field of a field. */
export const pointerTo = (path: readonly string[]): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The object without the field at a pointer; undefined when there is none. Lists are not looked into. */
export const withoutPointer = (object: JsonObject, pointer: string): JsonObject | undefined =>
  without(object, pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')))

const without = (object: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject | undefined => {
  if (!Object.hasOwn(object, name)) return undefined
  const others = Object.entries(object).filter(([key]) => key !== name)
  if (rest.length === 0) return Object.fromEntries(others)
  const field = object[name]
  const inner = isObject(field) ? without(field, rest) : undefined
  return inner === undefined ? undefined : { ...object, [name]: inner }
}
