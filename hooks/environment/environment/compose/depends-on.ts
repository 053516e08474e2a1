import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { joined, mapped, passedOver, read, wrong } from './read.ts'
import type { Read } from './read.ts'

type Names = Read<readonly string[]>

/** Services, by their names in the file, that have to be ready first. Started and healthy are one here: ready. */
export const dependencies = (value: JsonValue, path: string): Names => {
  if (Array.isArray(value)) return flat(value.map((item: JsonValue, at) => typeof item === 'string' ? read([item]) : wrong([], `${path}[${at}]`, 'must be the name of a service')))
  return isObject(value) ? flat(Object.entries(value).map(([name, item]) => conditional(name, item ?? null, `${path}.${name}`))) : wrong([], path, 'must be a list or a map of services')
}

const flat = (names: readonly Names[]): Names => mapped(joined(names), (lists) => [...new Set(lists.flat())])

const conditions: ReadonlySet<JsonValue> = new Set(['service_started', 'service_healthy'])

const conditional = (name: string, item: JsonValue, path: string): Names => {
  if (!isObject(item)) return item === null ? read([name]) : wrong([], path, 'must be an object')
  const { condition = 'service_started', ...rest } = item
  // To wait for a container that ends would be to wait for ever: what runs here starts again.
  if (!conditions.has(condition)) return wrong([], `${path}.condition`, `${JSON.stringify(condition)} is not supported: service_started or service_healthy`)
  const ignored = Object.entries(rest).filter(([key, given]) => !key.startsWith('x-') && !(key === 'required' && given === true)).map(([key]) => passedOver<readonly string[]>([], `${path}.${key}`))
  return flat([read([name]), ...ignored])
}
