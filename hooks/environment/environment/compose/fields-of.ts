import { isObject } from '../../../../src/kit/json.ts'
import type { JsonValue } from '../../../../src/kit/json.ts'
import { merged, passedOver, wrong } from './read.ts'
import type { Read } from './read.ts'

/** Reads a field: its value and the path of it. */
export type Reader<Value> = (value: JsonValue, path: string) => Read<Partial<Value>>
export type Readers<Value> = Readonly<Record<string, Reader<Value>>>

/** An object, field by field: null counts as absent, `x-…` says nothing, and keys without a reader are passed over. */
export const fieldsOf = <Value extends object>(value: JsonValue, path: string, readers: Readers<Value>): Read<Partial<Value>> => {
  if (!isObject(value)) return wrong({}, path, 'must be an object')
  const given = Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] !== null && entry[1] !== undefined && !entry[0].startsWith('x-'))
  return merged<Value>(given.map(([key, item]) => (Object.hasOwn(readers, key) ? readers[key] : undefined)?.(item, `${path}.${key}`) ?? passedOver({}, `${path}.${key}`)))
}
