import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { virtualClock } from '../../src/cluster/virtual-clock.ts'
import { discoveryOf, served } from '../../src/engine/discovery.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { inProcessHooks } from '../../src/engine/in-process-hooks.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { registrationOf } from '../../src/engine/registration.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import type { Kind } from '../../src/kit/kind.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { condition, kindOf, statusOf, testCluster } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { namespace, sent } from './fixtures/workloads.ts'

const resources = resourcesOf(controllers)
const parentOf = (name: string): Kind => resources.find(({ kind }) => kind === name) ?? kindOf(name)

const object = (kind: string, metadata: JsonObject, spec: JsonObject): StoredObject => sent({ apiVersion: 'kaspr.io/v1alpha1', kind, metadata: { namespace, ...metadata }, spec })
const app = object('KasprApp', { name: 'orders' }, {
  replicas: 3, bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, resources: { limits: { memory: '1Gi' } },
  storage: { type: 'persistent-claim', class: 'standard', size: '1Gi', deleteClaim: true },
})
const agent = (name: string): StoredObject => object('KasprAgent', { name, labels: { 'kaspr.io/app': 'orders' } }, {
  description: 'counts', input: { topic: { name: 'rides' } },
  processors: { pipeline: ['count'], operations: [{ name: 'count', map: { python: 'def count(value):\n  return value' } }] },
})

/** The family's controllers on an engine on a cluster. */
const start = (options: { readonly memory?: string } = {}): TestCluster => {
  const { memory } = options
  const clock = virtualClock()
  const cluster = testCluster({ clock, resources, ...(memory === undefined ? {} : { metrics: () => ({ memory }) }) })
  const engine = createEngine({ store: cluster.client('metacontroller'), clock, discovery: discoveryOf(resources.map(served)), callHook: inProcessHooks(controllers, { clock, settings: {} }) })
  for (const controller of controllers) engine.start(registrationOf(controller))
  return cluster
}

const parent = async (cluster: TestCluster, kind: string, name: string): Promise<StoredObject> =>
  await cluster.store.get({ kind: parentOf(kind), name, namespace }) ?? sent({ apiVersion: '', kind: '', metadata: { name: '' } })

t.test('an app with its agents becomes ready, grown to its size by the autoscaler', async (t) => {
  const cluster = start({ memory: '300Mi' })
  await cluster.store.create(parentOf('KasprApp'), app)
  for (const name of ['one', 'two']) await cluster.store.create(parentOf('KasprAgent'), agent(name))
  t.ok(await cluster.rest())
  const orders = await parent(cluster, 'KasprApp', 'orders')
  t.match(statusOf(orders), { availableMembers: '3/3', linkedResources: { agents: [{ name: 'one' }, { name: 'two' }] } })
  t.equal(condition(orders, 'Ready'), 'True Healthy')
  t.equal((await cluster.names('Pod')).length, 3)
})

t.test('at rest neither the engine nor the cluster writes, and drift is repaired', async (t) => {
  const cluster = start({ memory: '300Mi' })
  await cluster.store.create(parentOf('KasprApp'), app)
  await cluster.rest()
  const set = (await cluster.names('StatefulSet'))[0] ?? ''
  const version = async (): Promise<unknown> => [(await cluster.get('StatefulSet', set)).metadata.resourceVersion, (await parent(cluster, 'KasprApp', 'orders')).metadata.resourceVersion]
  const before = await version()
  await cluster.advance(3 * 3600 * 1000)
  t.strictSame(await version(), before)
  await cluster.delete('StatefulSet', set, 'Orphan')
  t.ok(await cluster.rest())
  t.equal(condition(await parent(cluster, 'KasprApp', 'orders'), 'Ready'), 'True Healthy')
})

t.test('without a metrics API the app stays at its first member, and is not called ready', async (t) => {
  const cluster = start()
  await cluster.store.create(parentOf('KasprApp'), app)
  t.ok(await cluster.rest())
  const orders = await parent(cluster, 'KasprApp', 'orders')
  t.match(statusOf(orders), { availableMembers: '1/3' })
  t.match(condition(orders, 'Ready'), /^False/)
})

t.test('a deleted app takes everything with it, its claims too where it says so', async (t) => {
  const cluster = start({ memory: '300Mi' })
  await cluster.store.create(parentOf('KasprApp'), app)
  await cluster.rest()
  await cluster.store.delete({ kind: parentOf('KasprApp'), name: 'orders', namespace }, { propagation: 'Background' })
  t.ok(await cluster.rest())
  for (const kind of ['StatefulSet', 'Pod', 'Service', 'HorizontalPodAutoscaler', 'PersistentVolumeClaim']) t.strictSame(await cluster.names(kind), [], kind)
  t.strictSame(await cluster.names('ServiceAccount'), ['default'])
})
