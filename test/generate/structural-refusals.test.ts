import t from 'tap'
import { choice, listOf, optional, struct, text } from '../../src/kit/fields.ts'
import { Type } from '../../src/kit/schema.ts'
import type { TSchema } from '../../src/kit/schema.ts'
import { structural } from '../../src/generate/structural.ts'

const unsafe = (schema: object) => Type.Unsafe<unknown>(schema)

/** What a CRD cannot say, with words of the message. */
const refused: Readonly<Record<string, readonly [TSchema, RegExp]>> = {
  'no type': [Type.Unknown(), /needs a type/],
  'any': [Type.Any({ description: 'Any.' }), /needs a type/],
  'never': [Type.Never(), /needs a type/],
  'null': [Type.Null(), /type "null"/],
  'date object': [Type.Date(), /type "Date"/],
  'several types': [unsafe({ type: ['string', 'null'] }), /type \["string","null"\]/],
  'tuple': [Type.Tuple([Type.String()]), /additionalItems/],
  'tuple without the keyword': [unsafe({ type: 'array', items: [{ type: 'string' }] }), /one schema for all/],
  'unique items of a plain list': [Type.Array(Type.String(), { uniqueItems: true }), /list-type: set/],
  'contains': [Type.Array(Type.String(), { contains: Type.String() }), /keyword contains/],
  'intersection': [Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]), /keyword allOf/],
  'union of objects': [Type.Union([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]), /union/],
  'union of text and boolean': [Type.Union([Type.String(), Type.Boolean()]), /union/],
  'union of constants of two types': [Type.Union([Type.Literal('a'), Type.Literal(1)]), /union/],
  'union of text and a constant number': [Type.Union([Type.String(), Type.Literal(1)]), /union/],
  'rule for constants besides': [choice(['a', 'b'], 'One.', { pattern: '^a' }), /keyword pattern/],
  'description inside a union': [Type.Union([Type.Integer({ description: 'In.' }), Type.String()]), /description belongs to the union/],
  'format inside a union': [Type.Union([Type.Integer({ format: 'int32' }), Type.String()]), /keyword format/],
  'nullable enumeration': [Type.Union([choice(['a', 'b'], 'One.'), Type.Null()]), /cannot be nullable/],
  'nullable enumerated text': [unsafe({ type: 'string', enum: ['a'], nullable: true }), /cannot be nullable/],
  'not': [Type.Not(Type.String()), /needs a type/],
  'reference': [unsafe({ $ref: 'Thing', type: 'object', ...{ additionalProperties: false } }), /keyword \$ref/],
  'unknown keyword': [text('A.', { examples: ['a'] }), /keyword examples/],
  'keyword of another type': [text('A.', { minimum: 1 }), /keyword minimum/],
  'format nobody checks': [text('A.', { format: 'quantity' }), /format quantity of type string/],
  'format of another type': [Type.Integer({ format: 'date-time' }), /format date-time of type integer/],
  'format of a boolean': [Type.Boolean({ format: 'int32' }), /keyword format/],
  'look-ahead': [text('A.', { pattern: '^(?!a)' }), /look-around/],
  'look-ahead in a union': [Type.Union([Type.Integer(), Type.String({ pattern: '(?=a)' })]), /look-around/],
  'map with a pattern': [Type.Record(Type.String({ pattern: '^a' }), Type.String()), /pattern \^a/],
  'map of anything': [Type.Record(Type.String(), Type.Unknown()), /values of the map/],
  'fields and a map': [Type.Object({ a: text('A.') }, { additionalProperties: Type.String() }), /fields and a map/],
  'fields and anything': [Type.Object({ a: text('A.') }, { additionalProperties: true }), /fields and a map/],
  'object without fields': [struct({}, 'Empty.'), /lose every key/],
  'open object without fields': [struct({}, 'Empty.', { additionalProperties: true }), /lose every key/],
  'a free object that is not': [struct({}, 'Free.', { 'x-kubernetes-preserve-unknown-fields': false }), /true or absent/],
  'a rule for a free value': [unsafe({ 'x-kubernetes-preserve-unknown-fields': true, minLength: 1 }), /keyword minLength/],
}

t.test('refuses what a CRD cannot say, with the path', async (t) => {
  for (const [name, [schema, message]] of Object.entries(refused)) {
    const made = () => structural(schema, { kind: 'Toy', path: 'spec.field' })
    t.throws(made, { code: 'KH_DEFINITION_INVALID', message }, name)
    t.throws(made, { message: /^Definition of Toy: spec\.field: / }, `${name}, path`)
  }
})

t.test('names the path of a field deep inside', async (t) => {
  const wrong = Type.Union([Type.Boolean(), Type.String()], { description: 'Wrong.' })
  const place = { kind: 'Toy', path: 'spec' }
  const paths: readonly (readonly [TSchema, string])[] = [
    [struct({ a: struct({ b: wrong }, 'A.') }, 'S.'), 'spec.a.b:'],
    [struct({ a: listOf(struct({ b: optional(wrong) }, 'Item.'), 'A.') }, 'S.'), 'spec.a[].b:'],
    [struct({ a: Type.Record(Type.String(), wrong, { description: 'A.' }) }, 'S.'), 'spec.a.*:'],
    [struct({ a: listOf(listOf(wrong, 'Row.'), 'A.') }, 'S.'), 'spec.a[][]:'],
  ]
  for (const [schema, path] of paths) t.throws(() => structural(schema, place), { message: `Definition of Toy: ${path} this union cannot be said in a CRD; give the node a crd keyword` })
})

t.test('wants a description of every field', async (t) => {
  const place = { kind: 'Toy', path: 'status' }
  t.throws(() => structural(Type.Object({ a: Type.Object({ b: Type.String() }, { description: 'A.' }) }), place), { message: 'Definition of Toy: status.a.b: has no description' })
  t.throws(() => structural(Type.Object({ a: Type.Optional(Type.String({ description: ' ' })) }), place), { message: /status\.a: has no description/ })
  t.throws(() => structural(Type.Object({ a: Type.Any({ crd: { type: 'string' } }) }), place), { message: /status\.a: has no description/ })
})
