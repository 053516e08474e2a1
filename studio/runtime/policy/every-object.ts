import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'

/**
 * The first thing that is said about an object or one inside it, at any depth; metadata, whose labels anybody may name as
 * they like, left out. The depth of a document is bounded when it is parsed.
 */
export const everyObject = (value: JsonValue, look: (object: JsonObject) => string | undefined): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (!isObject(value)) return firstOf(value, (item) => everyObject(item, look))
  return look(value) ?? firstOf(Object.entries(value), ([key, field]) => key === 'metadata' ? undefined : everyObject(field, look))
}

const firstOf = <Part>(parts: readonly Part[], look: (part: Part) => string | undefined): string | undefined => {
  for (const part of parts) {
    const found = look(part)
    if (found !== undefined) return found
  }
  return undefined
}
