import { join } from 'node:path'
import t from 'tap'
import { buildLog } from '../../src/server/log.ts'
import { openApp } from './fixtures/open-app.ts'
import { recorder } from './fixtures/recorder.ts'
import { configMap, greetingRequest, post, sync } from './fixtures/request.ts'

t.test('a call is one line: who, for whom, how it ended, how much, how long', async (t) => {
  const { log, lines } = recorder()
  const payload = JSON.stringify(greetingRequest())
  await post(openApp(t, { log }), sync, { payload })
  t.equal(lines().length, 1)
  t.match(lines(), [{
    level: 'info', msg: 'hook', controller: 'greeting', hook: 'sync', parent: 'Greeting n1/hi', outcome: 'ok', children: 1, problems: 0, bytes: payload.length, ms: Number, time: /^\d{4}-.*Z$/,
  }])
})

t.test('an invalid spec is said with its paths', async (t) => {
  const { log, lines } = recorder()
  await post(openApp(t, { log }), sync, { payload: greetingRequest({ spec: { times: 0 } }) })
  t.match(lines(), [{ level: 'info', outcome: 'invalid_spec', problems: 1, said: /^spec\.times: / }])
})

t.test('every failure is one line with its code', async (t) => {
  const { log, lines } = recorder()
  const app = openApp(t, { log })
  await post(app, sync, { payload: '{' })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'foreign' } }) })
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  t.match(lines(), [
    { level: 'warn', outcome: 'client_error', code: 'KH_BODY_NOT_JSON', parent: '' },
    { level: 'error', outcome: 'guard', code: 'KH_GUARD', parent: 'Greeting n1/hi', detail: /kind-registered/ },
    { level: 'error', outcome: 'hook_error', code: 'KH_HOOK_FAILED', parent: 'Greeting n1/hi', stack: /TypeError: the pen is out of ink\n +at / },
  ])
  t.equal(lines().length, 3)
})

t.test('an unchanged request and a large one are marked', async (t) => {
  const { log, lines } = recorder()
  const app = openApp(t, { log, limits: { largeBytes: 300 } })
  const { headers } = await post(app, sync, {})
  await post(app, sync, { headers: { 'if-none-match': String(headers['etag']) } })
  t.match(lines(), [{ level: 'warn', outcome: 'ok', large: true }, { level: 'warn', outcome: 'not_modified', large: true }])
})

t.test('neither bodies nor settings nor tokens get into the log', async (t) => {
  const { log, text, lines } = recorder()
  const app = openApp(t, { log, settings: { PASSWORD: 'hunter2' }, tokenFile: join(t.testdir({ token: 'hunter2-token' }), 'token') })
  const headers = { authorization: 'Bearer hunter2-token' }
  const secret = { 'n1/hi-letter': configMap('hi-letter', { data: { password: 'hunter2' } }) }
  for (const mood of ['', 'frozen', 'foreign', 'broken', 'empty']) {
    await post(app, sync, { payload: greetingRequest({ spec: { mood, whom: 'hunter2' }, children: secret }), headers })
  }
  await post(app, sync, { payload: '{"password": hunter2}', headers })
  await post(app, sync, { payload: '{"password":"hunter2"', headers })
  await post(app, sync, { headers: { authorization: 'Bearer hunter2' } })
  t.equal(lines().length, 8)
  t.notMatch(text(), /hunter2/)
})

t.test('a line stays short, whatever was sent', async (t) => {
  const { log, text } = recorder()
  const app = openApp(t, { log })
  const long = 'x'.repeat(100_000)
  await post(app, sync, { payload: greetingRequest({ parent: { kind: long, metadata: { name: long, namespace: long } } }) })
  await post(app, sync, { payload: greetingRequest({ parent: { metadata: { name: long } } }) })
  await post(app, sync, { payload: { ...greetingRequest(), children: { [long]: 1 } } })
  await app.inject({ url: '/metrics', headers: { authorization: long.slice(0, 10_000) } })
  for (const line of text().split('\n')) t.ok(line.length < 2000, `${line.length}`)
})

t.test('the level decides what is written', async (t) => {
  const written: string[] = []
  const log = buildLog('error', { write: (line) => { written.push(line) } })
  const app = openApp(t, { log })
  await post(app, sync, {})
  await post(app, sync, { payload: '{' })
  t.same(written, [])
  await post(app, sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  t.equal(written.length, 1)
})
