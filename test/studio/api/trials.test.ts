import t from 'tap'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
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
