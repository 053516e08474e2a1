import t from 'tap'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Metric } from '../../src/kit/metric.ts'
import { mostLabelSets } from '../../src/server/series.ts'
import { openApp } from './fixtures/open-app.ts'
import type { Ends } from './fixtures/open-app.ts'
import { recorder } from './fixtures/recorder.ts'
import { configMap, greetingRequest, noon, post, sync } from './fixtures/request.ts'
import { seriesOf } from './fixtures/metric.ts'
import { greeting, mirror } from './fixtures/toy-controller.ts'

const panel = { row: 'Toys', title: 'Toys', by: [] }
const calls: Metric = {
  name: 'toy_calls_total', type: 'counter', help: 'Calls', labels: ['name', 'error', 'hook'], panel,
  initial: ({ metadata: { name } }) => [{ name, error: 'none yet', hook: 'sync' }],
  samples: ({ parent, error = '', finalizing }) => [{ labels: { name: parent.metadata.name, error, hook: finalizing ? 'finalize' : 'sync' }, value: 1 }],
}
const times: Metric = { name: 'toy_seconds', type: 'histogram', help: 'Seconds', labels: ['name'], buckets: [1, 10], panel, samples: ({ parent, seconds }) => [{ labels: { name: parent.metadata.name }, value: seconds }] }
const size: Metric = {
  name: 'toy_size', type: 'gauge', help: 'Size', labels: ['name'], panel,
  samples: ({ parent, children }) => children.all().length === 0 ? [] : [{ labels: { name: parent.metadata.name }, value: children.all().length }],
}
const drifted: Metric = { name: 'toy_drift_total', type: 'counter', help: 'Drift', labels: ['child', 'field'], panel, samples: ({ drift }) => drift().map(({ object, field }) => ({ labels: { child: object.metadata.name, field }, value: 1 })) }
const broken: Metric = { name: 'toy_broken_total', type: 'counter', help: 'Broken', labels: [], panel, samples: () => { throw new TypeError('no ink') } }
const crooked: Metric = { name: 'toy_crooked', type: 'gauge', help: 'No number', labels: [], panel, samples: () => [{ labels: {}, value: NaN }] }

const withMetrics = (...metrics: readonly Metric[]): CompositeController => ({ ...greeting, metrics })
const open = (t: Ends, metrics: readonly Metric[], clock = () => noon) => openApp(t, { controllers: [withMetrics(...metrics)], clock })
const pageOf = async (app: ReturnType<typeof openApp>): Promise<string> => (await app.inject('/metrics')).body
const finalize = '/hooks/greeting/finalize'

t.test('an answer counts once; one that needed no computing does not count', async (t) => {
  const app = open(t, [calls, times])
  const { headers } = await post(app, sync, {})
  await post(app, sync, { headers: { 'if-none-match': String(headers['etag']) } })
  await post(app, finalize, {})
  await post(app, '/hooks/greeting/customize', { payload: { controller: {}, parent: { apiVersion: 'toys.example.com/v1', kind: 'Greeting', metadata: { name: 'hi' } } } })
  const page = await pageOf(app)
  t.equal(seriesOf(page, 'toy_calls_total{name="hi",error="",hook="sync"}'), 1)
  t.equal(seriesOf(page, 'toy_calls_total{name="hi",error="",hook="finalize"}'), 1)
  t.equal(seriesOf(page, 'toy_seconds_count{name="hi"}'), 2)
  t.equal(seriesOf(page, 'toy_seconds_bucket{le="1",name="hi"}'), 2)
})

t.test('failures count by their class, mistakes of the caller do not', async (t) => {
  const app = open(t, [calls])
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'foreign' } }) })
  await post(app, sync, { payload: 'x' })
  await post(app, sync, { payload: {} })
  await post(app, sync, { payload: greetingRequest({ parent: { kind: 'Other' } }) })
  t.strictSame((await pageOf(app)).split('\n').filter((line) => line.startsWith('toy_calls_total{')), [
    'toy_calls_total{name="hi",error="TypeError",hook="sync"} 1', 'toy_calls_total{name="hi",error="KH_GUARD",hook="sync"} 1',
  ])
})

t.test('counters of a parent begin at 0', async (t) => {
  const app = open(t, [calls])
  await post(app, sync, {})
  t.match(await pageOf(app), 'toy_calls_total{name="hi",error="none yet",hook="sync"} 0\n')
})

t.test('a gauge is what the last call said, and nothing once the parent is gone', async (t) => {
  const app = open(t, [size])
  const children = { 'n1/a': configMap('a'), 'n1/b': configMap('b') }
  await post(app, sync, { payload: greetingRequest({ children }) })
  t.match(await pageOf(app), 'toy_size{name="hi"} 2\n')
  await post(app, sync, {})
  t.notMatch(await pageOf(app), 'toy_size{')
  await post(app, sync, { payload: greetingRequest({ children }) })
  await post(app, finalize, { payload: greetingRequest({ children }) })
  t.notMatch(await pageOf(app), 'toy_size{')
})

t.test('a gauge that nobody confirms for 15 minutes goes; an unchanged request confirms it', async (t) => {
  let now = Date.parse(noon)
  const app = open(t, [size], () => new Date(now).toISOString())
  const payload = greetingRequest({ children: { 'n1/hi-letter': configMap('hi-letter') } })
  const { headers } = await post(app, sync, { payload })
  now += 14 * 60_000
  t.equal((await post(app, sync, { payload, headers: { 'if-none-match': String(headers['etag']) } })).status, 304)
  now += 14 * 60_000
  t.match(await pageOf(app), 'toy_size{name="hi"} 1\n')
  now += 2 * 60_000
  t.notMatch(await pageOf(app), 'toy_size{')
})

t.test('no mistake of a metric gets into an answer: it is counted, and said once', async (t) => {
  const { log, lines } = recorder()
  const app = openApp(t, { controllers: [withMetrics(broken, crooked, calls)], log })
  t.equal((await post(app, sync, {})).status, 200)
  t.equal((await post(app, sync, {})).status, 200)
  const page = await pageOf(app)
  t.equal(seriesOf(page, 'kaspr_hooks_metric_mistakes_total{metric="toy_broken_total"}'), 2)
  t.equal(seriesOf(page, 'kaspr_hooks_metric_mistakes_total{metric="toy_crooked"}'), 2)
  t.equal(seriesOf(page, 'toy_calls_total{name="hi",error="",hook="sync"}'), 2)
  t.strictSame(lines().filter(({ metric }) => metric !== undefined).map(({ metric }) => metric), ['toy_broken_total', 'toy_crooked'])
})

t.test('a metric may belong to several controllers, but two may not share a name', async (t) => {
  const app = openApp(t, { controllers: [withMetrics(calls), { ...mirror, metrics: [calls] }] })
  await post(app, sync, {})
  await post(app, '/hooks/mirror/sync', {})
  t.equal(seriesOf(await pageOf(app), 'toy_calls_total{name="hi",error="",hook="sync"}'), 2)
  t.throws(() => openApp(t, { controllers: [withMetrics(calls, { ...calls })] }), { code: 'KH_DEFINITION_INVALID', message: /toy_calls_total/ })
  t.throws(() => openApp(t, { controllers: [withMetrics({ ...calls, name: 'kaspr_hooks_requests_total' })] }), { code: 'KH_DEFINITION_INVALID' })
})

t.test('label sets have an end: the one that was silent longest goes', async (t) => {
  const many: Metric = { name: 'toy_many_total', type: 'counter', help: 'Many', labels: ['id'], panel, samples: () => Array.from({ length: mostLabelSets + 5 }, (_, id) => ({ labels: { id: String(id) }, value: 1 })) }
  const app = open(t, [many])
  await post(app, sync, {})
  const lines = (await pageOf(app)).split('\n').filter((line) => line.startsWith('toy_many_total{'))
  t.equal(lines.length, mostLabelSets)
  t.equal(lines[0], 'toy_many_total{id="5"} 1')
})

t.test('drift is seen where a child differs from the answer, and not after it was applied', async (t) => {
  const app = open(t, [drifted])
  await post(app, sync, { payload: greetingRequest({ children: { 'n1/hi-letter': configMap('hi-letter', { data: { text: 'old' } }), 'n1/other': configMap('other') } }) })
  await post(app, sync, { payload: greetingRequest({ children: { 'n1/hi-letter': configMap('hi-letter', { data: { text: 'Hello you', more: 'x' } }) } }) })
  t.strictSame((await pageOf(app)).split('\n').filter((line) => line.startsWith('toy_drift_total{')), [
    'toy_drift_total{child="hi-letter",field="data"} 1', 'toy_drift_total{child="other",field="deleted"} 1',
  ])
})

t.test('children that were as wanted are looked at again when one of them or what is wanted has another version', async (t) => {
  const app = open(t, [drifted])
  const letter = (resourceVersion: string, text: string): object => ({ 'n1/hi-letter': { ...configMap('hi-letter', { data: { text } }), metadata: { name: 'hi-letter', namespace: 'n1', uid: 'u2', resourceVersion } } })
  const counted = async (): Promise<number> => seriesOf(await pageOf(app), 'toy_drift_total{child="hi-letter",field="data"}')
  await post(app, sync, { payload: greetingRequest({ children: letter('1', 'Hello you') }) })
  await post(app, sync, { payload: greetingRequest({ children: letter('1', 'Hello you'), parent: { status: { conditions: [] } } }) })
  t.equal(await counted(), 0)
  await post(app, sync, { payload: greetingRequest({ children: letter('2', 'edited') }) })
  t.equal(await counted(), 1, 'somebody changed it')
  await post(app, sync, { payload: greetingRequest({ children: letter('3', 'Hello you') }) })
  await post(app, sync, { payload: greetingRequest({ spec: { whom: 'her' }, children: letter('3', 'Hello you') }) })
  t.equal(await counted(), 2, 'something else is wanted')
})
