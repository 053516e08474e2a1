import { isObject, isRawNumber } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** The five characters that Go's encoder escapes and JSON.stringify does not (metacontroller.md §2.1). */
const escaped = /[<>&\u2028\u2029]/g

/** Compact JSON as Go writes it: keys sorted by their UTF-8 bytes, five characters escaped. */
export const goJson = (value: JsonValue): string =>
  text(value).replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Written by hand, because objects give keys such as "10" back in an order of their own. */
const text = (value: JsonValue): string => {
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`
  return isObject(value) && !isRawNumber(value) ? mapText(value) : JSON.stringify(value)
}

const mapText = (value: JsonObject): string =>
  `{${Object.keys(value).sort(byBytes).map((key) => `${JSON.stringify(key)}:${text(value[key] ?? null)}`).join(',')}}`

/** UTF-8 sorts like code points; UTF-16 units sort differently only where a surrogate meets a unit above it. */
const byBytes = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return codePointRank(left) - codePointRank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for characters beyond U+FFFF, so they come after every other unit. */
const codePointRank = (unit: number): number => unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
