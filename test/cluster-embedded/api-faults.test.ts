import t from 'tap'
import type { WatchEvent } from '../../src/engine/object-store.ts'
import { kindOf, refused, specOf, statusOf, testCluster, withSpec } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { autoscaler, configMap, namespace, statefulSet } from './fixtures/workloads.ts'

const configMaps = kindOf('ConfigMap')
const place = { kind: configMaps, name: 'settings', namespace }

t.test('a conflict strikes the next write only, and writes nothing', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap())
  cluster.faults.inject({ type: 'Conflict', kind: 'ConfigMap' })
  const change = (): Promise<unknown> => cluster.change('ConfigMap', 'settings', (object) => ({ ...object, data: { key: 'new' } }))
  await t.rejects(change(), { code: 'KH_API_CONFLICT', message: /wrote first/ })
  t.match(await cluster.get('ConfigMap', 'settings'), { data: { key: 'value' } })
  await change()
  t.match(await cluster.get('ConfigMap', 'settings'), { data: { key: 'new' } })
})

t.test('the next requests fail with a status, by verb and kind', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'RequestFailed', status: 503, count: 2, verbs: ['create'] })
  t.equal(await cluster.has('ConfigMap', 'settings'), false)
  for (let attempt = 0; attempt < 2; attempt += 1) await t.rejects(cluster.create(configMap()), refused(503))
  await cluster.create(configMap())
  cluster.faults.inject({ type: 'RequestFailed', kind: 'Secret' })
  t.ok(await cluster.store.get(place))
  await t.rejects(cluster.store.list(kindOf('Secret')), refused(500))
})

t.test('an answer gets lost although the write is done', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'AnswerLost' })
  await t.rejects(cluster.create(configMap()), refused(504))
  t.ok(await cluster.has('ConfigMap', 'settings'))
})

t.test('a fault can strike one client, and never the controllers of the cluster', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'RequestFailed', client: 'engine', count: 1000 })
  await t.rejects(cluster.client('engine').get(place), refused(500))
  await cluster.create(statefulSet())
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 2 })
})

/** What a watch of ConfigMaps hears, in words. */
const heard = (cluster: TestCluster): string[] => {
  const events: string[] = []
  cluster.store.watch(configMaps, ({ type, object }: WatchEvent) => { if (object.metadata.name.length < 9) events.push(`${type} ${object.metadata.name}`) })
  return events
}

t.test('a watch tells what is there, then changes, in order, and ends when it is told to', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('a'))
  const events: string[] = []
  const end = cluster.store.watch(configMaps, ({ type, object }) => { events.push(`${type} ${object.metadata.namespace ?? ''}/${object.metadata.name}`) })
  await cluster.create(configMap('b'))
  await cluster.change('ConfigMap', 'a', (object) => ({ ...object, data: {} }))
  await cluster.delete('ConfigMap', 'b')
  t.strictSame(events, [], 'nothing is told before the clock moves')
  await cluster.advance(0)
  t.strictSame(events.filter((event) => event.includes('shop/') && !event.includes('kube-root')), ['Added shop/a', 'Added shop/b', 'Modified shop/a', 'Deleted shop/b'])
  end()
  await cluster.create(configMap('c'))
  await cluster.rest()
  t.notMatch(events, ['Added shop/c'])
})

t.test('late events keep their order', async (t) => {
  const cluster = testCluster()
  const events = heard(cluster)
  const heal = cluster.faults.inject({ type: 'EventsLate', kind: 'ConfigMap', milliseconds: 5000 })
  await cluster.create(configMap('a'))
  heal()
  await cluster.create(configMap('b'))
  await cluster.advance(4999)
  t.strictSame(events, [])
  await cluster.advance(1)
  t.strictSame(events, ['Added a', 'Added b'])
})

t.test('a dropped event is made up for when the watcher lists anew', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('old'), configMap('gone'))
  const events = heard(cluster)
  await cluster.advance(0)
  cluster.faults.inject({ type: 'EventsDropped', kind: 'ConfigMap', count: 4, relistAfter: 10_000 })
  await cluster.create(configMap('new'), configMap('brief'))
  await cluster.delete('ConfigMap', 'gone')
  await cluster.change('ConfigMap', 'old', (object) => ({ ...object, data: {} }))
  await cluster.delete('ConfigMap', 'brief')
  await cluster.advance(9000)
  t.strictSame(events, ['Added old', 'Added gone', 'Deleted brief'])
  await cluster.advance(2000)
  t.strictSame(events.slice(3).toSorted(), ['Added new', 'Deleted gone', 'Modified old'])
})

t.test('a controller that is down does nothing, and catches up', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet())
  await cluster.rest()
  cluster.faults.inject({ type: 'ControllerRestart', controller: 'StatefulSet', milliseconds: 30_000 })
  await cluster.change('StatefulSet', 'orders', withSpec({ replicas: 3 }))
  await cluster.delete('Pod', 'orders-0')
  await cluster.advance(20_000)
  t.strictSame(await cluster.names('Pod'), ['orders-1'])
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { observedGeneration: 2, readyReplicas: 3 })
})

t.test('a restart loses what a controller had in memory', async (t) => {
  const policies = [{ type: 'Pods', value: 2, periodSeconds: 1800 }]
  for (const [isRestarted, replicas] of [[false, 4], [true, 6]] as const) {
    const cluster = testCluster({ metrics: () => ({ memory: '300Mi' }) })
    await cluster.create(statefulSet(), autoscaler({ behavior: { scaleUp: { policies } } }))
    await cluster.advance(20_000)
    if (isRestarted) cluster.faults.inject({ type: 'ControllerRestart', controller: 'HorizontalPodAutoscaler' })
    await cluster.advance(100_000)
    t.equal(specOf(await cluster.get('StatefulSet', 'orders'))['replicas'], replicas)
  }
})

t.test('nodes that restart find their pods again', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet())
  await cluster.advance(300)
  cluster.faults.inject({ type: 'ControllerRestart', controller: 'Pod', milliseconds: 10_000 })
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 2 })
})
