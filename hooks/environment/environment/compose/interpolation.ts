import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { joined, mapped, read, wrong } from './read.ts'
import type { Read } from './read.ts'

export type Variables = ReadonlyMap<string, string>

const reference = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|([A-Za-z_]\w*)|)/g

/**
 * `$NAME`, `${NAME}` and `${NAME:-default}` in every text, as compose writes them; `$$` is a plain `$`. Variables are those of
 * `spec.config.env`: nothing else of the machine that wrote the file is known here, so an unknown one is a problem.
 */
export const interpolated = (value: JsonValue, variables: Variables, path: string): Read<JsonValue> => {
  if (typeof value === 'string') return text(value, variables, path)
  if (Array.isArray(value)) return mapped(joined(value.map((item: JsonValue, at) => interpolated(item, variables, `${path}[${at}]`))), (items) => [...items])
  if (!isObject(value)) return read(value)
  const entries = Object.entries(value).map(([key, item]) => mapped(interpolated(item ?? null, variables, `${path}.${key}`), (inner): readonly [string, JsonValue] => [key, inner]))
  return mapped(joined(entries), (pairs) => Object.fromEntries(pairs))
}

const text = (value: string, variables: Variables, path: string): Read<string> => {
  const missing = [...value.matchAll(reference)].find((match) => filled(match, variables) === undefined)
  return missing === undefined
    ? read(value.replaceAll(reference, (...match: string[]) => filled(match, variables) ?? ''))
    : wrong(value, path, missing[0] === '$' ? 'holds a single $: write $$' : `${missing[0]} has no value: give it in spec.config.env`)
}

/** Undefined: there is no value. */
const filled = ([whole = '', braced, operator = '', word = '', plain]: readonly (string | undefined)[], variables: Variables): string | undefined => {
  if (whole === '$$') return '$'
  const given = variables.get(braced ?? plain ?? '')
  return chosen(operator, given === '' && operator.startsWith(':') ? undefined : given, word)
}

const chosen = (operator: string, given: string | undefined, word: string): string | undefined => {
  if (operator.endsWith('-')) return given ?? word
  return operator.endsWith('+') ? given === undefined ? '' : word : given
}
