import t from 'tap'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../src/engine/memory-store.ts'
import { withField } from '../../src/engine/metadata.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { ConfigMap, Thing, stored } from './fixtures/things.ts'
import { begin } from './fixtures/world.ts'

const place = { kind: ConfigMap, name: 'c', namespace: 'n1' }
const fields = (data: JsonObject) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'n1' }, data })
const made = () => {
  const store = memoryStore({ clock: virtualClock(begin) })
  const apply = (data: JsonObject, fieldManager = 'ours', isDryRun = false) => store.apply(ConfigMap, fields(data), { fieldManager, isDryRun })
  return { store, apply, data: async () => (await store.get(place))?.['data'] }
}
const put = async (store: MemoryStore, data: JsonObject) => store.update(ConfigMap, withField(await store.get(place) ?? stored(ConfigMap, {}), 'data', data))

t.test('what a manager leaves out goes, what others manage stays', async (t) => {
  const { store, apply, data } = made()
  await apply({ a: '1', b: '1' })
  await put(store, { a: '1', b: '1', theirs: 'x' })
  await apply({ c: '1' }, 'second')
  await apply({ a: '2' })
  t.strictSame(await data(), { a: '2', theirs: 'x', c: '1' })
})

t.test('whoever writes another value manages the field from then on', async (t) => {
  const { store, apply, data } = made()
  await apply({ a: '1', b: '1' })
  await put(store, { a: '1', b: 'theirs' })
  await apply({ a: '1' })
  t.strictSame(await data(), { a: '1', b: 'theirs' })
  await apply({ b: '1' })
  t.strictSame(await data(), { b: '1' }, 'and whoever applies it again takes it back')
})

t.test('a new object of the name is managed by nobody', async (t) => {
  const { store, apply, data } = made()
  await apply({ a: '1' })
  await store.delete(place, { propagation: 'Background' })
  await store.create(ConfigMap, fields({ a: '1', b: '1' }))
  await apply({ b: '2' })
  t.strictSame(await data(), { a: '1', b: '2' })
})

t.test('a dry run stores nothing and is told to nobody', async (t) => {
  const { store, apply, data } = made()
  const told: string[] = []
  store.watch(ConfigMap, ({ type }) => { told.push(type) })
  t.match(await apply({ a: '1' }, 'ours', true), { data: { a: '1' } })
  t.equal(await data(), undefined)
  const { metadata } = await apply({ a: '1' })
  t.match(await apply({ a: '2' }, 'ours', true), { data: { a: '2' }, metadata: { uid: metadata.uid } })
  t.strictSame([await data(), told], [{ a: '1' }, ['Added']])
  t.equal((await apply({ a: '1' })).metadata.resourceVersion, metadata.resourceVersion, 'the same once more changes nothing')
})

t.test('a JSON patch takes away what is there and nothing else', async (t) => {
  const { store, apply, data } = made()
  await t.rejects(store.patch(place, [{ op: 'remove', path: '/data/a' }]), { code: 'KH_API_NOT_FOUND' })
  await apply({ a: '1', b: '1' })
  await store.patch(place, [{ op: 'remove', path: '/data/a' }])
  t.strictSame(await data(), { b: '1' })
  await t.rejects(store.patch(place, [{ op: 'remove', path: '/data/a' }]), { code: 'KH_API_INVALID' })
})

t.test('the generation counts a change in a dry run as well', async (t) => {
  const { store } = made()
  const thing = (size: number) => ({ apiVersion: Thing.apiVersion, kind: 'Thing', metadata: { name: 'p', namespace: 'n1' }, spec: { size } })
  await store.apply(Thing, thing(1), { fieldManager: 'ours', isDryRun: false })
  t.match(await store.apply(Thing, thing(2), { fieldManager: 'ours', isDryRun: true }), { metadata: { generation: 2 } })
  t.match(await store.get({ ...place, kind: Thing, name: 'p' }), { metadata: { generation: 1 } })
})
