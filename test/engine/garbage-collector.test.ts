import t from 'tap'
import { memoryStore } from '../../src/engine/memory-store.ts'
import { discoveryOf } from '../../src/engine/discovery.ts'
import type { DeleteOptions, StoredObject } from '../../src/engine/object-store.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { ClusterThing, ConfigMap, Thing, builtIn, owner, parent, stored } from './fixtures/things.ts'
import { begin } from './fixtures/world.ts'

const dependent = (name: string, more: JsonObject = {}): StoredObject => stored(ConfigMap, { metadata: { name, namespace: 'n1', ownerReferences: [owner], ...more } })

const build = (objects: readonly StoredObject[]) => {
  const clock = virtualClock(begin)
  const store = memoryStore({ clock, discovery: discoveryOf([Thing, ClusterThing]) })
  store.load(objects)
  return {
    clock, store,
    remove: async (propagation: DeleteOptions['propagation']) => {
      await store.delete({ kind: Thing, name: 'p', namespace: 'n1' }, { propagation })
      await clock.advance(10)
    },
    names: () => store.objects().map(({ kind, metadata: { name } }) => `${kind} ${name}`),
  }
}

t.test('in the background dependents follow their owner', async (t) => {
  const { remove, names } = build([parent(), dependent('a'), dependent('b')])
  await remove('Background')
  t.strictSame(names(), [])
})

t.test('in the foreground the owner waits for them', async (t) => {
  const { store, clock, remove, names } = build([parent(), dependent('a'), dependent('b', { finalizers: ['example.com/hold'] })])
  await remove('Foreground')
  t.strictSame(names(), ['Thing p', 'ConfigMap b'])
  t.match(await store.get({ kind: Thing, name: 'p', namespace: 'n1' }), { metadata: { finalizers: ['foregroundDeletion'], deletionTimestamp: /./ } })
  await store.update(ConfigMap, dependent('b', { resourceVersion: '', finalizers: [] }))
  await clock.advance(10)
  t.strictSame(names(), [])
})

t.test('orphans are left behind without their owner', async (t) => {
  const { store, remove, names } = build([parent(), dependent('a')])
  await remove('Orphan')
  t.strictSame(names(), ['ConfigMap a'])
  t.notOk((await store.list(ConfigMap))[0]?.metadata && 'ownerReferences' in ((await store.list(ConfigMap))[0]?.metadata ?? {}))
})

t.test('one living owner is enough', async (t) => {
  const other = stored(builtIn('Secret'), { metadata: { name: 'o', namespace: 'n1', uid: 'U2' } })
  const { remove, names } = build([parent(), other, dependent('a', { ownerReferences: [owner, { apiVersion: 'v1', kind: 'Secret', name: 'o', uid: 'U2' }] })])
  await remove('Background')
  t.strictSame(names(), ['Secret o', 'ConfigMap a'])
})

t.test('an owner in another namespace counts as absent, a cluster-scoped one counts everywhere', async (t) => {
  const clustered = stored(ClusterThing, { metadata: { name: 'c', uid: 'UC' } })
  const { clock, names } = build([
    parent(), clustered, dependent('far', { namespace: 'n2' }),
    dependent('near', { namespace: 'n2', ownerReferences: [{ apiVersion: Thing.apiVersion, kind: 'ClusterThing', name: 'c', uid: 'UC' }] }),
  ])
  await clock.advance(10)
  t.strictSame(names(), ['Thing p', 'ClusterThing c', 'ConfigMap near'])
})

t.test('a cluster-scoped object of an owner in a namespace is never collected', async (t) => {
  const role = stored(builtIn('ClusterRole'), { metadata: { name: 'r', ownerReferences: [owner] } })
  const { remove, names } = build([parent(), role])
  await remove('Background')
  t.strictSame(names(), ['ClusterRole r'])
})
