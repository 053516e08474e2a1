import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { kindOf, refused, specOf, statusOf, testCluster, withSpec } from './fixtures/cluster.ts'
import { autoscaler, configMap, job, namespace, pod, sent, statefulSet } from './fixtures/workloads.ts'

const configMaps = kindOf('ConfigMap')
const services = kindOf('Service')

const withData = (object: StoredObject, data: Readonly<Record<string, string>>): StoredObject => trusted({ ...object, data })

t.test('a new object gets uid, version, time and, where it counts, a generation', async (t) => {
  const cluster = testCluster()
  const stored = await cluster.store.create(configMaps, configMap())
  t.match(stored.metadata, { uid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, resourceVersion: /^\d+$/, creationTimestamp: '2026-01-01T00:00:00Z' })
  t.notOk('generation' in stored.metadata)
  t.equal((await cluster.store.create(kindOf('StatefulSet'), statefulSet())).metadata.generation, 1)
  t.strictSame(await cluster.store.get({ kind: configMaps, name: 'settings', namespace }), stored)
})

t.test('a generated name has five characters behind it', async (t) => {
  const { store } = testCluster()
  const made = await store.create(configMaps, sent({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-', namespace } }))
  t.match(made.metadata.name, /^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
})

t.test('a name that is taken is a conflict', async (t) => {
  const { store } = testCluster()
  await store.create(configMaps, configMap())
  await t.rejects(store.create(configMaps, configMap()), { statusCode: 409, code: 'KH_API_ALREADY_EXISTS' })
})

t.test('an identical PUT writes nothing and tells nobody', async (t) => {
  let changes = 0
  const cluster = testCluster({ observe: () => { changes += 1 } })
  const stored = await cluster.store.create(configMaps, configMap())
  const before = changes
  t.equal((await cluster.store.update(configMaps, stored)).metadata.resourceVersion, stored.metadata.resourceVersion)
  t.equal(changes, before)
})

t.test('a stale version is a conflict, none at all is last writer wins', async (t) => {
  const { store } = testCluster()
  const first = await store.create(configMaps, configMap())
  await store.update(configMaps, withData(first, { key: 'second' }))
  await t.rejects(store.update(configMaps, withData(first, { key: 'third' })), { statusCode: 409, code: 'KH_API_CONFLICT' })
  const { resourceVersion: _, ...metadata } = first.metadata
  t.match(await store.update(configMaps, withData({ ...first, metadata }, { key: 'third' })), { data: { key: 'third' } })
})

t.test('another uid is a conflict', async (t) => {
  const { store } = testCluster()
  const first = await store.create(configMaps, configMap())
  await t.rejects(store.update(configMaps, { ...first, metadata: { ...first.metadata, uid: 'other', resourceVersion: '' } }), refused(409))
})

t.test('only changes outside of metadata and status count in the generation', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet())
  const generation = async (): Promise<number | undefined> => (await cluster.get('StatefulSet', 'orders')).metadata.generation
  await cluster.rest()
  t.equal(await generation(), 1)
  await cluster.change('StatefulSet', 'orders', (object) => ({ ...object, metadata: { ...object.metadata, annotations: { note: 'hi' } } }))
  t.equal(await generation(), 1)
  await cluster.change('StatefulSet', 'orders', withSpec({ replicas: 3 }))
  t.equal(await generation(), 2)
})

t.test('what is not there cannot be read, changed or deleted', async (t) => {
  const { store } = testCluster()
  t.equal(await store.get({ kind: configMaps, name: 'none', namespace }), undefined)
  await t.rejects(store.update(configMaps, configMap('none')), refused(404))
  await t.rejects(store.updateStatus(configMaps, configMap('none')), refused(404))
  await t.rejects(store.delete({ kind: configMaps, name: 'none', namespace }, { propagation: 'Background' }), refused(404))
})

t.test('a namespace must be there', async (t) => {
  const { store } = testCluster()
  await t.rejects(store.create(configMaps, { ...configMap(), metadata: { name: 'a', namespace: 'nowhere' } }), refused(404, /nowhere/))
  await t.rejects(store.create(configMaps, { ...configMap(), metadata: { name: 'a' } }), refused(400))
})

t.test('lists are ordered by place, and can be narrowed by namespace and labels', async (t) => {
  const { store } = testCluster({ namespaces: ['shop', 'bank'] })
  for (const [name, space, colour] of [['b', 'shop', 'red'], ['a', 'shop', 'blue'], ['c', 'bank', 'red']] as const) {
    await store.create(configMaps, sent({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: space, labels: { colour } } }))
  }
  const names = async (filter: Parameters<typeof store.list>[1]): Promise<readonly string[]> => (await store.list(configMaps, filter)).map(({ metadata }) => metadata.name)
  t.strictSame((await names({})).filter((name) => name.length === 1), ['c', 'a', 'b'])
  t.strictSame(await names({ namespace: 'shop', labelSelector: { matchExpressions: [{ key: 'colour', operator: 'Exists' }] } }), ['a', 'b'])
  t.strictSame(await names({ labelSelector: { matchLabels: { colour: 'red' } } }), ['c', 'b'])
})

t.test('built-in kinds get the defaults of the API server', async (t) => {
  const { store } = testCluster()
  const set = specOf(await store.create(kindOf('StatefulSet'), statefulSet()))
  t.match(set, { revisionHistoryLimit: 10, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, template: { spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' } } })
  const jobSpec = await store.create(kindOf('Job'), job())
  t.match(specOf(jobSpec), { backoffLimit: 6, completions: 1, parallelism: 1, suspend: false, selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': jobSpec.metadata.uid } } })
  t.match(specOf(await store.create(kindOf('HorizontalPodAutoscaler'), autoscaler({ behavior: { scaleUp: {} } }))), { behavior: { scaleDown: { policies: [{ type: 'Percent', value: 100 }] } } })
  const made = await store.create(kindOf('Pod'), pod({ pod: { containers: [{ name: 'main', image: 'a', resources: { limits: { cpu: 1, memory: '1024Mi' } } }] } }))
  t.match(specOf(made), { serviceAccountName: 'default', containers: [{ imagePullPolicy: 'Always', resources: { requests: { cpu: '1', memory: '1Gi' } } }] })
  t.match(statusOf(made), { phase: 'Pending', qosClass: 'Guaranteed' })
})

t.test('every Service has an address of its own and keeps it', async (t) => {
  const { store } = testCluster()
  const service = (name: string, spec = {}): StoredObject => sent({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ port: 80 }], ...spec } })
  const [first, second] = [await store.create(services, service('a')), await store.create(services, service('b'))]
  t.match(specOf(first)['clusterIP'], /^10\.\d+\.\d+\.\d+$/)
  t.not(specOf(first)['clusterIP'], specOf(second)['clusterIP'])
  t.equal(specOf(await store.create(services, service('c', { clusterIP: 'None' })))['clusterIP'], 'None')
  t.equal(specOf(await store.update(services, service('a', { ports: [{ port: 81 }] })))['clusterIP'], specOf(first)['clusterIP'])
})

t.test('plain texts of a Secret become data', async (t) => {
  const { store } = testCluster()
  const secret = await store.create(kindOf('Secret'), sent({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace }, stringData: { password: 'hä' }, data: { other: 'eA==' } }))
  t.match(secret, { data: { password: 'aMOk', other: 'eA==' }, type: 'Opaque' })
  t.notOk('stringData' in secret)
})

t.test('managed fields name who wrote last', async (t) => {
  const cluster = testCluster()
  const managers = (object: StoredObject): unknown => trusted<{ metadata: { managedFields: unknown } }>(object).metadata.managedFields
  const first = await cluster.client('alice').create(configMaps, configMap())
  t.match(managers(first), [{ manager: 'alice', operation: 'Update' }])
  t.match(managers(await cluster.client('bob').update(configMaps, withData(first, {}))), [{ manager: 'bob' }])
})
