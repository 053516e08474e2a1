import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { envNameProblem } from '../../../../src/kit/names.ts'
import type { EnvEntry } from '../spec/config.ts'
import { literal } from './literal.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

type Entries = Read<readonly EnvEntry[]>

/** `environment` as a map or as a list of `NAME=value`. A name without a value would be read from somebody's machine. */
export const variablesOf = (value: JsonValue, path: string): Entries => {
  if (Array.isArray(value)) return flat(value.map((item: JsonValue, at) => listed(item, `${path}[${at}]`)))
  return isObject(value) ? flat(Object.entries(value).map(([name, item]) => entry(name, item ?? null, `${path}.${name}`))) : wrong([], path, 'must be a map or a list')
}

/** The last one of a name counts. */
const flat = (entries: readonly Entries[]): Entries =>
  mapped(joined(entries), (lists) => [...new Map(lists.flat().map((one) => [one.name, one])).values()])

const listed = (item: JsonValue, path: string): Entries => {
  if (typeof item !== 'string') return wrong([], path, 'must be a text such as NAME=value')
  const at = item.indexOf('=')
  return at < 0 ? entry(item, null, path) : entry(item.slice(0, at), item.slice(at + 1), path)
}

const entry = (name: string, value: JsonValue, path: string): Entries => {
  const found = envNameProblem(name)
  if (found !== undefined) return wrong([], path, found)
  if (value === null) return passedOver([], path)
  return typeof value === 'object' ? wrong([], path, 'must be a text, a number or true or false') : read([{ name, value: literal(String(value)) }])
}
