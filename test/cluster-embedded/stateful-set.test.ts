import t from 'tap'
import { revisionHash } from '../../src/cluster/controllers/stateful-set/revision-hash.ts'
import { ownersOf } from '../../src/engine/owner-reference.ts'
import { condition, specOf, statusOf, testCluster, withImage, withSpec } from './fixtures/cluster.ts'
import { claimTemplates, configMap, namespace, pod, statefulSet } from './fixtures/workloads.ts'

t.test('a parallel set makes all pods at once and becomes ready', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 3 } }))
  await cluster.advance(5)
  t.strictSame(await cluster.names('Pod'), ['orders-0', 'orders-1', 'orders-2'])
  t.ok(await cluster.rest())
  const revision = statusOf(await cluster.get('StatefulSet', 'orders'))['updateRevision']
  t.strictSame(statusOf(await cluster.get('StatefulSet', 'orders')), {
    observedGeneration: 1, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3, currentReplicas: 3,
    currentRevision: revision, updateRevision: revision, collisionCount: 0,
  })
})

t.test('an ordered set makes one pod after the other', async (t) => {
  const counts: unknown[] = []
  const cluster = testCluster({ observe: ({ object }) => { if (object.kind === 'StatefulSet') counts.push([statusOf(object)['replicas'], statusOf(object)['readyReplicas'] ?? 0]) } })
  await cluster.create(statefulSet({ spec: { replicas: 2, podManagementPolicy: 'OrderedReady' } }))
  t.ok(await cluster.rest())
  t.strictSame(counts, [[0, 0], [0, 0], [1, 0], [1, 1], [2, 1], [2, 2]])
})

t.test('pods have their identity, their revision and their owner', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { ordinals: { start: 5 } } }))
  await cluster.rest()
  const first = await cluster.get('Pod', 'orders-5')
  t.match(first.metadata.labels, { 'apps.kubernetes.io/pod-index': '5', 'statefulset.kubernetes.io/pod-name': 'orders-5', 'controller-revision-hash': /^orders-/ })
  t.match(specOf(first), { hostname: 'orders-5', subdomain: 'orders', serviceAccountName: 'default' })
  t.match(ownersOf(first), [{ kind: 'StatefulSet', name: 'orders', controller: true, blockOwnerDeletion: true }])
  t.equal(condition(first, 'Ready'), 'True')
})

t.test('revisions have the names that Kubernetes gives them', (t) => {
  // Seen on a control plane of version 1.36.3.
  const metadata = { labels: { app: 'plain' } }
  const spec = {
    containers: [{ image: 'reg/a:1', imagePullPolicy: 'IfNotPresent', name: 'main', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' }],
    dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {}, terminationGracePeriodSeconds: 30,
  }
  t.equal(revisionHash({ spec: { template: { $patch: 'replace', metadata, spec } } }, 0), '686bfd7f47')
  t.not(revisionHash({ spec: { template: { $patch: 'replace', metadata, spec } } }, 1), '686bfd7f47')
  t.end()
})

t.test('a new template rolls from the highest number down, one pod at a time', async (t) => {
  const deleted: string[] = []
  const cluster = testCluster({ observe: ({ type, object }) => { if (type === 'Deleted' && object.kind === 'Pod') deleted.push(object.metadata.name) } })
  await cluster.create(statefulSet({ spec: { replicas: 3 } }))
  await cluster.rest()
  await cluster.change('StatefulSet', 'orders', withImage('example.com/app:2'))
  await cluster.advance(1500)
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { currentReplicas: 2, replicas: 3, observedGeneration: 2 })
  await cluster.rest()
  t.strictSame(deleted, ['orders-2', 'orders-1', 'orders-0'])
  const { currentRevision, updateRevision } = statusOf(await cluster.get('StatefulSet', 'orders'))
  t.equal(currentRevision, updateRevision)
  t.equal((await cluster.names('ControllerRevision')).length, 2)
})

t.test('a roll waits for a pod that does not become ready', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 3 } }))
  await cluster.rest()
  const heal = cluster.faults.inject({ type: 'PodUnready', pods: { name: 'orders-2' } })
  await cluster.change('StatefulSet', 'orders', withImage('example.com/app:2'))
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 2, updatedReplicas: 1 })
  heal()
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 3, updatedReplicas: 3 })
})

t.test('going back to an old template takes its revision again', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet())
  await cluster.rest()
  const { updateRevision } = statusOf(await cluster.get('StatefulSet', 'orders'))
  for (const image of ['example.com/app:2', 'example.com/app:1']) {
    await cluster.change('StatefulSet', 'orders', withImage(image))
    await cluster.rest()
  }
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { updateRevision, currentRevision: updateRevision })
  t.equal((await cluster.get('ControllerRevision', String(updateRevision)))['revision'], 3)
})

t.test('another object with the name of a revision is a collision', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ name: 'twin' }))
  await cluster.rest()
  const hash = String(statusOf(await cluster.get('StatefulSet', 'twin'))['updateRevision'])
  await cluster.delete('StatefulSet', 'twin')
  await cluster.rest()
  await cluster.create({ ...configMap(hash), apiVersion: 'apps/v1', kind: 'ControllerRevision', data: { other: true }, revision: 1 })
  await cluster.create(statefulSet({ name: 'twin' }))
  await cluster.rest()
  t.match(statusOf(await cluster.get('StatefulSet', 'twin')), { collisionCount: 1, readyReplicas: 2 })
})

t.test('the history keeps as many revisions as wanted', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { revisionHistoryLimit: 1 } }))
  for (const version of [2, 3, 4, 5]) {
    await cluster.rest()
    await cluster.change('StatefulSet', 'orders', withImage(`example.com/app:${version}`))
  }
  await cluster.rest()
  t.equal((await cluster.names('ControllerRevision')).length, 2)
})

t.test('numbers below the partition keep the old revision, even when their pod is replaced', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } } }))
  await cluster.rest()
  await cluster.change('StatefulSet', 'orders', withImage('example.com/app:2'))
  await cluster.rest()
  await cluster.delete('Pod', 'orders-0')
  await cluster.rest()
  const images = await Promise.all(['orders-0', 'orders-1', 'orders-2'].map(async (name) => (specOf(await cluster.get('Pod', name))['containers'])))
  t.match(images, [[{ image: /:1$/ }], [{ image: /:1$/ }], [{ image: /:2$/ }]])
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { updatedReplicas: 1, currentReplicas: 2 })
})

t.test('OnDelete leaves pods alone until they are deleted', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { updateStrategy: { type: 'OnDelete' } } }))
  await cluster.rest()
  await cluster.change('StatefulSet', 'orders', withImage('example.com/app:2'))
  await cluster.rest()
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { currentReplicas: 2, updatedReplicas: undefined })
  await cluster.delete('Pod', 'orders-0')
  await cluster.rest()
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { currentReplicas: 1, updatedReplicas: 1 })
})

t.test('scaling down takes the highest numbers, ordered sets one by one', async (t) => {
  for (const podManagementPolicy of ['Parallel', 'OrderedReady']) {
    const deleted: string[] = []
    const cluster = testCluster({ observe: ({ type, object }) => { if (type === 'Deleted' && object.kind === 'Pod') deleted.push(object.metadata.name) } })
    await cluster.create(statefulSet({ spec: { replicas: 3, podManagementPolicy } }))
    await cluster.rest()
    await cluster.change('StatefulSet', 'orders', withSpec({ replicas: 1 }))
    await cluster.advance(1500)
    t.equal(deleted.length, podManagementPolicy === 'Parallel' ? 2 : 1)
    await cluster.rest()
    t.strictSame(deleted.toSorted(), ['orders-1', 'orders-2'])
    t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { replicas: 1, readyReplicas: 1 })
  }
})

t.test('a pod counts as available after minReadySeconds', async (t) => {
  const cluster = testCluster({ timing: { prepare: 0, start: 0, schedule: 0 } })
  await cluster.create(statefulSet({ spec: { replicas: 1, minReadySeconds: 10 } }))
  await cluster.advance(5000)
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 1, availableReplicas: 0 })
  await cluster.advance(6000)
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 1, availableReplicas: 1 })
})

t.test('a set that is made anew adopts the pods that an orphan deletion left, without a restart', async (t) => {
  const cluster = testCluster()
  const set = statefulSet({ spec: { volumeClaimTemplates: claimTemplates } })
  await cluster.create(set)
  await cluster.rest()
  const before = (await cluster.get('Pod', 'orders-0')).metadata.uid
  await cluster.delete('StatefulSet', 'orders', 'Orphan')
  await cluster.rest()
  t.strictSame(ownersOf(await cluster.get('Pod', 'orders-0')), [])
  await cluster.create(set)
  await cluster.rest()
  const after = await cluster.get('Pod', 'orders-0')
  t.equal(after.metadata.uid, before)
  t.equal(ownersOf(after)[0]?.uid, (await cluster.get('StatefulSet', 'orders')).metadata.uid)
})

t.test('a pod whose labels do not fit any longer is released and replaced by nothing of its name', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 1 } }))
  await cluster.rest()
  await cluster.change('Pod', 'orders-0', (object) => ({ ...object, metadata: { ...object.metadata, labels: { app: 'other' } } }))
  await cluster.advance(100)
  t.strictSame(ownersOf(await cluster.get('Pod', 'orders-0')), [])
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { replicas: 0 })
})

t.test('a pod that has ended is replaced', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 1 } }))
  await cluster.rest()
  const before = await cluster.get('Pod', 'orders-0')
  await cluster.store.updateStatus({ apiVersion: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' }, { ...before, status: { ...statusOf(before), phase: 'Failed' } })
  await cluster.rest()
  const after = await cluster.get('Pod', 'orders-0')
  t.not(after.metadata.uid, before.metadata.uid)
  t.equal(condition(after, 'Ready'), 'True')
})

t.test('a foreign pod of the same name keeps the set waiting', async (t) => {
  const cluster = testCluster()
  await cluster.create(pod({ name: 'orders-0' }), statefulSet({ spec: { replicas: 1 } }))
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { replicas: 0 })
  await cluster.store.delete({ kind: { apiVersion: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' }, name: 'orders-0', namespace }, { propagation: 'Background' })
  await cluster.advance(1_000_000)
  t.match(statusOf(await cluster.get('StatefulSet', 'orders')), { readyReplicas: 1 })
})
