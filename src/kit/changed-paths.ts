import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { alike } from './covers.ts'

/** Where two values differ, as paths such as `spec.ports[0].port`, at most `most` of them. */
export const changedPaths = (before: JsonValue | undefined, after: JsonValue | undefined, most = 5): readonly string[] => {
  const found: string[] = []
  const visit = (a: JsonValue | undefined, b: JsonValue | undefined, path: string): void => {
    if (found.length >= most || alike(a, b)) return
    const inner = isMap(a) && isMap(b) ? fields(a, b, path) : Array.isArray(a) && Array.isArray(b) && a.length === b.length ? items(a, b, path) : undefined
    if (inner === undefined) found.push(path)
    else for (const [left, right, at] of inner) visit(left, right, at)
  }
  visit(before, after, '')
  return found
}

type Pair = readonly [JsonValue | undefined, JsonValue | undefined, string]

const isMap = (value: JsonValue | undefined): value is JsonObject => isObject(value) && !isRawNumber(value)

const fields = (a: JsonObject, b: JsonObject, path: string): readonly Pair[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [a[key], b[key], path === '' ? key : `${path}.${key}`] as const)

const items = (a: readonly JsonValue[], b: readonly JsonValue[], path: string): readonly Pair[] =>
  a.map((item, index) => [item, b[index], `${path}[${index}]`] as const)
