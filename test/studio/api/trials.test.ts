import t from 'tap'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
import { workerAuthoring } from '../../../studio/authoring/worker-authoring.ts'
import { runGate } from '../../../studio/gate/run-gate.ts'
import type { ProgramCall } from '../../../studio/traffic/traffic.ts'
import { studioFixture } from './fixture.ts'

const any = { 'if-match': '*' }

const source = (text: string): string => `
export const sync = (request) => ({
  status: {},
  children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: request.parent.metadata.name, namespace: 'n' }, data: { text: '${text}' } }],
})
`

const call: ProgramCall = {
  id: 'r:1', program: 'web', hook: 'sync', revision: undefined, canary: false, now: '2026-01-01T00:00:00Z', parent: { kind: 'Thing', namespace: 'n', name: 'a', uid: 'u' },
  request: { controller: {}, parent: { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'n', uid: 'u' }, spec: {} }, children: { 'ConfigMap.v1': {} }, related: {}, finalizing: false },
  outcome: 'ok', milliseconds: 1, memoryBytes: 1,
}

t.test('checks and replays run for real: saved, checked, published, and the next one compared with it', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  t.teardown(() => sandboxes.stop())
  const { ask, traffic } = await studioFixture(t, { sandboxes, gate: runGate })
  traffic.recorded.push(call)
  const post = (url: string, payload: object) => ask({ method: 'POST', url: `/api/v1/${url}`, headers: any, payload })
  const first = await post('programs/web/revisions', { source: source('one'), message: 'one' })
  const report = await post(`revisions/${String(first.body['name'])}/checks`, {})
  t.match(report, { status: 200, body: { passed: true, recordings: 1, by: 'ann' } }, JSON.stringify(report.body))
  t.match(await post('programs/web/publish', { revision: first.body['name'] }), { status: 200 })
  const second = await post('programs/web/revisions', { source: source('two'), message: 'two', base: first.body['name'] })
  const replay = await post(`revisions/${String(second.body['name'])}/replay`, { calls: ['r:1'] })
  t.match(replay, { status: 200, body: { rows: [{ call: 'r:1', parent: { name: 'a' }, candidate: {}, active: {} }] } }, JSON.stringify(replay.body))
  t.strictSame((await post(`revisions/${String(second.body['name'])}/replay`, { calls: ['other'] })).body, { rows: [], flags: [] })
  const metrics = await ask({ url: '/metrics' })
  t.match(metrics.text, 'studio_publishes_total{program="web",kind="publish"} 1')
  t.match(metrics.text, 'studio_checks_total{property="deterministic",result="passed"} 1')
})

const badlyTyped = "import type { Sync } from '@studio/k8s'\n" + source('one').replace('status: {}', 'status: { count: 1 satisfies string }')

t.test('wrong types may be saved, with what the compiler says, but not published', async (t) => {
  const [sandboxes, authoring] = [createSandboxes({ workers: 1 }), workerAuthoring()]
  t.teardown(() => Promise.all([sandboxes.stop(), authoring.stop()]))
  const { ask, traffic } = await studioFixture(t, { sandboxes, authoring, gate: runGate })
  traffic.recorded.push(call)
  const post = (url: string, payload: object) => ask({ method: 'POST', url: `/api/v1/${url}`, headers: any, payload })
  const { status, body: { name } } = await post('programs/web/revisions', { source: badlyTyped, message: 'one' })
  t.equal(status, 201)
  t.match((await ask({ url: `/api/v1/revisions/${String(name)}` })).body, { status: { diagnostics: [{ severity: 'error', line: 3, code: /^TS/ }] } })
  const report = await post(`revisions/${String(name)}/checks`, {})
  t.match(report, { status: 200, body: { passed: false, properties: [{ name: 'types', result: 'failed' }] } }, JSON.stringify(report.body))
  t.match((await ask({ url: `/api/v1/revisions/${String(name)}` })).body, { status: { diagnostics: [{ severity: 'error' }], checks: { passed: false } } })
  t.match(await post('programs/web/publish', { revision: name }), { status: 409, body: { code: 'KH_PUBLISH_HELD', detail: /its checks were not passed: types/ } })
  t.match(await post('programs/web/publish', { revision: name, override: { reason: 'the types are wrong' } }), { status: 200 }, 'unless somebody says why')
})

t.test('a source that found no sandbox is to be tried again', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  await sandboxes.stop()
  const { ask } = await studioFixture(t, { sandboxes })
  const tried = await ask({ method: 'POST', url: '/api/v1/programs/web/try', payload: { source: source('one'), request: call.request } })
  t.match(tried, { status: 429, body: { code: 'KH_OVERLOADED' }, headers: { 'retry-after': '1' } })
})
