import t from 'tap'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { condition, kindOf, refused, specOf, statusOf, testCluster } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { claim, configMap, namespace, pod, sent, statefulSet } from './fixtures/workloads.ts'

const states = async (cluster: TestCluster, list = 'containerStatuses'): Promise<readonly JsonObject[]> =>
  trusted<readonly JsonObject[]>(statusOf(await cluster.get('Pod', 'bare'))[list] ?? []).map(({ state }) => trusted<JsonObject>(state))

const pull = { name: 'install', image: 'example.com/init:1' }

t.test('a pod gets a node, prepares, runs its init containers one by one, starts, and is ready', async (t) => {
  const phases: unknown[] = []
  const cluster = testCluster({ observe: ({ object }) => {
    if (object.kind === 'Pod') phases.push([condition(object, 'PodScheduled'), condition(object, 'Initialized'), condition(object, 'Ready'), statusOf(object)['phase']].join(', '))
  } })
  await cluster.create(pod({ pod: { initContainers: [pull, { ...pull, name: 'second' }] } }))
  t.ok(await cluster.rest())
  t.strictSame(phases.filter((phase, index) => phase !== phases[index - 1]), [
    ', , , Pending',
    'True, , , Pending',
    'True, False ContainersNotInitialized, False ContainersNotReady, Pending',
    'True, True, True, Running',
  ])
  t.match(await states(cluster, 'initContainerStatuses'), [{ terminated: { exitCode: 0, reason: 'Completed' } }, { terminated: { exitCode: 0 } }])
  t.match(await states(cluster), [{ running: { startedAt: /Z$/ } }])
  t.match(statusOf(await cluster.get('Pod', 'bare')), { podIP: /^10\.244\./, qosClass: 'BestEffort' })
})

t.test('a readiness probe holds readiness back for its initial delay', async (t) => {
  const cluster = testCluster({ timing: { schedule: 0, prepare: 0, start: 0 } })
  await cluster.create(pod({ pod: { containers: [{ name: 'main', image: 'a:1', readinessProbe: { initialDelaySeconds: 15, tcpSocket: { port: 1 } } }] } }))
  await cluster.advance(14_000)
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Running' })
  t.equal(condition(await cluster.get('Pod', 'bare'), 'Ready'), 'False ContainersNotReady')
  await cluster.advance(2000)
  t.equal(condition(await cluster.get('Pod', 'bare'), 'Ready'), 'True')
})

t.test('a pod waits for its claims, and then for its ConfigMaps and Secrets', async (t) => {
  const cluster = testCluster()
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }, { name: 'settings', configMap: { name: 'settings' } }, { name: 'maybe', secret: { secretName: 'none', optional: true } }]
  await cluster.create(pod({ pod: { volumes, containers: [{ name: 'main', image: 'a:1', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'a' } } }] }] } }))
  t.ok(await cluster.rest())
  t.equal(condition(await cluster.get('Pod', 'bare'), 'PodScheduled'), 'False Unschedulable')
  await cluster.create(claim())
  t.ok(await cluster.rest())
  t.strictSame(await states(cluster), [{ waiting: { reason: 'ContainerCreating' } }])
  await cluster.create(configMap())
  t.ok(await cluster.rest())
  t.strictSame(await states(cluster), [{ waiting: { reason: 'ContainerCreating' } }])
  await cluster.create(sent({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key', namespace } }))
  t.ok(await cluster.rest())
  t.equal(condition(await cluster.get('Pod', 'bare'), 'Ready'), 'True')
})

t.test('a pod needs its account: a workload makes it once the account is there', async (t) => {
  const cluster = testCluster()
  await t.rejects(cluster.create(pod({ pod: { serviceAccountName: 'robot' } })), refused(403, /robot/))
  await cluster.create(statefulSet({ spec: { replicas: 1 }, pod: { serviceAccountName: 'robot' } }))
  t.ok(await cluster.rest())
  t.strictSame(await cluster.names('Pod'), [])
  await cluster.create(sent({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace } }))
  await cluster.advance(200_000)
  t.strictSame(await cluster.names('Pod'), ['orders-0'])
})

t.test('claims: bound by class, waiting for a pod, growing, and protected while in use', async (t) => {
  const cluster = testCluster({ storageClasses: [{ name: 'lazy', isDefault: true, waitForFirstConsumer: true, allowVolumeExpansion: true }, { name: 'eager' }] })
  await cluster.create(claim('a', { storageClassName: 'eager' }), claim('b'), claim('c', { storageClassName: 'missing' }))
  t.ok(await cluster.rest())
  t.match(await cluster.get('PersistentVolumeClaim', 'a'), { metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }, spec: { volumeName: /^pvc-/ }, status: { phase: 'Bound', capacity: { storage: '1Gi' } } })
  t.strictSame(statusOf(await cluster.get('PersistentVolumeClaim', 'b')), { phase: 'Pending' })
  t.strictSame(statusOf(await cluster.get('PersistentVolumeClaim', 'c')), { phase: 'Pending' })
  await cluster.create(pod({ pod: { volumes: [{ name: 'b', persistentVolumeClaim: { claimName: 'b' } }] } }))
  t.ok(await cluster.rest())
  t.equal(condition(await cluster.get('Pod', 'bare'), 'Ready'), 'True')
  await cluster.change('PersistentVolumeClaim', 'b', (object) => ({ ...object, spec: { ...specOf(object), resources: { requests: { storage: '3Gi' } } } }))
  await cluster.advance(1000)
  t.match(statusOf(await cluster.get('PersistentVolumeClaim', 'b')), { capacity: { storage: '1Gi' } })
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('PersistentVolumeClaim', 'b')), { capacity: { storage: '3Gi' } })
  await cluster.delete('PersistentVolumeClaim', 'b')
  t.ok(await cluster.rest())
  t.ok(await cluster.has('PersistentVolumeClaim', 'b'))
  await cluster.delete('Pod', 'bare')
  t.ok(await cluster.rest())
  t.notOk(await cluster.has('PersistentVolumeClaim', 'b'))
})

t.test('claims without a class get the default one; where there is none they wait', async (t) => {
  const cluster = testCluster({ storageClasses: [{ name: 'plain' }] })
  await cluster.create(claim())
  t.ok(await cluster.rest())
  t.notOk('storageClassName' in specOf(await cluster.get('PersistentVolumeClaim', 'data')))
  t.match(specOf(await testCluster().store.create(kindOf('PersistentVolumeClaim'), claim())), { storageClassName: 'standard' })
})
