import type { JsonValue } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { AnyObject } from '../harness/objects.ts'

// Objects of two runs, made comparable: everything that no two clusters have alike is replaced by what it stands for.

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
const uid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Given anew by every server, or a matter of time. */
const chance: readonly string[] = ['resourceVersion', 'managedFields', 'clusterIP', 'clusterIPs', 'currentRevision', 'updateRevision']

/** Uids of all objects with what they stand for. */
type Names = ReadonlyMap<string, string>

const namesOf = (objects: readonly AnyObject[]): Names =>
  new Map(objects.map(({ kind, metadata }) => [String(metadata.uid), `uid of ${kind} ${metadata.name}`]))

const textIn = (text: string, names: Names): string => text.replaceAll(time, 'TIME').replaceAll(uid, (found) => names.get(found) ?? 'UID')

const normal = (value: JsonValue, names: Names): JsonValue => {
  if (typeof value === 'string') return textIn(value, names)
  if (Array.isArray(value)) return trusted<readonly JsonValue[]>(value).map((item) => normal(item, names))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !chance.includes(key)).map(([key, item]) => [key, normal(item, names)]))
}

/** Status of what other controllers look after is theirs: only that of custom resources is the operator's. */
const withoutForeignStatus = (object: AnyObject): AnyObject => {
  const { status, ...rest } = object
  return status === undefined || object.apiVersion.startsWith('kaspr.io/') ? object : trusted<AnyObject>(rest)
}

/** Objects by `Kind/name`, in their normal form. */
export const normalForm = (objects: readonly AnyObject[]): Readonly<Record<string, JsonValue>> => {
  const names = namesOf(objects)
  const entries = objects.map((object) => [`${object.kind}/${object.metadata.name}`, normal(withoutForeignStatus(object), names)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => a < b ? -1 : 1))
}
