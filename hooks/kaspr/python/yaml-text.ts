import { isObject, isRawNumber, rawNumberText } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { sortedKeys } from './collection.ts'
import { pythonNumber, pythonRawNumber } from './number.ts'
import { yamlKey, yamlScalar } from './yaml-scalar.ts'

/**
 * A JSON value as PyYAML 6 writes it in block style with sorted keys, byte for byte: width 80, indent 2, ASCII only, no
 * anchors, a line feed at the end. Contract: Kaspr resources, appendix B.
 */
export const yamlText = (value: JsonValue): string => {
  const text = nodeText(value, 0, 0)
  return isOpenEnded(value, text) ? `${text}\n...\n` : `${text}\n`
}

/** A document that is one plain scalar must say where it ends. */
const isOpenEnded = (value: JsonValue, text: string): boolean => !isCollection(value) && !/^['"]/.test(text)

const isCollection = (value: JsonValue): boolean => typeof value === 'object' && value !== null && !isRawNumber(value)

/** A value whose first line begins at `column`. A collection's further lines begin there too, a scalar's at `indent` + 2. */
const nodeText = (value: JsonValue, column: number, indent: number): string => {
  if (typeof value === 'string') return yamlScalar(value, column, indent + 2)
  if (typeof value === 'number') return numeral(pythonNumber(value))
  if (typeof value === 'boolean' || value === null) return String(value)
  if (!isObject(value)) return value.length === 0 ? '[]' : listText(value, column)
  if (isRawNumber(value)) return numeral(pythonRawNumber(rawNumberText(value)))
  const keys = sortedKeys(value)
  return keys.length === 0 ? '{}' : keys.map((key) => entryText(key, value[key] ?? null, column)).join(lineBreak(column))
}

const listText = (list: readonly JsonValue[], indent: number): string =>
  list.map((item) => `- ${nodeText(item, indent + 2, indent)}`).join(lineBreak(indent))

const entryText = (key: string, value: JsonValue, indent: number): string => {
  if (!isSimpleKey(key)) {
    return `? ${yamlScalar(key, indent + 2, indent + 2)}${lineBreak(indent)}: ${nodeText(value, indent + 2, indent)}`
  }
  const name = `${yamlKey(key)}:`
  if (typeof value !== 'object' || value === null) return `${name} ${nodeText(value, indent + name.length + 1, indent)}`
  return name + collectionText(value, indent)
}

/** Below its key, a map stands further in and a list does not. */
const collectionText = (value: JsonObject | readonly JsonValue[], indent: number): string => {
  const column = isObject(value) ? indent + 2 : indent
  const text = nodeText(value, column, indent)
  return isOneLine(value) ? ` ${text}` : `${lineBreak(column)}${text}`
}

const isOneLine = (value: JsonObject | readonly JsonValue[]): boolean =>
  isObject(value) ? isRawNumber(value) || Object.keys(value).length === 0 : value.length === 0

/**
 * Any other key gets the explicit form, `? key`. PyYAML counts the five characters of the unwritten tag `!!str` towards its
 * limit of 127.
 */
const isSimpleKey = (key: string): boolean =>
  key !== '' && (key.length <= longestSimpleKey || [...key].length <= longestSimpleKey) && !lineBreaks.test(key)

const longestSimpleKey = 122
const lineBreaks = /[\n\x85\u2028\u2029]/

const lineBreak = (indent: number): string => `\n${' '.repeat(indent)}`

/** A float needs a point to be one in YAML 1.1: `1e+16` would be text. */
const numeral = (repr: string): string => {
  if (!repr.includes('e')) return notFinite.get(repr) ?? repr
  return repr.includes('.') ? repr : repr.replace('e', '.0e')
}

const notFinite: ReadonlyMap<string, string> = new Map([['inf', '.inf'], ['-inf', '-.inf'], ['nan', '.nan']])
