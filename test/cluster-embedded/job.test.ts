import t from 'tap'
import { condition, kindOf, specOf, statusOf, testCluster, withSpec } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { job, namespace, pod } from './fixtures/workloads.ts'

const podCount = async (cluster: TestCluster): Promise<number> => (await cluster.store.list(kindOf('Pod'), { namespace })).length

t.test('a Job runs its pod to the end', async (t) => {
  const cluster = testCluster()
  await cluster.create(job())
  await cluster.advance(2000)
  t.match(statusOf(await cluster.get('Job', 'once')), { active: 1, ready: 1, startTime: '2026-01-01T00:00:00Z' })
  t.ok(await cluster.rest())
  const done = await cluster.get('Job', 'once')
  t.match(statusOf(done), { succeeded: 1, active: undefined, completionTime: /Z$/, uncountedTerminatedPods: {} })
  t.strictSame([condition(done, 'SuccessCriteriaMet'), condition(done, 'Complete')], ['True CompletionsReached', 'True CompletionsReached'])
  const [made] = await cluster.store.list(kindOf('Pod'), { namespace })
  t.match(made, { metadata: { labels: { 'job-name': 'once' } }, status: { phase: 'Succeeded', containerStatuses: [{ state: { terminated: { exitCode: 0 } } }] } })
  t.notOk('finalizers' in (made?.metadata ?? {}))
})

t.test('a Job with labels of its own keeps them as they are; one without has those of its template', async (t) => {
  const cluster = testCluster()
  await cluster.create(job({ name: 'labelled', metadata: { labels: { 'controller-uid': 'its-owner' } } }), job({ name: 'plain' }))
  t.strictSame((await cluster.get('Job', 'labelled'))?.metadata.labels, { 'controller-uid': 'its-owner' })
  const plain = await cluster.get('Job', 'plain')
  t.match(plain?.metadata.labels, { 'controller-uid': plain?.metadata.uid, 'job-name': 'plain' })
})

t.test('several completions, so many at a time', async (t) => {
  const active: unknown[] = []
  const cluster = testCluster({ observe: ({ object }) => { if (object.kind === 'Job') active.push(statusOf(object)['active'] ?? 0) } })
  await cluster.create(job({ spec: { completions: 5, parallelism: 2 } }))
  t.ok(await cluster.rest())
  t.equal(Math.max(...active.map(Number)), 2)
  t.match(statusOf(await cluster.get('Job', 'once')), { succeeded: 5 })
})

t.test('a Job gives up beyond its back-off limit', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'PodCrash', pods: {}, exitCode: 3, times: 'always' })
  await cluster.create(job({ spec: { backoffLimit: 2 } }))
  t.ok(await cluster.rest())
  const failed = await cluster.get('Job', 'once')
  t.match(statusOf(failed), { failed: 3 })
  t.strictSame([condition(failed, 'FailureTarget'), condition(failed, 'Failed')], ['True BackoffLimitExceeded', 'True BackoffLimitExceeded'])
  t.match((await cluster.store.list(kindOf('Pod'), { namespace }))[0], { status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3, reason: 'Error' } } }] } })
})

t.test('a Job fails after its deadline', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'PodEndless', pods: {} })
  await cluster.create(job({ spec: { activeDeadlineSeconds: 30 } }))
  await cluster.advance(40_000)
  t.equal(condition(await cluster.get('Job', 'once'), 'Failed'), 'True DeadlineExceeded')
  t.equal(await podCount(cluster), 0)
})

t.test('a suspended Job runs nothing until it is told to', async (t) => {
  const cluster = testCluster()
  await cluster.create(job({ spec: { suspend: true } }))
  await cluster.rest()
  t.equal(await podCount(cluster), 0)
  t.notOk('startTime' in statusOf(await cluster.get('Job', 'once')))
  await cluster.change('Job', 'once', withSpec({ suspend: false }))
  await cluster.rest()
  t.match(statusOf(await cluster.get('Job', 'once')), { succeeded: 1 })
})

t.test('a Job that is over goes when its time to live is', async (t) => {
  const cluster = testCluster()
  await cluster.create(job({ spec: { ttlSecondsAfterFinished: 100 } }))
  await cluster.advance(60_000)
  t.ok(await cluster.has('Job', 'once'))
  await cluster.advance(60_000)
  t.notOk(await cluster.has('Job', 'once'))
  t.equal(await podCount(cluster), 0)
})

t.test('pods of a deleted Job go with it, those that run included', async (t) => {
  for (const propagation of ['Background', 'Foreground'] as const) {
    const cluster = testCluster()
    await cluster.create(job())
    await cluster.advance(2000)
    await cluster.delete('Job', 'once', propagation)
    t.ok(await cluster.rest())
    t.notOk(await cluster.has('Job', 'once'))
    t.equal(await podCount(cluster), 0)
  }
})

t.test('a bare pod that is not restarted runs to its end as well', async (t) => {
  const cluster = testCluster()
  await cluster.create(pod({ pod: { restartPolicy: 'Never' } }))
  await cluster.rest()
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Succeeded' })
  t.equal(specOf(await cluster.get('Pod', 'bare'))['nodeName'], 'embedded')
})
