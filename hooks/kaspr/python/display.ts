import { isObject, isRawNumber, rawNumberText } from '../../../src/kit/json.ts'
import type { JsonValue } from '../../../src/kit/json.ts'
import { sortedKeys } from './collection.ts'
import { pythonNumber, pythonRawNumber } from './number.ts'

export { pythonFloat } from './number.ts'

/**
 * Python's `str` of a JSON value, as upstream writes unknown config keys: text as it is, `True`, `12`, `0.5`, `None`,
 * `[1, 'a']`, `{'a': None}`. Maps go by key, the order in which the API server gives them. Contract: Kaspr resources,
 * section 3.5.
 */
export const pythonDisplay = (value: JsonValue): string => typeof value === 'string' ? value : display(value)

const display = (value: JsonValue): string => {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return pythonNumber(value)
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (!isObject(value)) return `[${value.map(display).join(', ')}]`
  if (isRawNumber(value)) return pythonRawNumber(rawNumberText(value))
  return `{${sortedKeys(value).map((key) => `${quoted(key)}: ${display(value[key] ?? null)}`).join(', ')}}`
}

/** Python takes double quotes only for a text that holds single quotes and no double ones. */
const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inside = text.replace(special, (character) => character === "'" && quote === '"' ? character : escaped(character))
  return `${quote}${inside}${quote}`
}

const special = /[\\']|(?! )[\p{C}\p{Z}]/gu

const escaped = (character: string): string => named.get(character) ?? numbered(character.codePointAt(0) ?? 0)

const named: ReadonlyMap<string, string> = new Map([['\\', '\\\\'], ["'", "\\'"], ['\t', '\\t'], ['\n', '\\n'], ['\r', '\\r']])

const numbered = (code: number): string => {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
