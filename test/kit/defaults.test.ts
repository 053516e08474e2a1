import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { withDefaults } from '../../src/kit/defaults.ts'
import { freeObject, integer, listOf, optional, struct, text } from '../../src/kit/fields.ts'
import { Type } from '../../src/kit/schema.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'

const Port = struct({ number: optional(integer('Number.', { default: 80 })), name: optional(text('Name.')) }, 'A port.')

const Spec = Type.Object({
  size: Type.Optional(integer('Size.', { default: 1 })),
  title: Type.Optional(text('Title.')),
  note: Type.Optional(text('Note.', { nullable: true, default: 'n' })),
  remark: Type.Optional(Type.Union([text('Remark.', { default: 'r' }), Type.Null()])),
  storage: Type.Optional(struct({ class: optional(text('Class.', { default: 'fast' })) }, 'Storage.')),
  filled: Type.Optional(struct({ a: optional(text('A.', { default: 'x' })), b: optional(text('B.')) }, 'Filled.', { default: { b: 'y' } })),
  ports: Type.Optional(listOf(Port, 'Ports.')),
  levels: Type.Optional(listOf(Type.Integer({ default: 7 }), 'Levels.')),
  byName: Type.Optional(Type.Record(Type.String(), Port)),
  words: Type.Optional(Type.Record(Type.String(), Type.String({ default: 'w' }))),
  free: Type.Optional(freeObject('Free.')),
  odd: Type.Optional(Type.Any({ crd: { type: 'object', properties: { a: { type: 'string', default: 'crd' } } } })),
})
const always = { size: 1, note: 'n', remark: 'r', filled: { a: 'x', b: 'y' } }

t.test('fills in what is missing, where the parent is there', async (t) => {
  const cases: readonly (readonly [JsonValue, JsonValue])[] = [
    [{}, always],
    [{ size: 5, note: 'm', remark: 's', filled: {} }, { size: 5, note: 'm', remark: 's', filled: { a: 'x' } }],
    [{ storage: {} }, { ...always, storage: { class: 'fast' } }],
    [{ ports: [{}, { number: 1 }] }, { ...always, ports: [{ number: 80 }, { number: 1 }] }],
    [{ byName: { web: {}, all: { name: 'a' } } }, { ...always, byName: { web: { number: 80 }, all: { number: 80, name: 'a' } } }],
    [{ odd: {} }, { ...always, odd: { a: 'crd' } }],
    [{ title: '', size: 0 }, { ...always, title: '', size: 0 }],
  ]
  for (const [given, expected] of cases) t.strictSame(withDefaults(Spec, given), expected, JSON.stringify(given))
})

t.test('replaces a null that is not allowed, or drops it', async (t) => {
  const cases: readonly (readonly [JsonValue, JsonValue])[] = [
    [{ size: null, title: null, storage: null }, always],
    [{ note: null, remark: null }, { ...always, note: null, remark: null }],
    [{ ports: [{ number: null, name: null }, null] }, { ...always, ports: [{ number: 80 }, null] }],
    [{ levels: [1, null] }, { ...always, levels: [1, 7] }],
    [{ words: { a: null, b: 'b' }, byName: { c: null } }, { ...always, words: { a: 'w', b: 'b' }, byName: {} }],
    [{ free: { a: null, b: [null] } }, { ...always, free: { a: null, b: [null] } }],
    [{ unknown: null }, { ...always, unknown: null }],
  ]
  for (const [given, expected] of cases) t.strictSame(withDefaults(Spec, given), expected, JSON.stringify(given))
})

t.test('leaves alone what it cannot understand', async (t) => {
  for (const given of [null, 1, 'a', [], [{}]]) t.strictSame(withDefaults(Spec, given), given)
  const odd = { storage: 'none', ports: {}, byName: [1], filled: 3, levels: 'x' }
  t.strictSame(withDefaults(Spec, odd), { ...always, ...odd })
})

t.test('keeps the digits of large numbers and odd keys', async (t) => {
  const given = parseJsonText('{"size":9223372036854775807,"words":{"__proto__":null,"constructor":"c"},"__proto__":1}')
  t.equal(
    JSON.stringify(withDefaults(Spec, given)),
    '{"size":9223372036854775807,"words":{"__proto__":"w","constructor":"c"},"__proto__":1,"note":"n","remark":"r","filled":{"b":"y","a":"x"}}',
  )
})

const spec = fc.record({
  size: fc.option(fc.integer()), note: fc.option(fc.string()), storage: fc.option(fc.record({ class: fc.option(fc.string()) }, { requiredKeys: [] })),
  ports: fc.array(fc.record({ number: fc.option(fc.integer()), other: fc.jsonValue() }, { requiredKeys: [] })), free: fc.dictionary(fc.string(), fc.jsonValue()),
}, { requiredKeys: [] })

t.test('changes no input, and nothing more the second time', async (t) => {
  fc.assert(fc.property(spec, (given) => {
    const value = parseJsonText(JSON.stringify(given))
    const before = JSON.stringify(value)
    const once = withDefaults(Spec, value)
    return JSON.stringify(value) === before && JSON.stringify(withDefaults(Spec, once)) === JSON.stringify(once)
  }))
  t.pass('held for every generated value')
})
