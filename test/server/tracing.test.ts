import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startTracing } from '../../src/server/trace-sdk.ts'
import { traceSettings } from '../../src/server/trace-settings.ts'
import type { Tracing } from '../../src/server/tracing.ts'
import { openCollector } from './fixtures/collector.ts'
import { openApp } from './fixtures/open-app.ts'
import type { Ends } from './fixtures/open-app.ts'
import { openService } from './fixtures/open-service.ts'
import { recorder } from './fixtures/recorder.ts'
import { greetingRequest, post, sync } from './fixtures/request.ts'

const never = new AbortController().signal
const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']

/** Traces of a test, as the variables say, with a log that keeps its lines. */
const tracingTo = (t: Ends, url: string, env: Record<string, string> = {}) => {
  const { log, lines, text } = recorder()
  const settings = traceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '20', ...env })
  if (settings === undefined) throw new TypeError('no settings')
  const tracing = startTracing(settings, { log, release: '1.2.3' })
  t.teardown(() => tracing.close(AbortSignal.abort()))
  return { log, lines, text, tracing }
}

/** A port on which nobody answers. */
const nowhere = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const lostAll = async ({ lost }: Tracing, count: number): Promise<void> => {
  while (lost() < count) await sleep(5)
}

t.test('a call becomes one span of a server, by the conventions for HTTP', async (t) => {
  const collector = await openCollector(t)
  const { tracing, log } = tracingTo(t, collector.url, { OTEL_SERVICE_NAME: 'hooks', OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=p1', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=sesame' })
  const app = openApp(t, { tracing, log })
  const before = Date.now()
  await post(app, `${sync}?x=secret`, { headers: { 'user-agent': 'Go-http-client/1.1' } })
  const [span, ...others] = await collector.arrived(1)
  t.same(others, [])
  t.match(span, {
    name: `POST ${sync}`, kind: 2, parentSpanId: '', status: { code: 0 },
    attributes: {
      'http.request.method': 'POST', 'http.route': sync, 'http.response.status_code': 200, 'url.path': sync, 'url.scheme': 'http', 'user_agent.original': 'Go-http-client/1.1', 'network.protocol.version': '1.1',
      'kaspr.controller': 'greeting', 'kaspr.hook': 'sync', 'kaspr.outcome': 'ok', 'kaspr.children': 1, 'kaspr.parent.kind': 'Greeting', 'kaspr.parent.namespace': 'n1', 'kaspr.parent.name': 'hi',
      'http.request.body.size': JSON.stringify(greetingRequest()).length,
    },
    resource: { 'service.name': 'hooks', 'service.version': '1.2.3', 'k8s.pod.name': 'p1', 'telemetry.sdk.language': 'nodejs' },
  })
  t.ok((span?.startedAt ?? 0) >= before - 1 && (span?.startedAt ?? 0) <= Date.now(), 'it begins when the request came')
  t.ok((span?.milliseconds ?? 0) > 0, 'and lasts')
  t.match(collector.requests[0], { path: '/v1/traces', headers: { 'x-key': 'sesame', 'content-type': 'application/json' } })
})

t.test('the caller\'s trace goes on, and the log line says which it is', async (t) => {
  const collector = await openCollector(t)
  const { tracing, log, lines } = tracingTo(t, collector.url)
  const app = openApp(t, { tracing, log })
  await post(app, sync, { headers: { traceparent: `00-${traceId}-${spanId}-01` } })
  await post(app, sync, { headers: { traceparent: 'nonsense' } })
  const [called, own] = await collector.arrived(2)
  t.match(called, { traceId, parentSpanId: spanId })
  t.match(own, { traceId: /^(?!0{32})[0-9a-f]{32}$/, parentSpanId: '' })
  t.same(lines().map((line) => line['trace_id']), [traceId, own?.traceId])
})

t.test('outcomes are told: unchanged, refused, failed', async (t) => {
  const collector = await openCollector(t)
  const { tracing, log } = tracingTo(t, collector.url)
  const app = openApp(t, { tracing, log })
  const { headers: { etag } } = await post(app, sync, {})
  await post(app, sync, { headers: { 'if-none-match': String(etag) } })
  await post(app, sync, { payload: '{"parent": "hush' })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'broken', whom: 'hush' } }) })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'foreign' } }) })
  const told = (await collector.arrived(5)).map(({ status, attributes }) => [status, attributes['kaspr.outcome'], attributes['http.response.status_code'], attributes['error.type']])
  t.same(told, [
    [{ code: 0 }, 'ok', 200, undefined],
    [{ code: 0 }, 'not_modified', 304, undefined],
    [{ code: 0 }, 'client_error', 400, 'KH_BODY_NOT_JSON'],
    [{ code: 2, message: 'KH_HOOK_FAILED' }, 'hook_error', 500, 'KH_HOOK_FAILED'],
    [{ code: 2, message: 'KH_GUARD' }, 'guard', 500, 'KH_GUARD'],
  ])
  for (const { text } of collector.requests) t.notMatch(text, /hush|out of ink|surprise/, 'nothing of a body, nothing of what a hook said')
})

t.test('names from a body are bounded, and a request without a parent has none', async (t) => {
  const collector = await openCollector(t)
  const { tracing } = tracingTo(t, collector.url)
  const app = openApp(t, { tracing })
  await post(app, sync, { payload: { parent: { kind: 'K'.repeat(10_000), metadata: { name: 'n' } } }, headers: { 'user-agent': 'u'.repeat(10_000) } })
  await post(app, sync, { payload: { parent: { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'cluster-wide' } } } })
  await post(app, sync, { payload: [] })
  const [long, wide, none] = await collector.arrived(3)
  for (const value of Object.values(long?.attributes ?? {})) t.ok(String(value).length <= 201)
  t.match(wide?.attributes, { 'kaspr.parent.kind': 'Thing', 'kaspr.parent.name': 'cluster-wide' })
  t.same(Object.keys({ ...wide?.attributes, ...none?.attributes }).filter((key) => key === 'kaspr.parent.namespace'), [])
  t.notOk('kaspr.parent.kind' in (none?.attributes ?? {}))
})

t.test('samplers: whoever calls decides, or a share, or nobody', async (t) => {
  const collector = await openCollector(t)
  const calls = async (env: Record<string, string>, flags: readonly string[]): Promise<readonly boolean[]> => {
    const { tracing, log, lines } = tracingTo(t, collector.url, env)
    const app = openApp(t, { tracing, log })
    for (const flag of flags) await post(app, sync, flag === '' ? {} : { headers: { traceparent: `00-${traceId}-${spanId}-${flag}` } })
    await tracing.close(never)
    return lines().map((line) => 'trace_id' in line)
  }
  t.same(await calls({}, ['', '01', '00']), [true, true, false])
  t.same(await calls({ OTEL_TRACES_SAMPLER: 'always_on' }, ['00']), [true])
  t.same(await calls({ OTEL_TRACES_SAMPLER: 'always_off' }, ['', '01']), [false, false])
  t.same(await calls({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, ['', '01']), [false, true])
  t.same(await calls({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, ['', '01']), [false, false])
  t.same(await calls({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, ['', '01']), [false, true])
  t.equal(collector.spans().length, 5, 'only what the log says arrives')
  const half = await calls({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }, Array.from({ length: 200 }, () => ''))
  const share = half.filter((sampled) => sampled).length
  t.ok(share > 50 && share < 150, `a share of one half sampled ${share} of 200`)
})

t.test('a collector that is away fails no call, is logged once and counted', async (t) => {
  const { tracing, log, lines, text } = tracingTo(t, (await nowhere()).replace('//', '//user:hush@'), { OTEL_EXPORTER_OTLP_TIMEOUT: '300' })
  const app = openApp(t, { tracing, log })
  for (const round of [1, 2, 3]) {
    t.equal((await post(app, sync, {})).status, 200)
    await lostAll(tracing, round)
  }
  const [said, ...more] = lines().filter(({ msg }) => /traces/.test(String(msg)))
  t.match(said, { level: 'warn', to: /^http:\/\/127\.0\.0\.1:\d+\/v1\/traces$/, reason: /ECONNREFUSED/ })
  t.same(more, [])
  t.notMatch(text(), 'hush')
  t.match((await app.inject('/metrics')).body, '\nkaspr_hooks_lost_spans_total 3\n')
})

t.test('a collector that refuses is the same, and what it says is not repeated', async (t) => {
  const collector = await openCollector(t, (_request, response) => { response.writeHead(401).end('x'.repeat(5000)) })
  const { tracing, log, lines } = tracingTo(t, collector.url)
  const app = openApp(t, { tracing, log })
  await post(app, sync, {})
  await lostAll(tracing, 1)
  t.match(lines().at(-1), { reason: '401: Unauthorized' })
})

t.test('a collector that never answers holds nobody up: the queue has an end', async (t) => {
  const collector = await openCollector(t, () => undefined)
  const { tracing, log } = tracingTo(t, collector.url, { OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_SCHEDULE_DELAY: '1' })
  const app = openApp(t, { tracing, log })
  await post(app, sync, {})
  await collector.arrived(1)
  for (let count = 0; count < 10; count += 1) t.equal((await post(app, sync, {})).status, 200)
  t.equal(tracing.lost(), 6, 'four wait, one is under way')
  await tracing.close(AbortSignal.abort())
  await lostAll(tracing, 11)
})

t.test('a drain sends what is left', async (t) => {
  const collector = await openCollector(t)
  const { tracing, log } = tracingTo(t, collector.url, { OTEL_BSP_SCHEDULE_DELAY: '60000' })
  const service = await openService(t, {}, { tracing, log })
  for (let count = 0; count < 300; count += 1) await (await fetch(`${service.hooks}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(greetingRequest()) })).text()
  await service.stop(never)
  t.equal(collector.spans().length, 300)
  t.equal(tracing.lost(), 0)
})

t.test('a drain does not wait for a collector that never answers', async (t) => {
  const collector = await openCollector(t, () => undefined)
  const { tracing, log, lines } = tracingTo(t, collector.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '60000', OTEL_BSP_SCHEDULE_DELAY: '60000' })
  const service = await openService(t, {}, { tracing, log })
  await fetch(`${service.hooks}${sync}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(greetingRequest()) })
  await service.stop(never)
  await lostAll(tracing, 1)
  t.equal(collector.requests.length, 1, 'and nothing is tried again')
  t.same(lines().slice(-2).map(({ msg, reason }) => [msg, reason]), [['traces do not arrive; this is said once, and lost spans are counted', 'they did not arrive before the end'], ['stopped', undefined]])
})

t.test('the metric is there without traces', async (t) => {
  t.match((await openApp(t).inject('/metrics')).body, '\nkaspr_hooks_lost_spans_total 0\n')
})
