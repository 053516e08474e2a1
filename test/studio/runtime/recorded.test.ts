import t from 'tap'
import { inProcessHooks } from '../../../src/engine/in-process-hooks.ts'
import { syncSandbox } from '../../../src/sandbox/sync-sandbox.ts'
import { programCallHook } from '../../../studio/runtime/call-hook.ts'
import { noMeter } from '../../../studio/runtime/program-metrics.ts'
import { syncProgramRuntime } from '../../../studio/runtime/runtime.ts'
import { memoryTraffic } from '../../../studio/traffic/memory-traffic.ts'
import { asked, answering, bundleSpec, greeting, myResource } from './fixtures/program.ts'
import { openPrograms, sync } from './fixtures/service.ts'

t.test('every call is recorded with what a replay needs, and without code', async (t) => {
  const { post, programs } = openPrograms(t)
  await post(sync)
  const [call, ...others] = await programs.traffic.calls('hello')
  t.same(others, [])
  t.match(call, { program: 'hello', hook: 'sync', canary: false, now: '2026-03-01T12:00:00Z', outcome: 'ok', parent: { kind: 'MyResource', namespace: 'n1', name: 'a', uid: 'u1' } })
  t.equal(call?.revision, bundleSpec(greeting).active?.revision)
  t.same(call?.request, { ...asked(), related: {} })
  t.match(call?.response, { status: { message: 'hi' } })
  t.ok((call?.milliseconds ?? 0) > 0)
  t.same(await programs.traffic.call(call?.id ?? ''), call)
})

t.test('failures are recorded with their reason', async (t) => {
  const { post, programs } = openPrograms(t)
  await post(sync, asked({ bundle: bundleSpec('export const sync = () => { throw new TypeError("no ink") }') }))
  await post(sync, asked({ bundle: bundleSpec(answering({ status: {}, children: [], finalized: true })) }))
  await post(sync, asked({ related: { 'HookBundle.studio.kaspr.io/v1alpha1': {} } }))
  t.match(await programs.traffic.calls('hello'), [
    { outcome: 'refused', reason: { code: 'KH_PROGRAM_BUNDLE_MISSING' }, revision: undefined },
    { outcome: 'denied', reason: { code: 'KH_GUARD', rule: 'finalized-in-sync' } },
    { outcome: 'killed', reason: { code: 'KH_PROGRAM_STOPPED', kill: 'exception', message: /no ink/ } },
  ])
  const { records } = await programs.traffic.logs({ program: 'hello' })
  t.match(records.map(({ level, source, message }) => ({ level, source, message })), [{ level: 'error', source: 'host', message: /no ink[^]*hello-/ }, { level: 'error', message: /KH_GUARD/ }, { message: /KH_PROGRAM_BUNDLE_MISSING/ }])
})

t.test('what the program logs is kept with the call that it belongs to', async (t) => {
  const { post, programs } = openPrograms(t)
  await post(sync)
  const [call] = await programs.traffic.calls('hello')
  const { records } = await programs.traffic.logs({ program: 'hello' })
  t.match(records, [{ level: 'info', source: 'user', message: 'hello hi', requestId: call?.id, revision: call?.revision, parent: call?.parent, ts: '2026-03-01T12:00:00.000Z' }])
})

t.test('a secret that a program logs, throws or copies is kept from everybody', async (t) => {
  const { post, programs } = openPrograms(t)
  const plain = 'correct-horse-battery'
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'n1' }, data: { password: Buffer.from(plain).toString('base64') } }
  const source = `export const sync = ({ related }, ctx) => {
    const encoded = related['Secret.v1']['n1/s'].data.password
    ctx.log.info('password ' + encoded + ' is ${plain}')
    if (ctx.now === 'never') return { status: {}, children: [] }
    throw new Error('cannot use ${plain}')
  }`
  const { body } = await post(sync, asked({ bundle: bundleSpec(source), related: { 'Secret.v1': { 'n1/s': secret } } }))
  t.match(body, { code: 'KH_PROGRAM_STOPPED', detail: /cannot use redacted-/ })
  const kept = JSON.stringify([body, await programs.traffic.calls('hello'), await programs.traffic.logs({ program: 'hello' })])
  t.notMatch(kept, plain)
  t.notMatch(kept, secret.data.password)
})

t.test('metrics count programs whose bundle was seen, and hold no names of objects', async (t) => {
  const { post, get } = openPrograms(t)
  await post(sync)
  await post(sync, asked({ bundle: bundleSpec('export const sync = () => { for (;;); }', { limits: { ...bundleSpec(greeting).limits, timeoutMs: 50 } }) }))
  await post('/hooks/programs/stranger/sync')
  await post(sync, asked({ bundle: bundleSpec(answering({ status: {}, children: [], finalized: true })) }))
  const page = await get('/metrics')
  for (const line of [
    'hook_calls_total{program="hello",hook="sync",outcome="ok"} 1',
    'hook_calls_total{program="hello",hook="sync",outcome="killed"} 1',
    'hook_calls_total{program="hello",hook="sync",outcome="denied"} 1',
    'hook_calls_total{program="other",hook="sync",outcome="refused"} 1',
    'hook_sandbox_kills_total{program="hello",reason="timeout"} 1',
    'hook_policy_denials_total{program="hello",rule="finalized-in-sync"} 1',
    'hook_children{program="hello",kind="ConfigMap"} 1',
  ]) t.ok(page.split('\n').includes(line), line)
  t.match(page, /hook_active_revision_info\{program="hello",digest="[0-9a-f]{64}"\} 1/)
  t.match(page, /^hook_pool_busy \d$/m)
  t.notMatch(page, /stranger|MyResource/)
})

t.test('an engine in this process calls programs, and all other hooks as before', async (t) => {
  const sandbox = syncSandbox()
  t.teardown(() => sandbox.stop())
  const traffic = memoryTraffic()
  const clock = { now: () => Date.parse('2026-05-05T05:05:05Z'), after: () => () => undefined }
  const run = syncProgramRuntime({ run: sandbox.run, traffic, meter: () => noMeter, clock: clock.now })
  const call = programCallHook({ clock, run }, inProcessHooks([], { clock, settings: {} }))
  const given = { hook: 'sync', parent: stored(myResource()), request: JSON.parse(JSON.stringify(asked())) } as const
  // Nobody waits: its clock would run on.
  t.match(call({ ...given, controller: 'studio-hello' }), { status: 200, body: { status: { at: '2026-05-05T05:05:05Z' } } })
  t.match(call({ ...given, controller: 'studio-hello', request: {} }), { status: 400, body: /KH_ENVELOPE_INVALID/ })
  t.match(call({ ...given, controller: 'kasprtask' }), { status: 404 })
  t.match(await traffic.calls('hello'), [{ program: 'hello', outcome: 'ok' }])
})

const stored = (object: object) => JSON.parse(JSON.stringify(object))
