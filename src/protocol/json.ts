import { isUtf8 } from 'node:buffer'
import { BodyNotJson, BodyTooDeep } from './errors.ts'
import { trusted } from './trusted.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject { readonly [key: string]: JsonValue }

/** Deeper documents are refused: recursion over them must never reach the end of the stack. */
export const maximumDepth = 500

/** JSON.rawJSON and context.source exist from Node 22 on; TypeScript does not describe them yet. */
const exactJson = trusted<{
  rawJSON(text: string): JsonObject
  isRawJSON(value: unknown): boolean
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): JsonValue
}>(JSON)

/** A number that was kept as its source text because a double cannot hold it. The engine's own question is slow to ask. */
export const isRawNumber = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'rawJSON' in value && exactJson.isRawJSON(value)

/** Source text of a kept number. */
export const rawNumberText = (value: unknown): string => trusted<{ rawJSON: string }>(value).rawJSON

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Parses UTF-8 bytes. Integers that a double cannot hold keep their digits (as raw JSON values), so that writing the
 * document back gives the same numbers. Throws BodyNotJson or BodyTooDeep.
 */
export const parseJson = (bytes: Buffer): JsonValue => {
  if (!isUtf8(bytes)) throw new BodyNotJson('the body is not UTF-8')
  return parseJsonText(bytes.toString('utf8'))
}

export const parseJsonText = (text: string): JsonValue => {
  const value = parsed(() => trusted<JsonValue>(JSON.parse(text)))
  return holdsUnsafeInteger(value, 0) ? parsed(() => exactJson.parse(text, keepDigits)) : value
}

const parsed = (parse: () => JsonValue): JsonValue => {
  try {
    return parse()
  } catch (cause) {
    throw new BodyNotJson(cause instanceof Error ? cause.message : String(cause))
  }
}

const unsafe = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))

const keepDigits = (_key: string, value: unknown, context: { source?: string }): unknown =>
  typeof value === 'number' && unsafe(value) && context.source !== undefined ? exactJson.rawJSON(context.source) : value

/**
 * One walk answers both questions about a document: is it too deep, and does it hold a number we would damage? It sees
 * every value of every request: loops without arrays in between make it eight times faster.
 */
const holdsUnsafeInteger = (value: JsonValue, depth: number): boolean => {
  if (typeof value === 'number') return unsafe(value)
  if (typeof value !== 'object' || value === null) return false
  if (depth >= maximumDepth) throw new BodyTooDeep(maximumDepth)
  return isObject(value) ? anyUnsafe(value, depth + 1) : anyUnsafeItem(value, depth + 1)
}

const anyUnsafe = (map: JsonObject, depth: number): boolean => {
  let found = false
  for (const key in map) {
    const field = map[key]
    if (field !== undefined && typeof field !== 'string') found = holdsUnsafeInteger(field, depth) || found
  }
  return found
}

const anyUnsafeItem = (list: readonly JsonValue[], depth: number): boolean => {
  let found = false
  for (const item of list) found = holdsUnsafeInteger(item, depth) || found
  return found
}
