import t from 'tap'
import { app } from '../fixtures/manifests.ts'
import { childOf, sync } from '../fixtures/world.ts'

const autoscaler = (replicas: number, settings: Readonly<Record<string, string>> = {}) => childOf(sync(app({ replicas }), { settings }), 'HorizontalPodAutoscaler/orders-app-hpa')

t.test('the autoscaler always wants more, up to the wanted members', async (t) => {
  const { apiVersion, spec } = autoscaler(20)
  t.equal(apiVersion, 'autoscaling/v2')
  t.same(spec, {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'orders-app' },
    minReplicas: 1,
    maxReplicas: 20,
    metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Mi' } } }],
    behavior: {
      scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 60 }, { type: 'Pods', value: 4, periodSeconds: 60 }], selectPolicy: 'Max', stabilizationWindowSeconds: 0 },
      scaleDown: { policies: [{ type: 'Percent', value: 100, periodSeconds: 1 }], selectPolicy: 'Max', stabilizationWindowSeconds: 0 },
    },
  })
})

t.test('settings change its steps', async (t) => {
  const settings = { HPA_SCALE_UP_POLICY_PODS_PER_STEP: '7', HPA_SCALE_UP_POLICY_PERIOD_SECONDS: '90' }
  t.match(autoscaler(2, settings)['spec'], { behavior: { scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: 90 }, { type: 'Pods', value: 7, periodSeconds: 90 }] }, scaleDown: { policies: [{ periodSeconds: 1 }] } } })
})

t.test('without members there is none', async (t) => {
  t.same(sync(app({ replicas: 0 })).children.filter(({ kind }) => kind === 'HorizontalPodAutoscaler'), [])
})

t.test('it carries the labels of the app and no others', async (t) => {
  const labels = { team: 'a' }
  t.same(childOf(sync(app({}, { labels })), 'HorizontalPodAutoscaler/orders-app-hpa').metadata.labels, labels)
})
