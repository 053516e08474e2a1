import t from 'tap'
import { openApp } from './fixtures/open-app.ts'
import { configMap, greetingRequest, post, sync } from './fixtures/request.ts'

t.test('every hook of every controller has a route', async (t) => {
  const app = openApp(t)
  await app.ready()
  for (const controller of ['greeting', 'mirror', 'sticker']) {
    for (const hook of ['sync', 'finalize', 'customize']) {
      t.ok(app.hasRoute({ method: 'POST', url: `/hooks/${controller}/${hook}` }), `${controller} ${hook}`)
    }
  }
})

t.test('sync answers with the complete desired state as JSON', async (t) => {
  const { status, headers, body } = await post(openApp(t), sync, {})
  t.equal(status, 200)
  t.equal(headers['content-type'], 'application/json; charset=utf-8')
  const { children, status: parentStatus } = JSON.parse(body)
  t.match(children, [{ kind: 'ConfigMap', metadata: { name: 'hi-letter' }, data: { text: 'Hello you' } }])
  t.match(parentStatus.conditions, [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-03-01T12:00:00Z' }])
})

t.test('settings reach the hook', async (t) => {
  const { body } = await post(openApp(t, { settings: { TOY_WORD: 'Ahoy' } }), sync, {})
  t.equal(JSON.parse(body).children[0].data.text, 'Ahoy you')
})

t.test('finalize without a hook of its own answers as sync does, and lets the parent go', async (t) => {
  const app = openApp(t)
  const [synced, finalized] = [await post(app, sync, {}), await post(app, '/hooks/greeting/finalize', {})]
  t.equal(finalized.status, 200)
  t.same(JSON.parse(finalized.body), { ...JSON.parse(synced.body), finalized: true })
})

t.test('customize says what is read, or that nothing is', async (t) => {
  const app = openApp(t)
  const rules = [{ apiVersion: 'v1', resource: 'configmaps', namespace: 'n1', names: ['words'] }]
  t.same(JSON.parse((await post(app, '/hooks/greeting/customize', {})).body), { relatedResources: rules })
  t.same(JSON.parse((await post(app, '/hooks/mirror/customize', {})).body), { relatedResources: [] })
})

t.test('a decorator answers its target', async (t) => {
  const payload = { controller: {}, object: configMap('a'), attachments: {}, related: {}, finalizing: false }
  const { status, body } = await post(openApp(t), '/hooks/sticker/sync', { payload })
  t.equal(status, 200)
  t.same(JSON.parse(body), { labels: { stuck: 'yes' }, attachments: [] })
})

t.test('a spec that breaks its schema is the user\'s mistake: 200, children frozen, a condition with the path', async (t) => {
  const observed = { 'n1/hi-letter': configMap('hi-letter', { data: { text: 'old' } }) }
  const { status, body } = await post(openApp(t), sync, { payload: greetingRequest({ spec: { times: 0 }, children: observed }) })
  t.equal(status, 200)
  const answer = JSON.parse(body)
  t.match(answer.status.conditions, [{ type: 'Ready', status: 'False', reason: 'InvalidSpec', message: /^spec\.times: / }])
  t.match(answer.children, [{ metadata: { name: 'hi-letter' } }])
})

t.test('a hook that throws is a coded 500 without a stack', async (t) => {
  const { status, headers, body } = await post(openApp(t), sync, { payload: greetingRequest({ spec: { mood: 'broken' } }) })
  t.equal(status, 500)
  t.equal(headers['content-type'], 'application/problem+json')
  t.match(JSON.parse(body), { code: 'KH_HOOK_FAILED', status: 500, title: 'Internal Server Error', detail: 'The sync hook failed: the pen is out of ink', instance: sync })
  t.notMatch(body, /toy-controller|\bat /)
})

t.test('an answer that the guard holds back is a coded 500, never a 200', async (t) => {
  const app = openApp(t)
  const foreign = await post(app, sync, { payload: greetingRequest({ spec: { mood: 'foreign' } }) })
  t.match({ ...foreign, body: JSON.parse(foreign.body) }, { status: 500, body: { code: 'KH_GUARD', detail: /kind-registered/ } })
  const emptied = await post(app, sync, { payload: greetingRequest({ spec: { mood: 'empty' }, children: { 'n1/a': configMap('a') } }) })
  t.match({ ...emptied, body: JSON.parse(emptied.body) }, { status: 500, body: { code: 'KH_GUARD', detail: /not-emptied/ } })
})

t.test('an error nobody foresaw is a coded 500 that says nothing', async (t) => {
  const clock = (): string => { throw new TypeError('secret clock') }
  const { status, body } = await post(openApp(t, { clock }), sync, {})
  t.equal(status, 500)
  t.equal(JSON.parse(body).code, 'KH_INTERNAL')
  t.notMatch(body, /secret/)
})

t.test('two hundred requests at once are all answered, each with its own answer', async (t) => {
  const app = openApp(t)
  const names = Array.from({ length: 200 }, (_, index) => `you-${index}`)
  const answers = await Promise.all(names.map((whom) => post(app, sync, { payload: greetingRequest({ spec: { whom } }) })))
  t.same(answers.map(({ status, body }) => [status, JSON.parse(body).children[0].data.text]), names.map((whom) => [200, `Hello ${whom}`]))
})
