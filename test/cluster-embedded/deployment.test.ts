import t from 'tap'
import { bounds, rollingStep } from '../../src/cluster/controllers/deployment/rollout.ts'
import { isReady } from '../../src/cluster/controllers/pod-state.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { condition, kindOf, specOf, statusOf, testCluster, withImage, withSpec } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { deployment, namespace } from './fixtures/workloads.ts'

const pods = (cluster: TestCluster): Promise<readonly StoredObject[]> => cluster.store.list(kindOf('Pod'), { namespace })
const sets = (cluster: TestCluster): Promise<readonly StoredObject[]> => cluster.store.list(kindOf('ReplicaSet'), { namespace })

t.test('a Deployment becomes available through one ReplicaSet', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment())
  t.ok(await cluster.rest())
  const web = await cluster.get('Deployment', 'web')
  t.match(statusOf(web), { observedGeneration: 1, replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4, terminatingReplicas: 0, unavailableReplicas: undefined })
  t.strictSame([condition(web, 'Available'), condition(web, 'Progressing')], ['True MinimumReplicasAvailable', 'True NewReplicaSetAvailable'])
  t.match(web.metadata.annotations, { 'deployment.kubernetes.io/revision': '1' })
  t.match((await pods(cluster)).map(({ metadata: { name } }) => name), Array.from({ length: 4 }, () => /^web-[a-z0-9]+-[a-z0-9]{5}$/))
})

t.test('a rolling update stays within surge and unavailability', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment())
  await cluster.rest()
  await cluster.change('Deployment', 'web', withImage('example.com/app:2'))
  const seen: (readonly [number, number])[] = []
  for (let step = 0; step < 400; step += 1) {
    await cluster.advance(25)
    const all = await pods(cluster)
    seen.push([all.filter(({ metadata: { deletionTimestamp } }) => deletionTimestamp === undefined).length, all.filter(isReady).length])
  }
  t.ok(seen.every(([living, ready]) => living <= 5 && ready >= 3))
  t.match(statusOf(await cluster.get('Deployment', 'web')), { updatedReplicas: 4, availableReplicas: 4, replicas: 4 })
  t.strictSame((await sets(cluster)).map((set) => specOf(set)['replicas']).toSorted(), [0, 4])
})

t.test('going back takes the old ReplicaSet again, under the newest revision', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment())
  for (const image of ['example.com/app:2', 'example.com/app:1']) {
    await cluster.rest()
    await cluster.change('Deployment', 'web', withImage(image))
  }
  await cluster.rest()
  t.strictSame((await sets(cluster)).map((set) => [specOf(set)['replicas'], set.metadata.annotations?.['deployment.kubernetes.io/revision']]).toSorted(), [[0, '2'], [4, '3']])
})

t.test('Recreate has nothing new before everything old is gone', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment({ spec: { strategy: { type: 'Recreate' }, revisionHistoryLimit: 0 } }))
  await cluster.rest()
  await cluster.change('Deployment', 'web', withImage('example.com/app:2'))
  const images = new Set<string>()
  for (let step = 0; step < 200; step += 1) {
    await cluster.advance(25)
    images.add((await pods(cluster)).map((pod) => JSON.stringify(specOf(pod)['containers']).includes('app:2') ? 'new' : 'old').toSorted().filter((one, index, all) => all.indexOf(one) === index).join())
  }
  t.strictSame([...images].filter((image) => image !== ''), ['old', 'new'])
  t.equal((await sets(cluster)).length, 1, 'the history keeps nothing')
})

t.test('scaling and pausing', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment())
  await cluster.rest()
  await cluster.change('Deployment', 'web', withSpec({ replicas: 1 }))
  await cluster.rest()
  t.equal((await pods(cluster)).length, 1)
  await cluster.change('Deployment', 'web', (object) => withSpec({ paused: true, replicas: 3 })(object))
  await cluster.rest()
  t.equal((await pods(cluster)).length, 1)
})

t.test('a rollout that does not come further is called stuck after its deadline', async (t) => {
  const cluster = testCluster()
  await cluster.create(deployment({ spec: { progressDeadlineSeconds: 60 } }))
  await cluster.rest()
  cluster.faults.inject({ type: 'ImagePullError', pods: {} })
  await cluster.change('Deployment', 'web', withImage('example.com/app:2'))
  await cluster.advance(30_000)
  t.match(condition(await cluster.get('Deployment', 'web'), 'Progressing'), /^True/)
  await cluster.advance(60_000)
  t.equal(condition(await cluster.get('Deployment', 'web'), 'Progressing'), 'False ProgressDeadlineExceeded')
  t.match(condition(await cluster.get('Deployment', 'web'), 'Available'), /^True/, 'the old pods still serve')
})

t.test('the arithmetic of a rollout', (t) => {
  t.strictSame(bounds(4, { maxSurge: '25%', maxUnavailable: '25%' }), { surge: 1, unavailable: 1 })
  t.strictSame(bounds(3, { maxSurge: '25%', maxUnavailable: '25%' }), { surge: 1, unavailable: 0 })
  t.strictSame(bounds(3, { maxSurge: 0, maxUnavailable: 0 }), { surge: 0, unavailable: 1 })
  const rollout = { wanted: 4, surge: 1, unavailable: 1, fresh: { name: 'new', replicas: 0, available: 0 }, old: [{ name: 'old', replicas: 4, available: 4 }] }
  t.strictSame([...rollingStep(rollout)], [['new', 1]])
  t.strictSame([...rollingStep({ ...rollout, fresh: { name: 'new', replicas: 1, available: 0 } })], [['old', 3]])
  t.strictSame([...rollingStep({ ...rollout, fresh: { name: 'new', replicas: 1, available: 0 }, old: [{ name: 'sick', replicas: 4, available: 2 }] })], [['sick', 3]])
  t.end()
})
