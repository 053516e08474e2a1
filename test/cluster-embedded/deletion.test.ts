import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { ownersOf, referenceTo, withOwner } from '../../src/engine/owner-reference.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { kindOf, refused, specOf, testCluster, withSpec } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { Box, Toy, box, toy } from './fixtures/toy.ts'
import { claimTemplates, configMap, namespace, pod, statefulSet } from './fixtures/workloads.ts'

const resources = [Toy, Box]
const held = (name: string): StoredObject => configMap(name, { metadata: { name, namespace, finalizers: ['example.com/hold'] } })
const metadata = (object: StoredObject): Readonly<Record<string, unknown>> => trusted(object.metadata)

/** A ConfigMap that a parent owns. */
const dependent = async (cluster: TestCluster, parent: StoredObject, more: { readonly name?: string; readonly block?: boolean } = {}): Promise<void> => {
  const { name = 'child', block = true } = more
  await cluster.create(withOwner(configMap(name), { ...referenceTo(parent), blockOwnerDeletion: block }))
}

t.test('an object with finalizers is marked, its generation counts, and it goes with the last one', async (t) => {
  const cluster = testCluster({ resources })
  await cluster.store.create(Toy, toy({}, { finalizers: ['example.com/hold'] }))
  const place = { kind: Toy, name: 'bear', namespace }
  await cluster.store.delete(place, { propagation: 'Background' })
  await cluster.store.delete(place, { propagation: 'Background' })
  const marked = trusted<StoredObject>(await cluster.store.get(place))
  t.match(metadata(marked), { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0, generation: 2 })
  await t.rejects(cluster.store.update(Toy, { ...marked, metadata: { ...marked.metadata, finalizers: ['example.com/hold', 'example.com/more'] } }), refused(422, /finalizers/))
  await cluster.store.update(Toy, { ...marked, metadata: { ...marked.metadata, finalizers: [] } })
  t.equal(await cluster.store.get(place), undefined)
})

t.test('another uid in the precondition deletes nothing', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap())
  const place = { kind: kindOf('ConfigMap'), name: 'settings', namespace }
  await t.rejects(cluster.store.delete(place, { uid: 'other', propagation: 'Background' }), refused(409))
  await cluster.store.delete(place, { uid: (await cluster.get('ConfigMap', 'settings')).metadata.uid ?? '', propagation: 'Background' })
  t.notOk(await cluster.has('ConfigMap', 'settings'))
})

t.test('a pod on a node gets its grace period, one without a node goes at once', async (t) => {
  const cluster = testCluster({ timing: { stop: 60_000 } })
  await cluster.create(pod())
  await cluster.rest()
  await cluster.delete('Pod', 'bare')
  t.match(metadata(await cluster.get('Pod', 'bare')), { deletionTimestamp: /:31Z$/, deletionGracePeriodSeconds: 30, generation: 2 })
  await cluster.advance(29_000)
  t.ok(await cluster.has('Pod', 'bare'))
  await cluster.advance(2000)
  t.notOk(await cluster.has('Pod', 'bare'))
  await cluster.create(pod())
  await cluster.delete('Pod', 'bare')
  t.notOk(await cluster.has('Pod', 'bare'))
})

t.test('background: the owner goes at once, dependents later', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('parent'))
  await dependent(cluster, await cluster.get('ConfigMap', 'parent'))
  await cluster.delete('ConfigMap', 'parent')
  t.notOk(await cluster.has('ConfigMap', 'parent'))
  t.ok(await cluster.has('ConfigMap', 'child'))
  await cluster.rest()
  t.notOk(await cluster.has('ConfigMap', 'child'))
})

t.test('foreground: the owner waits for dependents that block', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('parent'))
  const parent = await cluster.get('ConfigMap', 'parent')
  await cluster.create(withOwner(held('child'), referenceTo(parent)))
  await dependent(cluster, parent, { name: 'loose', block: false })
  await cluster.delete('ConfigMap', 'parent', 'Foreground')
  await cluster.rest()
  t.match((await cluster.get('ConfigMap', 'parent')).metadata.finalizers, ['foregroundDeletion'])
  t.notOk(await cluster.has('ConfigMap', 'loose'))
  await cluster.change('ConfigMap', 'child', (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }))
  await cluster.rest()
  t.strictSame(await cluster.names('ConfigMap'), ['kube-root-ca.crt'])
})

t.test('orphan: dependents stay and forget their owner', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('parent'))
  await dependent(cluster, await cluster.get('ConfigMap', 'parent'))
  await cluster.delete('ConfigMap', 'parent', 'Orphan')
  await cluster.rest()
  t.notOk(await cluster.has('ConfigMap', 'parent'))
  t.strictSame(ownersOf(await cluster.get('ConfigMap', 'child')), [])
})

t.test('an object whose owner never was there is collected', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('parent'))
  const parent = await cluster.get('ConfigMap', 'parent')
  await cluster.create(withOwner(configMap('child'), { ...referenceTo(parent), uid: 'another' }))
  await cluster.rest()
  t.notOk(await cluster.has('ConfigMap', 'child'))
})

t.test('an owner that is gone is forgotten while another one stays', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('a'), configMap('b'))
  const [a, b] = [await cluster.get('ConfigMap', 'a'), await cluster.get('ConfigMap', 'b')]
  await cluster.create(withOwner(withOwner(configMap('child'), referenceTo(a)), { ...referenceTo(b), controller: false }))
  await cluster.delete('ConfigMap', 'a')
  await cluster.rest()
  t.match(ownersOf(await cluster.get('ConfigMap', 'child')), [{ name: 'b' }])
})

t.test('owners are looked for in the namespace of the dependent, or in the whole cluster for cluster-scoped kinds', async (t) => {
  const cluster = testCluster({ resources, namespaces: ['shop', 'bank'] })
  const chest = await cluster.store.create(Box, box())
  await cluster.create(withOwner(configMap('of-box'), referenceTo(chest)))
  const parent = await cluster.store.create(kindOf('ConfigMap'), { ...configMap('parent'), metadata: { name: 'parent', namespace: 'bank' } })
  await cluster.create(withOwner(configMap('of-other-namespace'), referenceTo(parent)))
  const bear = await cluster.store.create(Toy, toy({}))
  await cluster.store.create(Box, withOwner(box({}, { name: 'of-toy' }), referenceTo(bear)))
  await cluster.rest()
  t.ok(await cluster.has('ConfigMap', 'of-box'))
  t.notOk(await cluster.has('ConfigMap', 'of-other-namespace'))
  t.ok(await cluster.store.get({ kind: Box, name: 'of-toy' }), 'a namespaced owner of a cluster-scoped object cannot be looked for')
})

t.test('deleting a StatefulSet deletes its pods, and its claims where it is told to', async (t) => {
  for (const [whenDeleted, left] of [['Retain', ['data-orders-0', 'data-orders-1']], ['Delete', []]] as const) {
    const cluster = testCluster()
    await cluster.create(statefulSet({ spec: { volumeClaimTemplates: claimTemplates, persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: 'Retain' } } }))
    await cluster.rest()
    await cluster.delete('StatefulSet', 'orders', 'Foreground')
    t.ok(await cluster.rest())
    t.strictSame(await cluster.names('Pod'), [])
    t.strictSame(await cluster.names('ControllerRevision'), [])
    t.strictSame(await cluster.names('PersistentVolumeClaim'), left)
  }
})

t.test('claims of pods that are scaled away go or stay by the policy', async (t) => {
  for (const [whenScaled, left] of [['Retain', ['data-orders-0', 'data-orders-1']], ['Delete', ['data-orders-0']]] as const) {
    const cluster = testCluster()
    await cluster.create(statefulSet({ spec: { volumeClaimTemplates: claimTemplates, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled } } }))
    await cluster.rest()
    await cluster.change('StatefulSet', 'orders', withSpec({ replicas: 1 }))
    await cluster.rest()
    t.strictSame(await cluster.names('PersistentVolumeClaim'), left)
    t.match(specOf(await cluster.get('StatefulSet', 'orders')), { replicas: 1 })
  }
})
