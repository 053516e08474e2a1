import { join } from 'node:path'
import t from 'tap'
import { outcomes } from '../../src/server/outcome.ts'
import { seriesOf } from './fixtures/metric.ts'
import { openApp } from './fixtures/open-app.ts'
import { greetingRequest, post, sync } from './fixtures/request.ts'

const requests = (outcome: string): string => `kaspr_hooks_requests_total{controller="greeting",hook="sync",outcome="${outcome}"}`

t.test('every outcome is counted under its own name', async (t) => {
  const app = openApp(t, { limits: { requestsInWork: 1 } })
  const { headers } = await post(app, sync, {})
  await post(app, sync, { headers: { 'if-none-match': String(headers['etag']) } })
  await post(app, sync, { payload: greetingRequest({ spec: { times: 0 } }) })
  await post(app, sync, { payload: 'x' })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'foreign' } }) })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  await Promise.all([post(app, sync, {}), post(app, sync, {})])
  const page = (await app.inject('/metrics')).body
  t.same(outcomes.map((outcome) => [outcome, seriesOf(page, requests(outcome))]), [
    ['ok', 2], ['not_modified', 1], ['invalid_spec', 1], ['client_error', 1], ['guard', 1], ['hook_error', 1], ['unauthorized', 0], ['overloaded', 1],
  ])
  t.equal(seriesOf(page, 'kaspr_hooks_guard_violations_total{controller="greeting",rule="kind-registered"}'), 1)
  t.equal(seriesOf(page, 'kaspr_hooks_requests_in_work'), 0, 'nothing is left at work')
  t.equal(seriesOf(page, 'kaspr_hooks_bytes_in_work'), 0)
})

t.test('failed logins are counted, wherever they were tried', async (t) => {
  const app = openApp(t, { tokenFile: join(t.testdir({ token: 'sesame' }), 'token') })
  await post(app, sync, {})
  await app.inject('/docs')
  const page = (await app.inject({ url: '/metrics', headers: { authorization: 'Bearer sesame' } })).body
  t.equal(seriesOf(page, requests('unauthorized')), 1)
  t.equal(seriesOf(page, 'kaspr_hooks_unauthorized_total'), 2)
})

t.test('sizes, durations and large requests are counted by hook', async (t) => {
  const app = openApp(t, { limits: { largeBytes: 400 } })
  const payload = JSON.stringify(greetingRequest({ spec: { whom: 'y'.repeat(200) } }))
  await post(app, sync, { payload })
  await post(app, sync, {})
  const page = (await app.inject('/metrics')).body
  const labels = '{controller="greeting",hook="sync"}'
  t.equal(seriesOf(page, `kaspr_hooks_large_requests_total${labels}`), 1)
  t.equal(seriesOf(page, `kaspr_hooks_request_size_bytes_sum${labels}`), payload.length + JSON.stringify(greetingRequest()).length)
  t.equal(seriesOf(page, `kaspr_hooks_request_duration_seconds_count${labels}`), 2)
  t.equal(seriesOf(page, 'kaspr_hooks_request_duration_seconds_bucket{le="+Inf",controller="greeting",hook="sync"}'), 2)
})

t.test('a large request is one from 4 MiB on', async (t) => {
  const app = openApp(t)
  const payload = Buffer.from(JSON.stringify({ ...greetingRequest(), padding: 'x'.repeat(4 * 1024 * 1024) }))
  t.equal((await post(app, sync, { payload })).status, 200)
  t.equal(seriesOf((await app.inject('/metrics')).body, 'kaspr_hooks_large_requests_total{controller="greeting",hook="sync"}'), 1)
})

t.test('release, runtime and process are there; strangers make no new series', async (t) => {
  const app = openApp(t)
  await post(app, '/hooks/nobody/sync', {})
  await post(app, '/elsewhere', {})
  const { body, headers } = await app.inject('/metrics')
  t.match(headers['content-type'], /^text\/plain; version=0\.0\.4/)
  t.equal(seriesOf(body, `kaspr_hooks_build_info{release="1.2.3",node="${process.version}"}`), 1)
  t.equal(seriesOf(body, 'kaspr_hooks_unrouted_requests_total'), 2)
  t.match(body, 'process_resident_memory_bytes')
  t.notMatch(body, /nobody|elsewhere/)
})

t.test('two apps in one process count apart', async (t) => {
  const [one, other] = [openApp(t), openApp(t)]
  await post(one, sync, {})
  t.equal(seriesOf((await one.inject('/metrics')).body, requests('ok')), 1)
  t.equal(seriesOf((await other.inject('/metrics')).body, requests('ok')), 0)
})
