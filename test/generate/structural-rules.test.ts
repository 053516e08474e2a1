import t from 'tap'
import { crd } from '../../src/generate/crd.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { crdProblems } from './crd-rules.ts'
import { schemaProblems } from './structural-rules.ts'
import { Toy } from './toys.ts'

/** Each breaks one rule of structural schemas. */
const broken: Readonly<Record<string, JsonObject>> = {
  'has no type': {},
  'has an unknown type': { type: 'null' },
  'has the keyword const': { type: 'string', const: 'a' },
  'has the keyword anyOf': { type: 'string', anyOf: [{ minLength: 1 }] },
  'has the keyword uniqueItems': { type: 'array', items: { type: 'string' }, uniqueItems: true },
  'preserves nothing': { type: 'object', 'x-kubernetes-preserve-unknown-fields': false },
  'is int-or-string and more': { type: 'string', 'x-kubernetes-int-or-string': true },
  'has fields and is a map': { type: 'object', properties: { a: { type: 'string', description: 'A.' } }, additionalProperties: { type: 'string' } },
  'is no object': { type: 'string', required: [] },
  'has no items': { type: 'array' },
  'is no list': { type: 'string', items: { type: 'string' } },
  'requires what it has not': { type: 'object', required: ['a'] },
  'has an impossible enum': { type: 'string', nullable: true, enum: ['a'] },
  'embeds nothing': { type: 'object', 'x-kubernetes-embedded-resource': true },
  'has a map type and is no object': { type: 'string', 'x-kubernetes-map-type': 'atomic' },
  'has a list type and is no list': { type: 'string', 'x-kubernetes-list-type': 'atomic' },
  'is no list map': { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'], items: { type: 'object', properties: { a: { type: 'string', description: 'A.' } } } },
  'has map keys and is no list map': { type: 'array', 'x-kubernetes-list-map-keys': ['a'], items: { type: 'string' } },
  'is no set': { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } },
  'has a rule without text': { type: 'object', 'x-kubernetes-validations': [{ rule: 'self.a', message: 'two\nlines' }] },
  'default has the wrong type': { type: 'string', default: 1 },
  'default breaks a limit': { type: 'string', default: 'a', enum: ['b'] },
  'default is null': { type: 'string', default: null },
  'default.a would be pruned': { type: 'object', default: { a: 1 } },
  'default[0] breaks a limit': { type: 'array', items: { type: 'integer', minimum: 2 }, default: [1] },
}

t.test('finds every way in which a schema is not structural', async (t) => {
  for (const [problem, schema] of Object.entries(broken)) {
    t.strictSame(schemaProblems(schema, 'spec.x'), [`spec.x ${problem}`])
    t.strictSame(schemaProblems({ type: 'array', items: schema }, 'spec.x'), [`spec.x[] ${problem}`], 'inside a list')
    const described = { ...schema, description: 'X.' }
    t.strictSame(schemaProblems({ type: 'object', properties: { x: described } }, 'spec'), [`spec.x ${problem}`], 'inside an object')
  }
})

t.test('finds maps and lists without one schema', async (t) => {
  t.strictSame(schemaProblems({ type: 'object', additionalProperties: false }, 'spec'), ['spec.* is no schema'])
  t.strictSame(schemaProblems({ type: 'array', items: [{ type: 'string' }] }, 'spec'), ['spec has no items', 'spec[] is no schema'])
})

t.test('finds fields without description', async (t) => {
  t.strictSame(schemaProblems({ type: 'object', properties: { x: { type: 'string' } } }, 'spec'), ['spec.x has no description'])
})

t.test('finds what is wrong around the schema', async (t) => {
  const good = crd(Toy)
  t.strictSame(crdProblems(good), [])
  t.strictSame(crdProblems({ ...good, metadata: { name: 'toy' } }), ['name is not plural.group'])
  t.ok(crdProblems({ ...good, spec: {} }).includes('no status subresource'))
})
