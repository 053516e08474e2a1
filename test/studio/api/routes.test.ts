import t from 'tap'
import { isObject } from '../../../src/protocol/json.ts'
import { check, save, sourceOf, studioFixture } from './fixture.ts'

const any = { 'if-match': '*' }

t.test('somebody is told who they are and which programs they may see', async (t) => {
  const { ask } = await studioFixture(t)
  t.match(await ask({ url: '/api/v1/me' }), { status: 200, body: { user: 'ann', groups: ['people'] } })
  t.match(await ask({ url: '/api/v1/programs' }), { status: 200, body: { items: [{ name: 'web', parent: { resource: 'things' } }] } })
  t.strictSame((await ask({ as: 'no-get', url: '/api/v1/programs' })).body, { items: [] })
})

t.test('a program comes with its revisions, an ETag and the rights of the caller', async (t) => {
  const fixture = await studioFixture(t)
  const first = await save(fixture, 'one')
  const second = await save(fixture, 'two', { base: first })
  const { status, body, headers } = await fixture.ask({ as: 'only-edit', url: '/api/v1/programs/web' })
  t.equal(status, 200)
  t.match(body, { name: 'web', newest: second, revisions: [{ name: second, base: first }, { name: first }], rights: { get: true, edit: true, publish: false } })
  t.equal(headers['etag'], body['etag'])
  t.match(await fixture.ask({ url: '/api/v1/programs/none' }), { status: 404, body: { code: 'KH_NOT_IN_STUDIO' } })
})

t.test('types are text', async (t) => {
  const { ask } = await studioFixture(t)
  const { status, text, headers } = await ask({ url: '/api/v1/programs/web/types.d.ts' })
  t.equal(status, 200)
  t.match(headers, { 'content-type': 'text/plain; charset=utf-8' })
  t.match(text, "declare module '@studio/k8s'")
})

t.test('a revision is saved, read, compared, checked and approved', async (t) => {
  const fixture = await studioFixture(t)
  const { ask } = fixture
  const first = await save(fixture, 'one')
  const again = await ask({ method: 'POST', url: '/api/v1/programs/web/revisions', headers: any, payload: { source: sourceOf('one'), message: 'again' } })
  t.match(again, { status: 200, body: { name: first } }, 'the same source is the same revision')
  const second = await save(fixture, 'two', { base: first })
  t.match(await ask({ url: `/api/v1/revisions/${second}` }), { status: 200, body: { author: 'ann', message: 'two', source: sourceOf('two'), program: 'web' } })
  t.match(await ask({ url: `/api/v1/revisions/${first}/diff/${second}` }), { status: 200, body: { from: { name: first }, to: { name: second } } })
  t.match(await ask({ method: 'POST', url: `/api/v1/revisions/${second}/checks`, headers: any, payload: {} }), { status: 200, body: { passed: true, by: 'ann' } })
  t.match(await ask({ as: 'bob', method: 'POST', url: `/api/v1/revisions/${second}/approve`, headers: any }), { status: 200, body: { status: { approvals: [{ user: 'bob' }], checks: { passed: true } } } })
})

t.test('publish, canary, the end of it, and the way back', async (t) => {
  const fixture = await studioFixture(t)
  const { ask } = fixture
  const post = (order: string, payload: object) => ask({ method: 'POST', url: `/api/v1/programs/web/${order}`, headers: any, payload })
  const first = await save(fixture, 'one')
  const second = await save(fixture, 'two', { base: first })
  await check(fixture, first)
  await check(fixture, second)
  t.match(await post('publish', { revision: first }), { status: 200, body: { spec: { activeRevision: first } } })
  t.match(await post('canary', { revision: second, percent: 10 }), { status: 200, body: { spec: { activeRevision: first, canary: { revision: second, percent: 10 } } } })
  const ended = await ask({ method: 'DELETE', url: '/api/v1/programs/web/canary', headers: any })
  t.match(ended, { status: 200, body: { spec: { activeRevision: first } } })
  t.notOk(isObject(ended.body['spec']) && 'canary' in ended.body['spec'])
  t.match(await post('publish', { revision: second }), { status: 200, body: { spec: { activeRevision: second }, rollback: first } })
  t.match(await post('rollback', {}), { status: 200, body: { spec: { activeRevision: first } } })
  const { body } = await ask({ url: '/api/v1/programs/web/audit' })
  const actions = Array.isArray(body['items']) ? body['items'].filter(isObject).map(({ action }) => action) : []
  for (const action of ['save', 'check', 'publish', 'canary', 'rollback']) t.ok(actions.includes(action), action)
})

t.test('a draft is kept for its person, under its version', async (t) => {
  const { ask, store } = await studioFixture(t)
  const url = '/api/v1/programs/web/draft'
  t.match(await ask({ url }), { status: 404 })
  const put = await ask({ method: 'PUT', url, headers: any, payload: { source: 'one' } })
  t.match(put, { status: 200, body: { source: 'one' } })
  t.match(await ask({ url }), { status: 200, body: { source: 'one', etag: put.body['etag'] }, headers: { etag: put.body['etag'] } })
  t.match(await ask({ as: 'bob', url }), { status: 404 }, 'not somebody else')
  t.match(await ask({ method: 'PUT', url, headers: { 'if-match': String(put.body['etag']) }, payload: { source: 'two' } }), { status: 200 })
  const late = await ask({ method: 'PUT', url, headers: { 'if-match': String(put.body['etag']) }, payload: { source: 'three' } })
  t.match(late, { status: 412, body: { code: 'KH_MATCH_FAILED', current: { source: 'two' } } }, 'with what is there now')
  t.ok(store.objects().some(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'studio'), 'it is in the cluster, so it outlives the pod')
  t.match(await ask({ method: 'DELETE', url, headers: any }), { status: 200 })
  t.match(await ask({ url }), { status: 404 })
})

t.test('the compiler answers for a text', async (t) => {
  const { ask } = await studioFixture(t)
  const post = (what: string, payload: object) => ask({ method: 'POST', url: `/api/v1/programs/web/${what}`, payload })
  t.match(await post('check', { source: 'x' }), { status: 200, body: { diagnostics: [] } })
  t.match(await post('complete', { source: 'x', offset: 1 }), { status: 200, body: { completions: [] } })
  t.match(await post('hover', { source: 'x', offset: 1 }), { status: 200, body: {} })
})

t.test('a source runs on a request, and a request is made from a live parent', async (t) => {
  const { ask } = await studioFixture(t)
  const parent = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'n' } }
  const tried = await ask({ method: 'POST', url: '/api/v1/programs/web/try', payload: { source: sourceOf('x'), request: { parent } } })
  t.match(tried, { status: 200, body: { answer: { status: { saw: 5 } }, logs: [], milliseconds: 1 } })
  t.match(await ask({ url: '/api/v1/programs/web/request?namespace=n&name=a' }), { status: 409, body: { code: 'KH_PARENT_UNKNOWN' } }, 'nobody knows the kind')
})
