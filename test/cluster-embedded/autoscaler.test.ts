import t from 'tap'
import { freshMemory, recommended, scaled } from '../../src/cluster/controllers/autoscaler/scale-memory.ts'
import { ruled } from '../../src/cluster/controllers/autoscaler/scaling-rules.ts'
import type { Question } from '../../src/cluster/controllers/autoscaler/scaling-rules.ts'
import type { PodUsage } from '../../src/cluster/metrics.ts'
import { condition, specOf, statusOf, testCluster, withSpec } from './fixtures/cluster.ts'
import type { TestCluster } from './fixtures/cluster.ts'
import { autoscaler, statefulSet } from './fixtures/workloads.ts'

/** The behaviour that the Kaspr family writes: at most double, or four more, a minute; down at once. */
const behavior = {
  scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 60 }, { type: 'Pods', value: 4, periodSeconds: 60 }], selectPolicy: 'Max', stabilizationWindowSeconds: 0 },
  scaleDown: { policies: [{ type: 'Percent', value: 100, periodSeconds: 1 }], selectPolicy: 'Max', stabilizationWindowSeconds: 0 },
}

const replicas = async (cluster: TestCluster): Promise<unknown> => specOf(await cluster.get('StatefulSet', 'orders'))['replicas']

t.test('without a metrics API nothing is scaled, and the condition says why', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet(), autoscaler())
  await cluster.advance(60_000)
  const scaler = await cluster.get('HorizontalPodAutoscaler', 'orders')
  t.strictSame([condition(scaler, 'AbleToScale'), condition(scaler, 'ScalingActive')], ['True SucceededGetScale', 'False FailedGetResourceMetric'])
  t.match(statusOf(scaler), { currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] })
  t.equal(await replicas(cluster), 2)
})

t.test('it looks fifteen seconds after it was made, not earlier', async (t) => {
  const cluster = testCluster()
  await cluster.create(statefulSet(), autoscaler())
  await cluster.advance(14_000)
  t.strictSame(statusOf(await cluster.get('HorizontalPodAutoscaler', 'orders')), { currentMetrics: null, desiredReplicas: 0 })
  await cluster.advance(1000)
  t.match(condition(await cluster.get('HorizontalPodAutoscaler', 'orders'), 'ScalingActive'), /^False/)
})

t.test('policies bound each step: 1, 5, 10, 12', async (t) => {
  const steps: unknown[] = []
  const cluster = testCluster({ metrics: () => ({ memory: '300Mi' }), observe: ({ object, type }) => { if (object.kind === 'StatefulSet' && type !== 'Deleted') steps.push(specOf(object)['replicas']) } })
  await cluster.create(statefulSet({ spec: { replicas: 1 } }), autoscaler({ behavior }))
  await cluster.advance(40_000)
  t.equal(await replicas(cluster), 5)
  await cluster.advance(30_000)
  t.equal(await replicas(cluster), 5)
  await cluster.advance(300_000)
  t.strictSame(steps.filter((step, index) => step !== steps[index - 1]), [1, 5, 10, 12])
  const scaler = await cluster.get('HorizontalPodAutoscaler', 'orders')
  t.strictSame([condition(scaler, 'ScalingActive'), condition(scaler, 'ScalingLimited')], ['True ValidMetricFound', 'True TooManyReplicas'])
  t.match(statusOf(scaler), { currentReplicas: 12, desiredReplicas: 12, lastScaleTime: /Z$/, currentMetrics: [{ resource: { name: 'memory', current: { averageValue: '300Mi' } } }] })
})

t.test('a lower maximum is followed at once, whatever the metrics say', async (t) => {
  const cluster = testCluster({ metrics: () => ({ memory: '300Mi' }) })
  await cluster.create(statefulSet({ spec: { replicas: 10 } }), autoscaler())
  await cluster.advance(20_000)
  await cluster.change('HorizontalPodAutoscaler', 'orders', withSpec({ maxReplicas: 3 }))
  await cluster.advance(20_000)
  t.equal(await replicas(cluster), 3)
})

t.test('a target without pods is left alone, one that is missing cannot be scaled', async (t) => {
  const cluster = testCluster({ metrics: () => ({ memory: '300Mi' }) })
  await cluster.create(autoscaler())
  await cluster.advance(20_000)
  t.equal(condition(await cluster.get('HorizontalPodAutoscaler', 'orders'), 'AbleToScale'), 'False FailedGetScale')
  await cluster.create(statefulSet({ spec: { replicas: 0 } }))
  await cluster.advance(20_000)
  t.equal(condition(await cluster.get('HorizontalPodAutoscaler', 'orders'), 'ScalingActive'), 'False ScalingDisabled')
  t.equal(await replicas(cluster), 0)
})

t.test('usage by request: up, within tolerance, and down after the window', async (t) => {
  let cpu: PodUsage = { cpu: '160m' }
  const cluster = testCluster({ metrics: () => cpu })
  const resources = { requests: { cpu: '100m' } }
  await cluster.create(statefulSet({ pod: { containers: [{ name: 'main', image: 'a:1', resources }] } }), autoscaler({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] }))
  await cluster.advance(20_000)
  t.equal(await replicas(cluster), 4)
  cpu = { cpu: '85m' }
  await cluster.advance(60_000)
  t.equal(await replicas(cluster), 4)
  cpu = { cpu: '20m' }
  await cluster.advance(200_000)
  t.equal(await replicas(cluster), 4, 'the highest recommendation of five minutes holds')
  t.equal(condition(await cluster.get('HorizontalPodAutoscaler', 'orders'), 'AbleToScale'), 'True ScaleDownStabilized')
  await cluster.advance(200_000)
  t.equal(await replicas(cluster), 1)
})

t.test('the metrics API can fail for a while', async (t) => {
  const cluster = testCluster({ metrics: () => ({ memory: '300Mi' }) })
  const heal = cluster.faults.inject({ type: 'MetricsUnavailable' })
  await cluster.create(statefulSet({ spec: { replicas: 1 } }), autoscaler({ behavior }))
  await cluster.advance(60_000)
  t.equal(await replicas(cluster), 1)
  heal()
  await cluster.advance(20_000)
  t.equal(await replicas(cluster), 5)
})

const minute = 60_000
const question = (more: Partial<Question>): Question =>
  ({ current: 4, desired: 4, least: 1, most: 100, behavior, memory: freshMemory(4, 0), now: minute, ...more })

t.test('the rules, one by one', (t) => {
  t.match(ruled(question({ desired: 50 })), { replicas: 8, reason: 'ScaleUpLimit', isLimited: true })
  t.match(ruled(question({ desired: 50, current: 8, memory: scaled(freshMemory(4, 0), 4, 30_000) })), { replicas: 8, isLimited: true }, 'the step of this period is used up')
  t.match(ruled(question({ desired: 50, current: 8, now: 2 * minute, memory: scaled(freshMemory(4, 0), 4, 30_000) })), { replicas: 16 })
  t.match(ruled(question({ desired: 50, behavior: undefined })), { replicas: 8, reason: 'ScaleUpLimit' })
  t.match(ruled(question({ desired: 50, behavior: { ...behavior, scaleUp: { ...behavior.scaleUp, selectPolicy: 'Min' } }, current: 2 })), { replicas: 4 })
  t.match(ruled(question({ desired: 50, behavior: { ...behavior, scaleUp: { ...behavior.scaleUp, selectPolicy: 'Disabled' } } })), { replicas: 4, isLimited: true })
  t.match(ruled(question({ desired: 1, behavior: { ...behavior, scaleDown: { ...behavior.scaleDown, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } } })), { replicas: 3, reason: 'ScaleDownLimit' })
  t.match(ruled(question({ desired: 0, least: 2 })), { replicas: 2, reason: 'TooFewReplicas' })
  t.match(ruled(question({ desired: 1, behavior: { ...behavior, scaleDown: { ...behavior.scaleDown, stabilizationWindowSeconds: 300 } }, memory: recommended(freshMemory(4, 0), 3, 30_000) })), { replicas: 4, isStabilized: true })
  t.end()
})
