import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { isObject } from '../../src/protocol/json.ts'
import { at, listAt } from './helm.ts'
import { samples } from './free-values.ts'

// Values of the chart, drawn from their schema.

/** One value with its path, and the schema of it. */
export interface Place { readonly path: readonly string[]; readonly schema: JsonObject }

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

/** All values that have no values below them. */
export const placesIn = (schema: JsonObject, path: readonly string[] = []): readonly Place[] =>
  'description' in schema ? [{ path, schema }] : Object.entries(mapOf(schema['properties'])).flatMap(([name, inner]) => placesIn(mapOf(inner), [...path, name]))

/** Every branch of values, the root with an empty path. */
export const branchesIn = (schema: JsonObject, path: readonly string[] = []): readonly (readonly string[])[] =>
  'description' in schema ? [] : [path, ...Object.entries(mapOf(schema['properties'])).flatMap(([name, inner]) => branchesIn(mapOf(inner), [...path, name]))]

/** Whether a schema says of an object only that it is one. */
export const isFree = (schema: JsonObject): boolean => isFreeObject(schema) || isFreeObject(mapOf(schema['items']))
const isFreeObject = (schema: JsonObject): boolean => schema['type'] === 'object' && !('properties' in schema || 'patternProperties' in schema)

/** What a schema allows. What it leaves to Kubernetes comes from samples by the last word of its path. */
export const arbitraryOf = ({ path, schema }: Place): Arbitrary<JsonValue> =>
  isFree(schema) || Object.hasOwn(samples, path.at(-1) ?? '') ? fc.constantFrom(...samples[path.at(-1) ?? ''] ?? []) : valueOf(schema)

const valueOf = (schema: JsonObject): Arbitrary<JsonValue> => {
  if ('const' in schema) return fc.constant(schema['const'] ?? null)
  if ('enum' in schema) return fc.constantFrom(...listAt(schema, 'enum'))
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type'] ?? null]
  return fc.oneof(...types.map((type) => makers[String(type)]?.(schema) ?? fc.constant(null)))
}

const makers: Readonly<Record<string, (schema: JsonObject) => Arbitrary<JsonValue>>> = {
  boolean: () => fc.boolean(),
  integer: ({ minimum = 0, maximum = 100 }) => fc.integer({ min: Number(minimum), max: Number(maximum) }),
  number: ({ minimum = 0, maximum = 100 }) => fc.integer({ min: Number(minimum), max: Number(maximum) }),
  string: (schema) => textOf(schema),
  array: ({ items, uniqueItems }) => fc.uniqueArray(valueOf(mapOf(items)), { maxLength: 2, selector: (item) => uniqueItems === true ? JSON.stringify(item) : item }),
  object: (schema) => objectOf(schema).filter((value) => accepts(schema, value)),
}

const textOf = ({ pattern, maxLength = 253, minLength = 0 }: JsonObject): Arbitrary<string> =>
  (typeof pattern === 'string' ? fc.stringMatching(new RegExp(pattern)) : fc.string({ unit: 'grapheme' }))
    // YAML reads some words as something else than text.
    .chain((text) => fc.constantFrom(text, ...words.filter((word) => typeof pattern !== 'string' || new RegExp(pattern).test(word))))
    .map((text) => text.slice(0, Number(maxLength)))
    .filter((text) => text.length >= Number(minLength) && (typeof pattern !== 'string' || new RegExp(pattern).test(text)))

const words = ['true', 'null', 'yes', 'on', 'n', '123', '1e3', '0x10', '1.5', '-', '~', '0', '{{ .Values }}', 'a: b', '- a', '#', '"', "'", 'a\nb']

const objectOf = (schema: JsonObject): Arbitrary<JsonObject> => {
  const { properties, patternProperties } = schema
  if (isObject(properties)) return fc.record(Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, valueOf(mapOf(inner))])), { requiredKeys: listAt(schema, 'required').map(String) }).map(plain)
  const [[pattern, inner] = ['', {}]] = Object.entries(mapOf(patternProperties))
  return fc.dictionary(textOf({ pattern }).filter((key) => key.length < 64 && key !== ''), valueOf(mapOf(inner)), { maxKeys: 2 }).map(plain)
}

const plain = (value: Readonly<Record<string, JsonValue>>): JsonObject => Object.fromEntries(Object.entries(value))

/** The parts of a schema that are about fields of one object together. */
const accepts = (schema: JsonObject, value: JsonObject): boolean => {
  const needs = Object.entries(mapOf(schema['dependencies'])).every(([name, need]) => !(name in value) || fits(isObject(need) ? need : { required: need }, value))
  const choices = listAt(schema, 'anyOf')
  return needs && (choices.length === 0 || choices.some((choice) => fits(mapOf(choice), value)))
}

const fits = (schema: JsonObject, value: JsonObject): boolean => listAt(schema, 'required').every((name) => String(name) in value)
  && Object.entries(mapOf(schema['properties'])).every(([name, wanted]) => !(name in value) || value[name] === at(wanted, 'const'))
