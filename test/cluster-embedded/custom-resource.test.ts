import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { pruned } from '../../src/cluster/server/pruned.ts'
import { unknownFields } from '../../src/kit/unknown-fields.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { refused, specOf, statusOf, testCluster } from './fixtures/cluster.ts'
import { Box, Toy, box, toy } from './fixtures/toy.ts'

const resources = [Toy, Box]

t.test('a custom resource is pruned and gets its defaults, in lists as well', async (t) => {
  const { store } = testCluster({ resources })
  const stored = await store.create(Toy, toy({ unknown: 1, parts: [{ name: 'ear', other: true }, { name: 'leg', count: 4 }] }))
  t.strictSame(specOf(stored), { parts: [{ name: 'ear', count: 1 }, { name: 'leg', count: 4 }], colour: 'red' })
  t.equal(stored.metadata.generation, 1)
  t.notOk('status' in stored)
})

t.test('a null becomes the default or goes away', async (t) => {
  const { store } = testCluster({ resources })
  t.strictSame(specOf(await store.create(Toy, toy({ colour: null, size: null }))), { colour: 'red' })
})

for (const [name, spec, path] of [
  ['a value below the minimum', { size: 0 }, 'spec.size'],
  ['a number of more than 32 bits', { size: 2 ** 31 }, 'spec.size'],
  ['a value of another type', { colour: 1 }, 'spec.colour'],
  ['a missing field of an item', { parts: [{}] }, 'spec.parts[0].name'],
  ['a missing spec', undefined, 'spec'],
] as const) {
  t.test(`${name} is refused with its path`, async (t) => {
    const { store } = testCluster({ resources })
    await t.rejects(store.create(Toy, toy(spec)), refused(422, new RegExp(path.replace(/[[\].]/g, '\\$&'))))
  })
}

t.test('a spec without required fields may be absent, and a free spec keeps unknown fields', async (t) => {
  const { store } = testCluster({ resources })
  t.notOk('spec' in await store.create(Box, box()))
  t.strictSame(specOf(await store.create(Box, box({ any: { thing: [null] } }, { name: 'free' }))), { any: { thing: [null] } })
})

t.test('a kind that is not installed is not found', async (t) => {
  const { store } = testCluster()
  await t.rejects(store.create(Toy, toy({ colour: 'red' })), refused(404))
  await t.rejects(store.list(Toy), refused(404))
  const seen: unknown[] = []
  store.watch(Toy, (event) => seen.push(event))
  t.strictSame(seen, [])
})

t.test('a cluster-scoped resource loses a namespace, a namespaced one needs it', async (t) => {
  const { store } = testCluster({ resources })
  t.notOk('namespace' in (await store.create(Box, box({}, { namespace: 'shop' }))).metadata)
  await t.rejects(store.create(Toy, toy({}, { namespace: '' })), refused(400))
})

t.test('the status is a subresource: POST and PUT leave it, its own PUT writes nothing else', async (t) => {
  const { store } = testCluster({ resources })
  const first = await store.create(Toy, trusted({ ...toy({}), status: { phase: 'x' } }))
  t.notOk('status' in first)
  const second = await store.updateStatus(Toy, trusted({ ...first, spec: { colour: 'blue' }, status: { phase: 'Ready', unknown: 1 } }))
  t.strictSame(statusOf(second), { phase: 'Ready' })
  t.strictSame(specOf(second), { colour: 'red' })
  t.equal(second.metadata.generation, 1)
  const third = await store.update(Toy, trusted({ ...second, spec: { colour: 'blue' }, status: { phase: 'gone' } }))
  t.strictSame(statusOf(third), { phase: 'Ready' })
  t.equal(third.metadata.generation, 2)
  await t.rejects(store.updateStatus(Toy, trusted({ ...third, status: { phase: 1 } })), refused(422))
})

t.test('a PUT without a resourceVersion is refused for custom resources', async (t) => {
  const { store } = testCluster({ resources })
  await store.create(Toy, toy({}))
  await t.rejects(store.update(Toy, toy({ colour: 'blue' })), refused(422))
})

t.test('pruning takes out exactly what is unknown', (t) => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    const value = trusted<JsonValue>({ colour: a, parts: [{ name: b, extra: a }, b], other: b })
    const kept = pruned(Toy.spec, value)
    t.strictSame(unknownFields(Toy.spec, kept, ''), [])
    return unknownFields(Toy.spec, value, '').length > 0 ? kept !== value : kept === value
  }), { numRuns: 200 })
  t.end()
})
