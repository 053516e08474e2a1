import { isObject, isRawNumber, rawNumberText } from '../../../src/kit/json.ts'
import type { JsonValue } from '../../../src/kit/json.ts'
import { sortedKeys } from './collection.ts'
import { pythonNumber, pythonRawNumber } from './number.ts'

/** JSON as Python writes it with sorted keys: `, ` and `: `, ASCII only. Contract: Kaspr resources, section 6.1. */
export const pythonJson = (value: JsonValue): string => text(value, spaced)

/** JSON as Python writes it with sorted keys and without blanks, ASCII only. Contract: Kaspr resources, section 6.5. */
export const compactJson = (value: JsonValue): string => text(value, dense)

interface Separators { readonly item: string, readonly key: string }

const spaced: Separators = { item: ', ', key: ': ' }
const dense: Separators = { item: ',', key: ':' }

const text = (value: JsonValue, separators: Separators): string => {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return numeral(pythonNumber(value))
  if (typeof value === 'boolean' || value === null) return String(value)
  if (!isObject(value)) return `[${value.map((item) => text(item, separators)).join(separators.item)}]`
  if (isRawNumber(value)) return numeral(pythonRawNumber(rawNumberText(value)))
  const entries = sortedKeys(value).map((key) => quoted(key) + separators.key + text(value[key] ?? null, separators))
  return `{${entries.join(separators.item)}}`
}

/** JSON.stringify escapes what JSON demands, in Python's spelling; Python escapes DEL and all beyond ASCII as well. */
const quoted = (value: string): string => {
  const json = JSON.stringify(value)
  return beyondAscii.test(json) ? json.replace(everyBeyondAscii, escaped) : json
}

const beyondAscii = /[\x7f-\uffff]/
const everyBeyondAscii = /[\x7f-\uffff]/g

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A number too large for a double reads as infinity, which Python writes although JSON has no word for it. */
const numeral = (repr: string): string => notFinite.get(repr) ?? repr

const notFinite: ReadonlyMap<string, string> = new Map([['inf', 'Infinity'], ['-inf', '-Infinity'], ['nan', 'NaN']])
