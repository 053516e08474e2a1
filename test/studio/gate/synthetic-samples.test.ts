import t from 'tap'
import { objectOf } from '../../../src/cluster/json-fields.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { syntheticSamples } from '../../../studio/gate/synthetic-samples.ts'
import { structuralProblem } from '../../../studio/runtime/policy/structural-problem.ts'
import { candidateOf, now, program } from './letters.ts'

const made = (spec: JsonObject, given = {}) => syntheticSamples(
  candidateOf(program(), { schemas: new Map([['Letter.example.com/v1', { type: 'object', properties: { spec } }], ['Thing.example.com/v1', { type: 'object' }]]), ...given }),
  { now, seed: 1 },
)

const rich: JsonObject = {
  type: 'object',
  required: ['name', 'count', 'kind', 'port', 'items', 'when', 'map'],
  properties: {
    name: { type: 'string', pattern: '^[a-z]{3}-[0-9]+$' },
    count: { type: 'integer', minimum: 5, maximum: 7 },
    kind: { type: 'string', enum: ['Red', 'Blue'] },
    port: { 'x-kubernetes-int-or-string': true },
    items: { type: 'array', minItems: 2, items: { type: 'object', required: ['key'], properties: { key: { type: 'string', minLength: 9 } } } },
    when: { type: 'string', format: 'date-time' },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    size: { type: 'string', default: 'large' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    short: { type: 'string', maxLength: 2 },
    flag: { type: 'boolean' },
  },
}

t.test('two first requests that the schema allows: one with few fields, one with all', async (t) => {
  const samples = made(rich)
  t.same(samples.map(({ id }) => id), ['made-from-schema-minimal', 'made-from-schema-full'])
  const [few, all] = samples.map(({ call }) => objectOf(objectOf(call.request['parent'])['spec']))
  t.same(Object.keys(few ?? {}).toSorted(), ['count', 'items', 'kind', 'map', 'name', 'port', 'size', 'when'])
  t.same(Object.keys(all ?? {}).toSorted(), Object.keys(objectOf(rich['properties'])).toSorted())
  for (const spec of [few, all]) t.equal(structuralProblem(spec ?? {}, rich, 'spec'), undefined)
})

t.test('the same seed makes the same requests', async (t) => {
  t.same(made(rich), made(rich))
})

t.test('the parent is found by its plural name, and every other kind is a child', async (t) => {
  const [sample] = made({ type: 'object' })
  t.match(sample?.call.request, { parent: { apiVersion: 'example.com/v1', kind: 'Letter', metadata: { namespace: 'default' } }, children: { 'Thing.example.com/v1': {} }, related: {}, finalizing: false })
})

t.test('a cluster-scoped parent has no namespace, and the kinds of children can be told', async (t) => {
  const [sample] = made({ type: 'object' }, { scope: 'Cluster', children: [{ apiVersion: 'v1', kind: 'ConfigMap' }] })
  t.notOk('namespace' in objectOf(objectOf(sample?.call.request['parent'])['metadata']))
  t.same(sample?.call.request['children'], { 'ConfigMap.v1': {} })
})

t.test('nothing is made of a schema that nobody knows, or that takes nothing of it', async (t) => {
  t.same(made({}, { schemas: new Map() }), [])
  t.same(made({ type: 'object', required: ['a'], properties: { a: { type: 'string', pattern: '^a$', minLength: 5 } } }), [])
})
