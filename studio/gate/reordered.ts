import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

type Order = (entries: readonly (readonly [string, JsonValue])[]) => readonly (readonly [string, JsonValue])[]

const prime = 16_777_619

/** A number that follows from a text and a seed. */
const drawn = (text: string, seed: number): number => {
  let hash = seed
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), prime) >>> 0
  return hash
}

const shuffledBy = (seed: number): Order => (entries) =>
  entries.map((entry) => ({ entry, at: drawn(entry[0], seed) })).toSorted((a, b) => a.at - b.at).map(({ entry }) => entry)

/** Ways to put the keys of a request into another order. */
export const reordered = (seed: number): Readonly<Record<string, (request: JsonObject) => JsonObject>> => ({
  'in reverse order': (request) => requestIn(request, (entries) => entries.toReversed()),
  shuffled: (request) => requestIn(request, shuffledBy(seed)),
})

const requestIn = (request: JsonObject, order: Order): JsonObject => ({
  ...request,
  ...fieldsIn(request, ['children', 'related'], (groups) => mapIn(groups, order, (group) => mapIn(group, order, (object) => objectIn(object, order)))),
  ...fieldsIn(request, ['parent'], (parent) => objectIn(parent, order)),
})

/** Some fields of an object, changed, as far as they are there. */
const fieldsIn = (of: JsonObject, names: readonly string[], change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(names.flatMap((name) => of[name] === undefined ? [] : [[name, change(of[name])]]))

const mapIn = (value: JsonValue, order: Order, inner: (value: JsonValue) => JsonValue = (one) => one): JsonValue =>
  isObject(value) ? Object.fromEntries(order(Object.entries(value)).map(([key, item]) => [key, inner(item)])) : value

const objectIn = (object: JsonValue, order: Order): JsonValue =>
  isObject(object) ? { ...object, ...fieldsIn(object, ['metadata'], (metadata) => metadataIn(metadata, order)) } : object

const metadataIn = (metadata: JsonValue, order: Order): JsonValue =>
  isObject(metadata) ? { ...metadata, ...fieldsIn(metadata, ['labels', 'annotations'], (map) => mapIn(map, order)) } : metadata
