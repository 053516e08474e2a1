import t from 'tap'
import { app } from '../fixtures/manifests.ts'
import { childOf, keyOf, sync } from '../fixtures/world.ts'

const selector = { 'kaspr.io/cluster': 'orders', 'kaspr.io/name': 'orders-app', 'kaspr.io/kind': 'KasprApp' }
const ports = [{ name: 'http', protocol: 'TCP', port: 6065, targetPort: 6065 }]
const base = {
  'kaspr.io/kind': 'KasprApp', 'kaspr.io/name': 'orders-app', 'kaspr.io/cluster': 'orders', 'kaspr.io/component-type': 'KasprApp', 'app.kubernetes.io/name': 'KasprApp',
  'app.kubernetes.io/instance': 'orders', 'app.kubernetes.io/part-of': 'kaspr-orders', 'app.kubernetes.io/managed-by': 'kaspr-operator', 'kaspr.io/app': 'orders',
}
const hash = 'kaspr.io/resource-hash'

t.test('an app has these objects and no others', async (t) => {
  t.same(sync(app()).children.map(keyOf).toSorted(), [
    'ConfigMap/orders-app-config', 'HorizontalPodAutoscaler/orders-app-hpa', 'KasprMemberSet/orders-app', 'Service/orders-app', 'Service/orders-app-api', 'ServiceAccount/orders-app', 'StatefulSet/orders-app',
  ])
  t.same(sync(app()).children.map(({ metadata }) => metadata.namespace), Array.from({ length: 7 }, () => 'shop'))
})

t.test('one Service for the API, one for the names of members', async (t) => {
  t.same(childOf(sync(app()), 'Service/orders-app-api')['spec'], { type: 'ClusterIP', selector, ports })
  t.same(childOf(sync(app()), 'Service/orders-app')['spec'], { clusterIP: 'None', publishNotReadyAddresses: true, selector, ports })
})

t.test('the account is only metadata', async (t) => {
  t.same(Object.keys(childOf(sync(app()), 'ServiceAccount/orders-app')).toSorted(), ['apiVersion', 'kind', 'metadata'])
})

t.test('objects carry the fixed labels; those of the app come where there is no other', async (t) => {
  const answer = sync(app({}, { labels: { team: 'a', 'kaspr.io/cluster': 'mine', 'controller-uid': 'forged' }, annotations: { note: 'x' } }))
  for (const key of ['ServiceAccount/orders-app', 'ConfigMap/orders-app-config', 'Service/orders-app-api', 'Service/orders-app']) {
    t.same(childOf(answer, key).metadata.labels, { ...base, team: 'a' }, key)
    t.equal(childOf(answer, key).metadata.annotations?.['note'], undefined, 'annotations are not copied')
  }
})

t.test('the user\'s labels win on the account, the fixed ones everywhere else', async (t) => {
  const metadata = { labels: { 'kaspr.io/name': 'mine', team: 'b' }, annotations: { a: '1', [hash]: 'forged' } }
  const answer = sync(app({ template: { serviceAccount: { metadata }, service: { metadata } } }, { labels: { team: 'a' } }))
  const account = childOf(answer, 'ServiceAccount/orders-app').metadata
  t.same(account.labels, { ...base, team: 'b', 'kaspr.io/name': 'mine' })
  t.equal(account.annotations?.['a'], '1')
  t.not(account.annotations?.[hash], 'forged', 'the hash is written last')
  for (const key of ['Service/orders-app-api', 'Service/orders-app']) t.match(childOf(answer, key).metadata, { labels: { ...base }, annotations: { a: '1' } })
})

t.test('labels of the Service template come before those that the app passes on', async (t) => {
  const metadata = { labels: { team: 'b' } }
  const answer = sync(app({ template: { service: { metadata } } }, { labels: { team: 'a' } }))
  t.equal(childOf(answer, 'Service/orders-app-api').metadata.labels?.['team'], 'b', 'adopted labels only fill gaps')
})

t.test('ports of both Services follow the web port', async (t) => {
  const answer = sync(app({ config: { webPort: 80 } }))
  for (const key of ['Service/orders-app-api', 'Service/orders-app']) t.match(childOf(answer, key)['spec'], { ports: [{ port: 80, targetPort: 80 }] })
})
