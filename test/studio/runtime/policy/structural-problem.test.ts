import t from 'tap'
import { parseJsonText } from '../../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { structuralProblem } from '../../../../studio/runtime/policy/structural-problem.ts'

const anything = { 'x-kubernetes-preserve-unknown-fields': true }
const big = parseJsonText('9223372036854775807')

/** Schema, values that fit, values that do not. */
const cases: readonly (readonly [JsonObject, readonly JsonValue[], readonly JsonValue[]])[] = [
  [{ type: 'string' }, ['', 'a'], [1, true, {}, [], null]],
  [{ type: 'integer' }, [1, -1, big], [1.5, '1', null]],
  [{ type: 'number' }, [1.5], ['1']],
  [{ type: 'boolean' }, [true, false], [0, 'true']],
  [{ type: 'string', nullable: true }, [null, 'a'], [1]],
  [{ type: 'object', properties: { a: { type: 'string' } } }, [{}, { a: 'x' }], [{ a: 1 }, { b: 1 }, [], 'a', big]],
  [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, [{ a: '' }], [{}, { toString: 1 }]],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, [{}, { x: 1 }], [{ x: 'y' }]],
  [{ type: 'object', ...anything }, [{ x: { y: 1 } }], ['a']],
  [{ type: 'array', items: { type: 'integer' }, maxItems: 2 }, [[], [1, 2]], [[1, 'a'], [1, 2, 3], {}]],
  [{ type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }, [['a', 'b']], [['a', 'a']]],
  [{ type: 'array', items: { type: 'object', ...anything }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] }, [[{ type: 'A' }, { type: 'B' }]], [[{ type: 'A', x: 1 }, { type: 'A', x: 2 }]]],
  [{ 'x-kubernetes-int-or-string': true }, [1, '1'], [1.5, true, null, {}]],
  [{ type: 'string', enum: ['A', 'B'] }, ['A'], ['C', 'a']],
  [{ type: 'integer', minimum: 1, maximum: 3 }, [1, 3], [0, 4]],
  [{ type: 'number', minimum: 0, exclusiveMinimum: true, multipleOf: 2 }, [2], [0, 3]],
  [{ type: 'integer', format: 'int32' }, [5], [2 ** 40]],
  [{ type: 'string', minLength: 1, maxLength: 2 }, ['é', '😀😀'], ['', 'abc']],
  [{ type: 'string', pattern: '^a+$' }, ['aa'], ['b']],
  [{ type: 'string', format: 'date-time' }, ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.5+01:00'], ['now', '2026-13-41T12:00:00Z']],
  [{ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 'x' }], [{}, { a: 'x', b: 'x' }]],
  [{ type: 'integer', anyOf: [{ minimum: 5 }, { maximum: 1 }], not: { enum: [7] }, allOf: [{ maximum: 9 }] }, [0, 6], [3, 7, 10]],
  [{}, [null, 1, 'a', []], []],
]

for (const [schema, fitting, others] of cases) {
  t.test(`schema ${JSON.stringify(schema)}`, async (t) => {
    for (const value of fitting) t.equal(structuralProblem(value, schema, 'status'), undefined, JSON.stringify(value))
    for (const value of others) t.type(structuralProblem(value, schema, 'status'), 'string', JSON.stringify(value))
  })
}

t.test('the path of the field is told', async (t) => {
  const schema = { type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } } }
  t.match(structuralProblem({ list: [{ name: 'a' }, { name: 1 }] }, schema, 'status'), /^status\.list\[1\]\.name /)
})

t.test('a pattern that would run for ever does not', async (t) => {
  t.match(structuralProblem(`${'a'.repeat(60)}!`, { type: 'string', pattern: '^(a+)+$' }, 'status'), /must match/)
})

t.test('a pattern that only the API server knows is left to it', async (t) => {
  t.equal(structuralProblem('a', { type: 'string', pattern: '(?P<x>a)' }, 'status'), undefined)
})
