import { described } from '../../src/engine/metadata.ts'
import { properties } from '../../src/kit/structure.ts'
import { groupKey } from '../../src/protocol/group-key.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { parentOf } from '../../src/recording/applied-children.ts'
import type { Candidate } from './gate.ts'
import { schemaEdits } from './schema-edits.ts'
import type { Edit } from './schema-edits.ts'

/** A request with something missing, null or empty that may be so. */
export interface Mutation {
  /** `without spec.message`. */
  readonly words: string
  readonly apply: (request: JsonObject) => JsonObject
}

/**
 * Everything that may be otherwise in a request: fields of the parent that its schema calls optional, and what other
 * objects may not have yet, or not any more. Without a schema of the parent its spec stays as it is.
 */
export const mutationsOf = (request: JsonObject, candidate: Candidate): readonly Mutation[] => [
  ...parentEdits(request, candidate).map((edit) => mutation(edit, ['parent', ...edit.path])),
  ...objectEdits(request, 'children', ['status', 'metadata.labels', 'metadata.annotations']),
  ...objectEdits(request, 'related', ['status', 'data', 'binaryData', 'metadata.labels', 'metadata.annotations']),
]

const parentEdits = (request: JsonObject, { schemas }: Candidate): readonly Edit[] => {
  const parent = parentOf(request)
  const fields = properties(trusted<JsonObject>(schemas.get(groupKey(parent)) ?? {}))
  const inside = ['spec', 'status'].flatMap((name) => isObject(fields[name]) ? schemaEdits(fields[name], trusted<JsonObject>(parent)[name], [name]) : [])
  const around = ['status', 'metadata.labels', 'metadata.annotations'].map((path) => ({ path: path.split('.') }))
  return [...inside, ...around.filter(({ path }) => valueAt(trusted<JsonObject>(parent), path) !== undefined)]
}

const mutation = ({ path, value }: Edit, place: readonly string[], of = ''): Mutation => {
  const field = `${path.join('.')}${of}`
  return { words: value === undefined ? `without ${field}` : `with ${field} ${value === null ? 'null' : `empty (${JSON.stringify(value)})`}`, apply: (request) => replacedAt(request, place, value) }
}

const objectEdits = (request: JsonObject, groups: 'children' | 'related', fields: readonly string[]): readonly Mutation[] =>
  entriesOf(request[groups]).flatMap(([group, objects]) => entriesOf(objects).flatMap(([key, object]) => {
    const name = described(trusted<KubernetesObject>(object))
    const inside = fields.map((field) => field.split('.')).filter((path) => isObject(object) && valueAt(object, path) !== undefined)
    const status = entriesOf(isObject(object) ? object['status'] : undefined).map(([field]) => ['status', field])
    return [
      mutation({ path: [`${groups === 'children' ? 'the child' : 'the related object'} ${name}`] }, [groups, group, key]),
      ...[...inside, ...status].map((path) => mutation({ path }, [groups, group, key, ...path], ` of ${name}`)),
    ]
  }))

const entriesOf = (value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] => isObject(value) ? Object.entries(value) : []

const valueAt = (object: JsonObject, path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((value, key) => isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined, object)

/** The value with a field set or, for undefined, taken out. Where the way to it is missing, it stays as it is. */
const replacedAt = <Value extends JsonValue>(value: Value, [key, ...rest]: readonly string[], by: JsonValue | undefined): Value => {
  if (key === undefined || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return trusted<Value>(value.map((item: JsonValue, index) => String(index) === key ? replacedAt(item, rest, by) : item))
  const object: JsonObject = trusted<JsonObject>(value)
  const others = Object.entries(object).filter(([name]) => name !== key)
  const inner = Object.hasOwn(object, key) ? object[key] : undefined
  const made = rest.length === 0 ? by : inner === undefined ? undefined : replacedAt(inner, rest, by)
  return trusted<Value>(Object.fromEntries(made === undefined ? others : [...others, [key, made]]))
}
