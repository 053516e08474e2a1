import t from 'tap'
import { freeObject, intOrText, listOf, optional, struct, text, textMap } from '../../src/kit/fields.ts'
import { Type } from '../../src/kit/schema.ts'
import { unknownFields } from '../../src/kit/unknown-fields.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'

const free = { 'x-kubernetes-preserve-unknown-fields': true }

const Spec = struct({
  title: optional(text('Title.')),
  port: optional(intOrText('Port.')),
  topics: optional(listOf(struct({ name: text('Name.'), labels: optional(textMap('Labels.')) }, 'Topic.'), 'Topics.')),
  rows: optional(listOf(listOf(struct({ a: optional(text('A.')) }, 'Cell.'), 'Row.'), 'Rows.')),
  byName: optional(Type.Record(Type.String(), struct({ a: optional(text('A.')) }, 'Value.'))),
  free: optional(freeObject('Free.')),
  any: optional(Type.Unknown({ ...free, description: 'Any.' })),
  partly: optional(struct({ known: optional(struct({ a: optional(text('A.')) }, 'Known.')) }, 'Partly.', free)),
  freeList: optional(listOf(struct({ known: optional(struct({ a: optional(text('A.')) }, 'Known.')) }, 'Item.'), 'Free list.', free)),
  template: optional(struct({ spec: optional(freeObject('Spec.')) }, 'Template.', { 'x-kubernetes-embedded-resource': true })),
  nullable: optional(Type.Union([struct({ a: optional(text('A.')) }, 'A.'), Type.Null()])),
  odd: optional(Type.Any({ crd: { type: 'object', properties: { a: { type: 'string' } } } })),
}, 'Spec.')

const cases: Readonly<Record<string, readonly [JsonValue, readonly string[]]>> = {
  'known fields': [{ title: 'a', topics: [{ name: 'a', labels: { any: 'b' } }], byName: { x: { a: 'b' } } }, []],
  'a field beside them': [{ title: 'a', titel: 'b' }, ['spec.titel']],
  'a whole object, named once': [{ other: { a: 1, b: { c: 2 } } }, ['spec.other']],
  'inside lists': [{ topics: [{ name: 'a' }, { name: 'b', nmae: 1, x: 2 }] }, ['spec.topics[1].nmae', 'spec.topics[1].x']],
  'inside lists of lists': [{ rows: [[{ a: 'a' }], [{ b: 1 }]] }, ['spec.rows[1][0].b']],
  'inside maps': [{ byName: { 'x.y': { a: 'a', b: 1 } } }, ['spec.byName.x.y.b']],
  'free objects and values': [{ free: { a: { b: 1 } }, any: [{ a: 1 }] }, []],
  'known fields of a free object': [{ partly: { other: { x: 1 }, known: { a: 'a', b: 1 } } }, ['spec.partly.known.b']],
  'items of a free list': [{ freeList: [{ other: { x: 1 }, known: { b: 1 } }] }, ['spec.freeList[0].known.b']],
  'an embedded object': [{ template: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { a: 1 }, status: {} } }, ['spec.template.status']],
  'a nullable object': [{ nullable: { a: 'a', b: 1 } }, ['spec.nullable.b']],
  'a nullable object that is null': [{ nullable: null }, []],
  'what the CRD says instead': [{ odd: { a: 'a', b: 1 } }, ['spec.odd.b']],
  'objects where none belong': [{ title: { a: 1 }, port: { b: 1 }, topics: { name: 'a' } }, ['spec.title.a', 'spec.port.b', 'spec.topics.name']],
  'lists where none belong': [{ title: [{ a: 1 }, 'x', [{ b: 1 }]] }, ['spec.title[0].a', 'spec.title[2][0].b']],
  'names that every object knows': [{ constructor: 1, toString: 2 }, ['spec.constructor', 'spec.toString']],
}

t.test('names what the API server would prune', async (t) => {
  for (const [name, [value, expected]] of Object.entries(cases)) t.strictSame(unknownFields(Spec, value, 'spec'), expected, name)
})

t.test('knows nothing of values that have no fields', async (t) => {
  for (const value of [null, 1, 'a', true, [], parseJsonText('9223372036854775807')]) t.strictSame(unknownFields(Spec, value, 'spec'), [])
})

t.test('begins without a dot when the value has no name, and finds __proto__', async (t) => {
  t.strictSame(unknownFields(Spec, parseJsonText('{"__proto__":1,"topics":[{"x":1}]}'), ''), ['__proto__', 'topics[0].x'])
})
