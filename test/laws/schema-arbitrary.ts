import fc from 'fast-check'
import { checkOf } from '../../src/kit/check.ts'
import { properties, structureOf, valueSchema } from '../../src/kit/structure.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { TSchema } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'

type Value = fc.Arbitrary<JsonValue | undefined>

const texts = [
  '', 'a', 'b', 'shop', 'A-b', 'a.b/c', 'a'.repeat(64), '0', '3', '-1', '1.5', '10s', '1h30m', '500m', '0.5', '1e3', '100u', '1Gi', '1024Mi', '1.5Gi', 'true', 'yes', 'null', '~',
  '__proto__', 'x y', ' lead', 'line\nbreak\n', 'tab\t', 'é€\u{1f600}', '\u2028', '<&>', '${HOME}', '$(POD_NAME)', '/var/lib/data', '/status/', 'metadata.name',
  'def f(x):\n    return x + 1\n', '*/5 * * * *', 'https://example.com/simple', 'latest', 'kasprio/kaspr:0.11.18', 'Exists', 'Always', 'DoNotSchedule',
]
const times = ['2026-05-04T03:02:01Z', '2026-05-04T03:02:01.123456+00:00']
const integers = [0, 1, 2, 3, 5, 15, 60, 80, 256, 420, 1000, 6065, 65535, 65536, 2147483647, -1, -2147483648, Number.MAX_SAFE_INTEGER]
const mapKeys = ['a', 'b', 'app.kubernetes.io/name', 'controller-uid', 'x/y', '10', '9', '__proto__', 'constructor', 'cpu', 'memory']
/** Values of fields that say nothing about their type. */
const anything: readonly JsonValue[] = [null, true, false, 0, 1, -1, 1.5, 8080, '', 'a', '8080', 'True', '1e2', ['a', 1], {}, { a: { b: [null] } }]

/** Values that stand under a field of some name in the seeds: what people write there. */
export type Words = ReadonlyMap<string, readonly JsonValue[]>

export const wordsOf = (samples: readonly JsonValue[]): Words => {
  const words = new Map<string, JsonValue[]>()
  const visit = (value: JsonValue, field: string): void => {
    if (Array.isArray(value)) return value.forEach((item) => { visit(item, field) })
    if (isObject(value)) return Object.entries(value).forEach(([key, item]) => { visit(item, key) })
    const known = words.get(field) ?? []
    if (!known.includes(value)) words.set(field, [...known, value])
  }
  samples.forEach((sample) => { visit(sample, '') })
  return words
}

/** Arbitrary valid values of a schema: mostly small, with the values at which programs break. */
export const arbitraryOf = (schema: TSchema, words: Words): fc.Arbitrary<JsonValue> =>
  valueOf(trusted<JsonObject>(schema), '', words).map((value) => value ?? null)

const valueOf = (raw: JsonObject, field: string, words: Words): Value => {
  const options = raw['anyOf']
  if (Array.isArray(options)) return fc.oneof(...options.filter(isObject).map((option) => valueOf(option, field, words)))
  const node = structureOf(raw)
  switch (node['type']) {
    case 'object': return objectOf(node, words)
    case 'array': return fc.array(valueOf(isObject(node['items']) ? node['items'] : {}, field, words).map((value) => value ?? null), { minLength: Number(node['minItems'] ?? 0), maxLength: 3 })
    default: return scalarOf(raw, words.get(field) ?? [])
  }
}

const scalarOf = (node: JsonObject, known: readonly JsonValue[]): Value => {
  const { matches } = checkOf(trusted<TSchema>(node))
  const fitting = [...new Set([...known, ...texts, ...times, ...integers, ...anything, node['const'] ?? null, ...list(node['enum'])])].filter((value) => matches(value))
  const likely = known.filter((value) => matches(value))
  const any = fitting.length > 0 ? fc.constantFrom(...fitting) : fc.stringMatching(new RegExp(String(node['pattern'])))
  return likely.length === 0 ? any : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...likely) }, { weight: 1, arbitrary: any })
}

const list = (value: JsonValue | undefined): readonly JsonValue[] => Array.isArray(value) ? value : []

const objectOf = (node: JsonObject, words: Words): Value => {
  const values = valueSchema(node)
  if (values !== undefined) {
    return fc.dictionary(fc.constantFrom(...mapKeys), valueOf(values, '', words).map((value) => value ?? null), { maxKeys: 3, noNullPrototype: true })
  }
  const required = list(node['required'])
  return fieldsOf(Object.entries(properties(node)).map(([key, property]) => {
    const value = valueOf(isObject(property) ? property : {}, key, words)
    return [key, required.includes(key) ? value : fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })]
  }))
}

const fieldsOf = (fields: readonly (readonly [string, Value])[]): Value =>
  fc.record(Object.fromEntries(fields)).map((made) => Object.fromEntries(Object.entries(made).flatMap(([key, value]) => value === undefined ? [] : [[key, value]])))

/** A valid value with some fields made anew, or left out where they may be. */
export const arbitraryAround = (schema: TSchema, seed: JsonValue, words: Words): fc.Arbitrary<JsonValue> =>
  around(trusted<JsonObject>(schema), seed, words).map((value) => value ?? null)

const around = (raw: JsonObject, seed: JsonValue | undefined, words: Words): Value => {
  const node = structureOf(raw)
  if (!isObject(seed) || node['type'] !== 'object' || valueSchema(node) !== undefined) return fc.constant(seed)
  const declared = properties(node)
  const extra = Object.keys(seed).filter((key) => !Object.hasOwn(declared, key)).map((key) => [key, fc.constant(seed[key])] as const)
  return fieldsOf([...extra, ...Object.entries(declared).map(([key, property]) => [key, near(isObject(property) ? property : {}, { key, seed, words, isOptional: !list(node['required']).includes(key) })] as const)])
}

interface Field { readonly key: string; readonly seed: JsonObject; readonly words: Words; readonly isOptional: boolean }

const near = (property: JsonObject, { key, seed, words, isOptional }: Field): Value => {
  const given = Object.hasOwn(seed, key) ? seed[key] : undefined
  return fc.oneof(
    { weight: 12, arbitrary: around(property, given, words) },
    { weight: 1, arbitrary: valueOf(property, key, words) },
    ...(isOptional && given !== undefined ? [{ weight: 1, arbitrary: fc.constant(undefined) }] : []),
  )
}
