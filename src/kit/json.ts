export type { JsonObject, JsonValue } from '../protocol/json.ts'
import { parseJsonText } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'

export { isObject, isRawNumber, rawNumberText } from '../protocol/json.ts'

/** A JSON text that somebody else wrote; undefined when it is none. */
export const parsedJson = (text: string): JsonValue | undefined => {
  try {
    return parseJsonText(text)
  } catch {
    return undefined
  }
}
