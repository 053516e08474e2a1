import t from 'tap'
import { choice, freeObject, integer, intOrText, listOf, looseTextMap, optional, quantity, struct, text, textMap } from '../../src/kit/fields.ts'
import { Type } from '../../src/kit/schema.ts'
import type { TSchema } from '../../src/kit/schema.ts'
import { structural } from '../../src/generate/structural.ts'
import { schemaProblems } from './structural-rules.ts'
import { everyForm } from './toys.ts'

const place = { kind: 'Toy', path: 'spec' }
const free = { 'x-kubernetes-preserve-unknown-fields': true }

/** Schema and what it becomes. */
const forms: Readonly<Record<string, readonly [TSchema, object]>> = {
  'text with its rules': [
    text('A name.', { pattern: '^a$', minLength: 1, maxLength: 3, default: 'a', problem: 'must be a', $id: 'Name' }),
    { description: 'A name.', default: 'a', type: 'string', pattern: '^a$', minLength: 1, maxLength: 3 },
  ],
  'text with a format': [text('A time.', { format: 'date-time', nullable: true }), { description: 'A time.', nullable: true, type: 'string', format: 'date-time' }],
  'enumerated text': [Type.Unsafe<string>({ type: 'string', enum: ['a', 'b'] }), { type: 'string', enum: ['a', 'b'] }],
  'union of constants': [choice(['b', 'a'], 'One.', { default: 'a' }), { description: 'One.', default: 'a', type: 'string', enum: ['b', 'a'] }],
  'union of numbers': [Type.Union([Type.Literal(1), Type.Literal(2)]), { type: 'number', enum: [1, 2] }],
  'one constant': [Type.Literal('only'), { type: 'string', enum: ['only'] }],
  'whole number': [integer('Many.', { minimum: 0, maximum: 9, multipleOf: 3, format: 'int32' }), { description: 'Many.', type: 'integer', format: 'int32', minimum: 0, maximum: 9, multipleOf: 3 }],
  'exclusive bounds': [Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true }],
  'both kinds of bounds, the stricter one wins': [
    Type.Integer({ minimum: 2, exclusiveMinimum: 1, maximum: 9, exclusiveMaximum: 9 }),
    { type: 'integer', minimum: 2, maximum: 9, exclusiveMaximum: true },
  ],
  'boolean': [Type.Boolean({ default: false }), { default: false, type: 'boolean' }],
  'integer or text': [intOrText('A port.'), { description: 'A port.', 'x-kubernetes-int-or-string': true }],
  'text or integer': [Type.Union([Type.String(), Type.Integer()]), { 'x-kubernetes-int-or-string': true }],
  'integer or text with rules for each': [
    Type.Union([Type.Integer({ exclusiveMinimum: 0 }), Type.String({ pattern: '%$', maxLength: 4 })]),
    { 'x-kubernetes-int-or-string': true, minimum: 0, exclusiveMinimum: true, pattern: '%$', maxLength: 4 },
  ],
  'integer or text by the keyword': [Type.Unsafe<string>({ 'x-kubernetes-int-or-string': true, pattern: '^a' }), { 'x-kubernetes-int-or-string': true, pattern: '^a' }],
  'quantity': [quantity('Memory.'), { description: 'Memory.', 'x-kubernetes-int-or-string': true }],
  'union with null': [Type.Union([text('A note.'), Type.Null()]), { description: 'A note.', nullable: true, type: 'string' }],
  'union of three with null': [Type.Union([Type.Integer(), Type.String(), Type.Null()]), { nullable: true, 'x-kubernetes-int-or-string': true }],
  'list': [listOf(Type.String(), 'Words.', { minItems: 1, maxItems: 2 }), { description: 'Words.', type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } }],
  'list as a set': [
    Type.Array(Type.String(), { uniqueItems: true, 'x-kubernetes-list-type': 'set' }),
    { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
  ],
  'list as a map': [
    Type.Array(struct({ name: text('Key.') }, 'Item.'), { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }),
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { description: 'Item.', type: 'object', required: ['name'], properties: { name: { description: 'Key.', type: 'string' } } },
    },
  ],
  'map of texts': [textMap('Labels.', { minProperties: 1 }), { description: 'Labels.', type: 'object', minProperties: 1, additionalProperties: { type: 'string' } }],
  'map of loose texts': [
    looseTextMap('Config.'),
    { description: 'Config.', type: 'object', additionalProperties: { description: 'A text or a whole number.', 'x-kubernetes-int-or-string': true } },
  ],
  'map as JSON schema writes it': [Type.Unsafe<object>({ type: 'object', additionalProperties: { type: 'boolean' } }), { type: 'object', additionalProperties: { type: 'boolean' } }],
  'free object': [freeObject('Anything.'), { description: 'Anything.', type: 'object', ...free }],
  'free value': [Type.Unknown({ ...free, description: 'Any.' }), { description: 'Any.', ...free }],
  'free object with known fields': [
    struct({ known: optional(text('Known.')) }, 'Partly.', free),
    { description: 'Partly.', type: 'object', ...free, properties: { known: { description: 'Known.', type: 'string' } } },
  ],
  'embedded object': [struct({}, 'Pod.', { ...free, 'x-kubernetes-embedded-resource': true }), { description: 'Pod.', type: 'object', ...free, 'x-kubernetes-embedded-resource': true }],
  'object that is closed': [Type.Object({ a: optional(text('A.')) }, { additionalProperties: false }), { type: 'object', properties: { a: { description: 'A.', type: 'string' } } }],
  'object without fields, on purpose': [struct({}, 'Empty.', { additionalProperties: false }), { description: 'Empty.', type: 'object' }],
  'override': [
    Type.Union([Type.Boolean(), Type.String()], { description: 'Loose.', crd: { type: 'string', maxLength: 5 } }),
    { description: 'Loose.', type: 'string', maxLength: 5 },
  ],
  'override with words of its own': [Type.Any({ description: 'Ours.', crd: { ...free, description: 'Theirs.' } }), { ...free, description: 'Theirs.' }],
}

t.test('says in a CRD what a schema says', async (t) => {
  for (const [name, [schema, expected]] of Object.entries(forms)) {
    const made = structural(schema, place)
    t.strictSame(made, expected, name)
    t.strictSame(schemaProblems(made, 'spec'), [], `${name} is structural`)
  }
})

t.test('keeps the order of fields and of rules', async (t) => {
  const rules = [{ rule: 'self.b', message: 'b' }, { rule: 'self.a', message: 'a' }]
  const made = structural(struct({ b: optional(text('B.')), a: optional(text('A.')) }, 'Both.', { 'x-kubernetes-validations': rules }), place)
  t.strictSame(made['x-kubernetes-validations'], rules)
  t.equal(JSON.stringify(made['properties']), '{"b":{"description":"B.","type":"string"},"a":{"description":"A.","type":"string"}}')
})

t.test('makes a structural schema of all forms together and leaves the schema as it was', async (t) => {
  const before = JSON.stringify(everyForm)
  t.strictSame(schemaProblems(structural(everyForm, place), 'spec'), [])
  t.equal(JSON.stringify(everyForm), before)
})

t.test('keeps a field whose name is __proto__', async (t) => {
  const fields = Object.fromEntries([['__proto__', text('Odd.')]])
  const made = structural(Type.Object(fields), place)
  t.strictSame(Object.keys(made['properties'] ?? {}), ['__proto__'])
  t.strictSame(made['required'], ['__proto__'])
})
