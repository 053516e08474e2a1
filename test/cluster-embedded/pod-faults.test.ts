import t from 'tap'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { condition, statusOf, testCluster } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { pod, statefulSet } from './fixtures/workloads.ts'

const containers = async (cluster: TestCluster, name = 'bare', list = 'containerStatuses'): Promise<readonly JsonObject[]> =>
  trusted<readonly JsonObject[]>(statusOf(await cluster.get('Pod', name))[list] ?? [])
const ready = async (cluster: TestCluster, name = 'bare'): Promise<string | undefined> => condition(await cluster.get('Pod', name), 'Ready')

const initContainers = [{ name: 'install', image: 'a:1' }, { name: 'second', image: 'a:1' }]

t.test('a crash: the container starts again at once, the pod is not ready meanwhile', async (t) => {
  const cluster = testCluster()
  await cluster.create(pod())
  await cluster.rest()
  cluster.faults.inject({ type: 'PodCrash', pods: { name: 'bare' }, exitCode: 137 })
  await cluster.advance(100)
  t.match(await ready(cluster), /^False/)
  t.match(await containers(cluster), [{ ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 137, reason: 'Error' } } }])
  t.ok(await cluster.rest())
  t.equal(await ready(cluster), 'True')
  t.match(await containers(cluster), [{ restartCount: 1, lastState: { terminated: { exitCode: 137 } }, state: { running: {} } }])
})

t.test('a crash loop backs off longer and longer, until it is ended', async (t) => {
  const cluster = testCluster()
  const heal = cluster.faults.inject({ type: 'PodCrash', pods: {}, times: 'always' })
  await cluster.create(pod())
  await cluster.advance(60_000)
  const after = Number((await containers(cluster))[0]?.['restartCount'])
  await cluster.advance(600_000)
  const later = Number((await containers(cluster))[0]?.['restartCount'])
  t.ok(after >= 3 && after <= 4 && later >= 6 && later <= 8, `${after}, ${later}`)
  t.match(await ready(cluster), /^False/)
  heal()
  await cluster.advance(400_000)
  t.equal(await ready(cluster), 'True')
})

t.test('each pod that matches has its own count of crashes', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'PodCrash', pods: { labelSelector: { matchLabels: { app: 'orders' } } }, times: 2 })
  await cluster.create(statefulSet(), pod())
  await cluster.advance(60_000)
  t.match([await containers(cluster, 'orders-0'), await containers(cluster, 'orders-1'), await containers(cluster)], [[{ restartCount: 2 }], [{ restartCount: 2 }], [{ restartCount: 0 }]])
})

t.test('a pod that no node takes is pending, until the fault ends', async (t) => {
  const cluster = testCluster()
  const heal = cluster.faults.inject({ type: 'PodPending', pods: {} })
  await cluster.create(pod())
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Pending' })
  t.equal(condition(await cluster.get('Pod', 'bare'), 'PodScheduled'), 'False Unschedulable')
  heal()
  t.ok(await cluster.rest())
  t.equal(await ready(cluster), 'True')
})

t.test('an image that cannot be pulled, of a container or of an init container', async (t) => {
  for (const [container, list, index] of [['main', 'containerStatuses', 0], ['second', 'initContainerStatuses', 1]] as const) {
    const cluster = testCluster()
    const heal = cluster.faults.inject({ type: 'ImagePullError', pods: { name: 'bare' }, container })
    await cluster.create(pod({ pod: { initContainers } }))
    t.ok(await cluster.rest())
    t.match((await containers(cluster, 'bare', list))[index], { state: { waiting: { reason: 'ImagePullBackOff' } } })
    t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Pending' })
    heal()
    t.ok(await cluster.rest())
    t.equal(await ready(cluster), 'True')
  }
})

t.test('an init container that fails twice keeps the next ones from starting, then the pod becomes ready', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'InitContainerFailure', pods: {}, exitCode: 42, times: 2 })
  await cluster.create(pod({ pod: { initContainers } }))
  await cluster.advance(6000)
  t.match(await containers(cluster, 'bare', 'initContainerStatuses'), [
    { restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 42 } } },
    { state: { waiting: { reason: 'PodInitializing' } } },
  ])
  t.equal(condition(await cluster.get('Pod', 'bare'), 'Initialized'), 'False ContainersNotInitialized')
  t.ok(await cluster.rest())
  t.equal(await ready(cluster), 'True')
})

t.test('a named init container fails; a pod that is never restarted has failed with it', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'InitContainerFailure', pods: {}, container: 'second' })
  await cluster.create(pod({ pod: { initContainers, restartPolicy: 'Never' } }))
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Failed', initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { terminated: { exitCode: 1 } } }] })
})

t.test('OnFailure starts anew after an error and ends after a success', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'PodCrash', pods: {} })
  await cluster.create(pod({ pod: { restartPolicy: 'OnFailure' } }))
  t.ok(await cluster.rest())
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Succeeded', containerStatuses: [{ restartCount: 1 }] })
})

t.test('a slow start takes so much longer', async (t) => {
  const cluster = testCluster()
  cluster.faults.inject({ type: 'SlowStart', pods: {}, milliseconds: 100_000 })
  await cluster.create(pod())
  await cluster.advance(90_000)
  t.match(await ready(cluster), /^False/)
  t.ok(await cluster.rest(), 'a start that takes its time is waited for')
  t.equal(await ready(cluster), 'True')
})

t.test('a pod that is not ready, and ready again', async (t) => {
  const cluster = testCluster()
  await cluster.create(pod())
  await cluster.rest()
  const heal = cluster.faults.inject({ type: 'PodUnready', pods: {} })
  t.same(cluster.faults.active(), [{ type: 'PodUnready', pods: {} }])
  await cluster.rest()
  t.equal(await ready(cluster), 'False ContainersNotReady')
  t.match(statusOf(await cluster.get('Pod', 'bare')), { phase: 'Running' })
  heal()
  t.same(cluster.faults.active(), [])
  await cluster.rest()
  t.equal(await ready(cluster), 'True')
})

t.test('a deleted pod of a node that does not answer stays', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet({ spec: { replicas: 1 } }))
  await cluster.rest()
  const heal = cluster.faults.inject({ type: 'PodStuck', pods: {} })
  await cluster.delete('Pod', 'orders-0')
  const before = (await cluster.get('Pod', 'orders-0')).metadata.uid
  await cluster.advance(600_000)
  t.equal((await cluster.get('Pod', 'orders-0')).metadata.uid, before)
  heal()
  await cluster.rest()
  t.not((await cluster.get('Pod', 'orders-0')).metadata.uid, before)
})
