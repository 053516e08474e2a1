import t from 'tap'
import { condition, kindOf, refused, statusOf, testCluster } from './fixtures/cluster.ts'
import { claimTemplates, configMap, job, namespace, sent, statefulSet } from './fixtures/workloads.ts'

t.test('a namespace has a label, a phase, an account and a certificate', async (t) => {
  const cluster = testCluster()
  await cluster.store.create(kindOf('Namespace'), sent({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } }))
  await cluster.rest()
  const made = await cluster.get('Namespace', 'new')
  t.match(made, { metadata: { labels: { 'kubernetes.io/metadata.name': 'new' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } })
  t.equal((await cluster.store.list(kindOf('ServiceAccount'), { namespace: 'new' })).length, 1)
  t.equal((await cluster.store.list(kindOf('ConfigMap'), { namespace: 'new' })).length, 1)
})

t.test('a deleted account of a namespace comes back', async (t) => {
  const cluster = testCluster()
  await cluster.delete('ServiceAccount', 'default')
  t.notOk(await cluster.has('ServiceAccount', 'default'))
  await cluster.rest()
  t.ok(await cluster.has('ServiceAccount', 'default'))
})

t.test('a deleted namespace is emptied, then it is gone', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { volumeClaimTemplates: claimTemplates } }), job(), configMap())
  await cluster.rest()
  await cluster.delete('Namespace', namespace)
  t.equal(statusOf(await cluster.get('Namespace', namespace))['phase'], 'Terminating')
  t.ok(await cluster.rest())
  t.notOk(await cluster.has('Namespace', namespace))
  for (const kind of ['StatefulSet', 'Pod', 'PersistentVolumeClaim', 'Job', 'ConfigMap', 'ServiceAccount', 'ControllerRevision']) t.strictSame(await cluster.names(kind), [], kind)
})

t.test('while a namespace ends nothing new may come, and what has finalizers holds it', async (t) => {
  const cluster = testCluster()
  await cluster.create(configMap('held', { metadata: { name: 'held', namespace, finalizers: ['example.com/hold'] } }))
  await cluster.delete('Namespace', namespace)
  await t.rejects(cluster.create(configMap('late')), refused(403, /terminated/))
  await cluster.rest()
  const ending = await cluster.get('Namespace', namespace)
  t.equal(condition(ending, 'NamespaceContentRemaining'), 'True SomeResourcesRemain')
  t.equal(condition(ending, 'NamespaceFinalizersRemaining'), 'True SomeFinalizersRemain')
  await cluster.change('ConfigMap', 'held', (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }))
  await cluster.rest()
  t.notOk(await cluster.has('Namespace', namespace))
})

t.test('a namespace with a finalizer of its own waits for it', async (t) => {
  const cluster = testCluster()
  await cluster.change('Namespace', namespace, (object) => ({ ...object, metadata: { ...object.metadata, finalizers: ['example.com/hold'] } }))
  await cluster.delete('Namespace', namespace)
  await cluster.rest()
  t.ok(await cluster.has('Namespace', namespace))
  await cluster.change('Namespace', namespace, (object) => ({ ...object, metadata: { ...object.metadata, finalizers: [] } }))
  t.notOk(await cluster.has('Namespace', namespace))
})
