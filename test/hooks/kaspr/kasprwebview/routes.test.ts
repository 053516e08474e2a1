import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { apply, cluster, resourceOf, settled } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { app, webView } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, podOf, said, sync } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'

const days: Readonly<Record<string, string>> = { old: '2026-01-01T00:00:00Z', young: '2026-01-02T00:00:00Z', newest: '2026-01-03T00:00:00Z' }
const view = (name: string, route: string, more: JsonObject = {}): Manifest => {
  const [method = '', at = ''] = route.split(' ')
  return webView(name, { request: { method, path: at }, ...more }, { creationTimestamp: days[name] ?? '2026-01-09T00:00:00Z' })
}
/** One that breaks a rule only, and one that breaks the schema: nobody can read its route. */
const faults: readonly JsonObject[] = [{ response: { statusCode: 200, statusCodeSelector: { onSuccess: { python: 'x' } } } }, { response: { contentType: 'text/css' } }]
const mounted = ({ children }: Cluster): readonly string[] => (podOf({ children: children['KasprApp/orders'] ?? [] }).volumes ?? []).map(({ name }) => name.replace(/-webview$/, ''))
const ready = (at: Cluster, name: string): string => said(trusted<Status>(resourceOf(at, `KasprWebView/${name}`)['status']), 'Ready')

t.test('the older WebView keeps the route, the younger one is refused', async (t) => {
  const now = settled(cluster(app(), view('young', 'GET /a'), view('old', 'GET /a')))
  t.same([ready(now, 'old'), ready(now, 'young')], ['True/AppFound', 'False/InvalidSpec'])
  t.same(mounted(now), ['old'])
  const { conditions } = trusted<Status>(resourceOf(now, 'KasprWebView/young')['status'])
  t.match(conditionOf({ conditions: conditions ?? [] }, 'Ready')?.message, 'spec.request: KasprWebView "old"')
  t.match(conditionOf(trusted<Status>(resourceOf(now, 'KasprApp/orders')['status']), 'ComponentsReady')?.message, 'KasprWebView/young: spec.request')
})

t.test('of one age it is the first by name', async (t) => {
  const now = settled(cluster(app(), view('b', 'GET /a'), view('a', 'GET /a')))
  t.same(mounted(now), ['a'])
})

t.test('another method, another path, another app or another namespace is another route', async (t) => {
  const other = { ...view('young', 'GET /a'), metadata: { ...view('young', 'GET /a').metadata, labels: { 'kaspr.io/app': 'other' } } }
  const far = { ...view('young', 'GET /a'), metadata: { ...view('young', 'GET /a').metadata, namespace: 'far' } }
  for (const rival of [view('young', 'POST /a'), view('young', 'GET /a/'), view('young', 'GET /A'), other, far]) {
    t.same(sync(rival, { around: [app(), view('old', 'GET /a')] }).problems, [])
  }
})

t.test('a WebView that is being deleted holds no route', async (t) => {
  const going = { ...view('old', 'GET /a'), metadata: { ...view('old', 'GET /a').metadata, deletionTimestamp: '2026-01-05T00:00:00Z' } }
  const now = settled(cluster(app(), going, view('young', 'GET /a')))
  t.equal(ready(now, 'young'), 'True/AppFound')
  t.same(mounted(now), ['young'])
})

t.test('a route that is free again goes to the next one', async (t) => {
  const before = settled(cluster(app(), view('old', 'GET /a'), view('young', 'GET /a')))
  const after = settled(apply(before, view('old', 'GET /b')))
  t.same([ready(after, 'old'), ready(after, 'young')], ['True/AppFound', 'True/AppFound'])
  t.same(mounted(after), ['old', 'young'])
})

t.test('a WebView that wants a taken route keeps its last good content, with its old route', async (t) => {
  const before = settled(cluster(app(), view('old', 'GET /a'), view('young', 'GET /b')))
  const after = settled(apply(before, view('young', 'GET /a')))
  t.equal(ready(after, 'young'), 'False/InvalidSpec')
  t.same(mounted(after), ['old', 'young'])
  t.same(after.children['KasprWebView/young'], before.children['KasprWebView/young'])
})

t.test('a WebView whose route is taken away is mounted no more', async (t) => {
  const before = settled(cluster(app(), view('old', 'GET /a'), view('young', 'GET /b')))
  const after = settled(apply(before, view('old', 'GET /b')))
  t.equal(ready(after, 'young'), 'False/InvalidSpec')
  t.same(mounted(after), ['old'])
})

t.test('and stays away when it changes but for its route: two of one route keep the whole app from starting', async (t) => {
  const before = settled(cluster(app(), view('old', 'GET /a'), view('young', 'GET /b')))
  const taken = settled(apply(before, view('old', 'GET /b')))
  t.same(mounted(settled(apply(taken, view('young', 'GET /b', { description: 'edited' })))), ['old'])
})

t.test('the last good content of an invalid WebView stays until a valid one has its route', async (t) => {
  for (const fault of faults) {
    const before = settled(cluster(app(), view('old', 'GET /a')))
    const spoilt = settled(apply(before, view('old', 'GET /a', fault)))
    t.same(mounted(spoilt), ['old'])
    const rival = settled(apply(spoilt, view('young', 'GET /a')))
    t.equal(mounted(rival).length, 1, `one route, one WebView: ${mounted(rival).join(', ')}`)
    const free = settled(apply(spoilt, view('young', 'GET /b')))
    t.same(mounted(free), ['old', 'young'])
  }
})

t.test('of two invalid WebViews that had one route only one is mounted', async (t) => {
  const [, fault = {}] = faults
  const first = settled(cluster(app(), view('old', 'GET /a')))
  const second = settled(apply(settled(apply(first, view('old', 'GET /a', fault))), view('young', 'GET /a')))
  t.same(mounted(settled(apply(second, view('young', 'GET /a', fault)))).length, 1)
})

t.test('the last good route of a refused WebView is not mounted beside another one', async (t) => {
  const before = settled(cluster(app(), view('old', 'GET /a'), view('young', 'GET /b')))
  const wants = settled(apply(before, view('young', 'GET /a')))
  const rival = settled(apply(wants, view('newest', 'GET /b')))
  t.same(mounted(rival).length, 2, `two routes, two WebViews: ${mounted(rival).join(', ')}`)
})
