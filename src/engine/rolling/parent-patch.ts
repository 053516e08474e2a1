import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { RevisionsFailed } from '../engine-errors.ts'

/** Fields of a parent that make a revision when a registration names none. */
export const defaultFieldPaths: readonly string[] = ['spec']

/**
 * An object with the values that another one has under some paths, such as `spec.template`; dots part names and nothing
 * else (metacontroller.md §1.2). What the other one lacks stays as it is. Over an empty object this gives the patch of a
 * revision, over a parent the parent of that revision. Throws RevisionsFailed where a path leads through something else.
 */
export const overlaid = (object: JsonObject, values: JsonObject, paths: readonly string[]): JsonObject =>
  paths.reduce((made, path) => {
    const value = valueAt(values, path.split('.'))
    return value === undefined ? made : withValue(made, path.split('.'), value)
  }, object)

const valueAt = (object: JsonObject, path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((value, name) => {
    if (value === undefined || value === null) return undefined
    if (!isObject(value)) throw new RevisionsFailed(`${path.join('.')} leads through what is no object`)
    return Object.hasOwn(value, name) ? value[name] : undefined
  }, object)

const withValue = (object: JsonObject, [name = '', ...rest]: readonly string[], value: JsonValue): JsonObject => {
  if (rest.length === 0) return { ...object, [name]: value }
  const inner = Object.hasOwn(object, name) ? object[name] : {}
  if (!isObject(inner)) throw new RevisionsFailed(`${name} is no object and cannot have ${rest.join('.')}`)
  return { ...object, [name]: withValue(inner, rest, value) }
}
