import t from 'tap'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../src/engine/memory-store.ts'
import { discoveryOf } from '../../src/engine/discovery.ts'
import { withField, withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject, WatchEvent } from '../../src/engine/object-store.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ClusterThing, ConfigMap, Thing, builtIn } from './fixtures/things.ts'
import { begin } from './fixtures/world.ts'

const build = () => {
  const clock = virtualClock(begin)
  return { clock, store: memoryStore({ clock, discovery: discoveryOf([Thing, ClusterThing]) }) }
}
const thing = (metadata: JsonObject = {}, body: JsonObject = {}): StoredObject =>
  trusted<StoredObject>({ apiVersion: Thing.apiVersion, kind: 'Thing', metadata: { name: 'a', namespace: 'n1', ...metadata }, ...body })
const map = (metadata: JsonObject = {}): StoredObject => trusted<StoredObject>({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'n1', ...metadata } })
const at = { kind: Thing, name: 'a', namespace: 'n1' }
const watched = (store: MemoryStore): WatchEvent[] => {
  const events: WatchEvent[] = []
  store.watch(Thing, (event) => { events.push(event) })
  return events
}

t.test('a new object gets uid, version, time and generation; its status is dropped', async (t) => {
  const { store } = build()
  const created = await store.create(Thing, thing({ uid: 'mine', generation: 7 }, { spec: { a: 1 }, status: { b: 2 } }))
  t.match(created.metadata, { uid: /^0{8}-.*1$/, resourceVersion: '1', creationTimestamp: '2026-11-21T00:00:00Z', generation: 1 })
  t.strictSame([created['status'], created['spec'], await store.get(at)], [undefined, { a: 1 }, created])
  t.equal((await store.create(ConfigMap, map())).metadata.generation, undefined)
  await t.rejects(store.create(Thing, thing()), { code: 'KH_API_ALREADY_EXISTS' })
})

t.test('the generation counts changes outside of metadata and status; what changes nothing tells nobody', async (t) => {
  const { store } = build()
  const first = await store.create(Thing, thing({}, { spec: { a: 1 } }))
  const events = watched(store)
  t.equal(await store.update(Thing, first), first)
  const labelled = await store.update(Thing, withMetadata(first, { labels: { a: 'b' } }))
  const changed = await store.update(Thing, withField(labelled, 'spec', { a: 2 }))
  t.strictSame([labelled.metadata.generation, changed.metadata.generation], [1, 2])
  const done = await store.updateStatus(Thing, withField(withField(changed, 'spec', { a: 3 }), 'status', { ready: 1 }))
  t.strictSame([done['spec'], done['status'], done.metadata.generation], [{ a: 2 }, { ready: 1 }, 2])
  t.strictSame((await store.update(Thing, withField(done, 'status', {})))['status'], { ready: 1 }, 'a PUT leaves the status alone')
  t.strictSame(events.map(({ type }) => type), ['Added', 'Modified', 'Modified', 'Modified'])
})

t.test('an old version, another uid and a missing object are refused', async (t) => {
  const { store } = build()
  const first = await store.create(Thing, thing({}, { spec: { a: 1 } }))
  await store.update(Thing, withField(first, 'spec', { a: 2 }))
  await t.rejects(store.update(Thing, first), { code: 'KH_API_CONFLICT', statusCode: 409 })
  await t.rejects(store.updateStatus(Thing, first), { code: 'KH_API_CONFLICT' })
  await t.rejects(store.update(Thing, withMetadata(first, { resourceVersion: undefined, uid: 'other' })), { code: 'KH_API_CONFLICT' })
  t.equal((await store.update(Thing, withMetadata(withField(first, 'spec', { a: 3 }), { resourceVersion: undefined }))).metadata.generation, 3, 'no version is no condition')
  await t.rejects(store.update(Thing, thing({ name: 'b' })), { code: 'KH_API_NOT_FOUND', statusCode: 404 })
})

t.test('a delete asks for the uid, waits for finalizers and counts as a change', async (t) => {
  const { store } = build()
  const first = await store.create(Thing, thing({ finalizers: ['example.com/hold'] }))
  await t.rejects(store.delete(at, { uid: 'other', propagation: 'Background' }), { code: 'KH_API_CONFLICT' })
  const events = watched(store)
  await store.delete(at, { propagation: 'Background' })
  const deleting = await store.get(at) ?? first
  t.match(deleting.metadata, { deletionTimestamp: '2026-11-21T00:00:00Z', generation: 2, finalizers: ['example.com/hold'] })
  await store.delete(at, { propagation: 'Background' })
  t.equal(await store.get(at), deleting, 'twice is once')
  await t.rejects(store.update(Thing, withMetadata(deleting, { finalizers: ['example.com/hold', 'example.com/new'] })), { code: 'KH_API_INVALID', statusCode: 422 })
  await store.update(Thing, withMetadata(deleting, { finalizers: undefined }))
  t.strictSame([await store.get(at), events.map(({ type }) => type)], [undefined, ['Added', 'Modified', 'Deleted']])
  await t.rejects(store.delete(at, { propagation: 'Background' }), { code: 'KH_API_NOT_FOUND' })
})

t.test('names and namespaces are as the path has them', async (t) => {
  const { store } = build()
  await t.rejects(store.create(ConfigMap, map({ namespace: '' })), { code: 'KH_API_METHOD_NOT_ALLOWED', statusCode: 405 })
  const clustered = await store.create(ClusterThing, trusted<StoredObject>({ apiVersion: Thing.apiVersion, kind: 'ClusterThing', metadata: { name: 'c', namespace: 'n1' } }))
  t.equal(clustered.metadata.namespace, undefined)
  await t.rejects(store.create(ConfigMap, map({ name: '' })), { code: 'KH_API_BAD_REQUEST' })
  const [one, two] = [await store.create(ConfigMap, map({ name: '', generateName: 'x-' })), await store.create(ConfigMap, map({ name: '', generateName: 'x-' }))]
  t.ok(one.metadata.name.startsWith('x-') && one.metadata.name !== two.metadata.name)
})

t.test('an object has one controller at most', async (t) => {
  const { store } = build()
  const ownerReferences = ['U1', 'U2'].map((uid) => ({ apiVersion: 'v1', kind: 'Pod', name: uid, uid, controller: true }))
  await t.rejects(store.create(ConfigMap, map({ ownerReferences })), { code: 'KH_API_INVALID' })
})

t.test('versions of a group are views of one object', async (t) => {
  const { store } = build()
  const [v1, v2] = [builtIn('HorizontalPodAutoscaler', 'autoscaling/v1'), builtIn('HorizontalPodAutoscaler', 'autoscaling/v2')]
  const events: string[] = []
  store.watch(v1, ({ type, object }) => { events.push(`${type} ${object.apiVersion}`) })
  await store.create(v2, trusted<StoredObject>({ apiVersion: v2.apiVersion, kind: v2.kind, metadata: { name: 'h', namespace: 'n1' } }))
  t.strictSame([(await store.list(v1)).map(({ apiVersion }) => apiVersion), events], [['autoscaling/v1'], ['Added autoscaling/v1']])
  await store.delete({ kind: v1, name: 'h', namespace: 'n1' }, { propagation: 'Background' })
  t.strictSame(await store.list(v2), [])
})

t.test('every watcher sees every change in order, even when one of them writes', async (t) => {
  const { store } = build()
  store.watch(Thing, ({ type, object }) => { if (type === 'Added') void store.update(Thing, withField(object, 'spec', { by: 'watcher' })) })
  const events = watched(store)
  await store.create(Thing, thing())
  t.strictSame(events.map(({ type, object }) => [type, object.metadata.resourceVersion]), [['Added', '1'], ['Modified', '2']])
})

t.test('a watch that was ended tells nothing any longer', async (t) => {
  const { store } = build()
  const events: string[] = []
  const end = store.watch(Thing, ({ type }) => { events.push(type) })
  end()
  await store.create(Thing, thing())
  t.strictSame(events, [])
})

t.test('objects of a snapshot stand as they are, and versions go on from there', async (t) => {
  const { store } = build()
  const loaded = thing({ uid: 'U1', resourceVersion: '41', generation: 5 }, { status: { ready: 1 } })
  store.load([loaded])
  t.strictSame([await store.get(at), store.objects()], [loaded, [loaded]])
  t.ok(Number((await store.create(ConfigMap, map())).metadata.resourceVersion) > 41)
})
