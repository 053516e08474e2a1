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

/** A number that was kept as its source text because a double cannot hold it. */
export const isRawNumber = (value: unknown): boolean => exactJson.isRawJSON(value)

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

/** One walk answers both questions about a document: is it too deep, and does it hold a number we would damage? */
const holdsUnsafeInteger = (value: JsonValue, depth: number): boolean => {
  if (typeof value === 'number') return unsafe(value)
  if (typeof value !== 'object' || value === null) return false
  if (depth >= maximumDepth) throw new BodyTooDeep(maximumDepth)
  let found = false
  for (const item of trusted<readonly JsonValue[]>(Array.isArray(value) ? value : Object.values(value))) {
    if (typeof item === 'string') continue
    if (holdsUnsafeInteger(item, depth + 1)) found = true
  }
  return found
}
