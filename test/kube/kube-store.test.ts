import t from 'tap'
import { codeOf } from '../../src/engine/api-errors.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { kubeStore } from '../../src/kube/kube-store.ts'
import { listAll } from '../../src/kube/object-list.ts'
import { clusterKind, kind } from '../../src/kit/kind.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { fakeServer, json, refusal } from './fake-server.ts'

const ConfigMap = kind('v1', 'ConfigMap', 'configmaps')
const Thing = clusterKind('example.com/v1', 'Thing', 'things')
const stored = (name: string, more: object = {}): StoredObject =>
  trusted({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n1' }, ...more })

t.test('an object is read with the credentials and the user agent; what is not there is undefined', async (t) => {
  const { client, got } = await fakeServer(t, ({ path }, answer) => {
    if (path.endsWith('/a')) json(answer, 200, stored('a'))
    else json(answer, 404, refusal(404, 'NotFound', 'configmaps "b" not found'))
  })
  const store = kubeStore(client)
  t.strictSame(await store.get({ kind: ConfigMap, name: 'a', namespace: 'n1' }), stored('a'))
  t.equal(await store.get({ kind: ConfigMap, name: 'b', namespace: 'n1' }), undefined)
  t.match(got[0], { method: 'GET', path: '/api/v1/namespaces/n1/configmaps/a', headers: { 'authorization': 'Bearer secret-token', 'user-agent': 'tester/1', 'accept': 'application/json' } })
})

t.test('a list is read page by page, and its items say what they are', async (t) => {
  const { client, got } = await fakeServer(t, ({ query }, answer) => {
    const isLast = query['continue'] === 'more/1'
    json(answer, 200, { kind: 'ThingList', metadata: { resourceVersion: '7', ...(isLast ? {} : { continue: 'more/1' }) }, items: [{ metadata: { name: isLast ? 'b' : 'a' } }] })
  })
  t.strictSame(await kubeStore(client).list(Thing), [
    { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' } },
    { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'b' } },
  ])
  t.match(got, [{ path: '/apis/example.com/v1/things', query: { limit: '100' } }, { query: { limit: '100', continue: 'more/1' } }])
})

t.test('a list whose next page was forgotten is read in one piece', async (t) => {
  const { client, got } = await fakeServer(t, ({ query }, answer) => {
    if (query['continue'] !== undefined) json(answer, 410, refusal(410, 'Expired', 'too old'))
    else json(answer, 200, { metadata: { resourceVersion: '1', ...(query['limit'] === undefined ? {} : { continue: 'x' }) }, items: [{ metadata: { name: 'a' } }] })
  })
  t.equal((await kubeStore(client).list(Thing)).length, 1)
  t.strictSame(got.map(({ query }) => query['limit']), ['100', '100', undefined])
})

t.test('objects are created and put whole, the status below its own path', async (t) => {
  const { client, got } = await fakeServer(t, ({ body }, answer) => { json(answer, 200, body) })
  const store = kubeStore(client)
  t.strictSame(await store.create(ConfigMap, stored('a')), stored('a'))
  await store.update(ConfigMap, stored('a'))
  await store.updateStatus(Thing, trusted({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'system:x' }, status: {} }))
  t.strictSame(got.map(({ method, path }) => `${method} ${path}`), [
    'POST /api/v1/namespaces/n1/configmaps', 'PUT /api/v1/namespaces/n1/configmaps/a', 'PUT /apis/example.com/v1/things/system%3Ax/status',
  ])
  t.match(got[0], { headers: { 'content-type': 'application/json' }, body: JSON.stringify(stored('a')) })
})

t.test('integers that a double cannot hold come and go with all of their digits', async (t) => {
  const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n1"},"n":9223372036854775807}'
  const { client, got } = await fakeServer(t, (_, answer) => { json(answer, 200, text) })
  const store = kubeStore(client)
  const object = await store.get({ kind: ConfigMap, name: 'a', namespace: 'n1' })
  await store.update(ConfigMap, object ?? stored(''))
  t.equal(got[1]?.body, text)
})

t.test('a delete says which object it means and what becomes of those that it owns', async (t) => {
  const { client, got } = await fakeServer(t, (_, answer) => { json(answer, 200, { kind: 'Status' }) })
  const store = kubeStore(client)
  await store.delete({ kind: ConfigMap, name: 'a', namespace: 'n1' }, { uid: 'U1', propagation: 'Foreground' })
  await store.delete({ kind: Thing, name: 'b' }, { propagation: 'Orphan' })
  t.strictSame(got.map(({ body }) => JSON.parse(body)), [
    { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Foreground', preconditions: { uid: 'U1' } },
    { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Orphan' },
  ])
})

for (const [status, reason, code] of [
  [400, 'BadRequest', 'KH_API_BAD_REQUEST'], [401, 'Unauthorized', 'KH_API_UNAUTHORIZED'], [403, 'Forbidden', 'KH_API_FORBIDDEN'],
  [405, 'MethodNotAllowed', 'KH_API_METHOD_NOT_ALLOWED'], [409, 'Conflict', 'KH_API_CONFLICT'], [409, 'AlreadyExists', 'KH_API_ALREADY_EXISTS'],
  [410, 'Expired', 'KH_API_EXPIRED'], [422, 'Invalid', 'KH_API_INVALID'], [500, 'InternalError', 'KH_API_FAILED'], [503, 'ServiceUnavailable', 'KH_API_UNAVAILABLE'],
] as const) {
  t.test(`${status} ${reason} is ${code}, in the words of the server`, async (t) => {
    const { client } = await fakeServer(t, (_, answer) => { json(answer, status, refusal(status, reason, 'spec: the reason why')) })
    const error = await kubeStore(client).update(ConfigMap, stored('a')).catch((cause: unknown) => cause)
    t.equal(codeOf(error), code)
    t.match(error, reason === 'AlreadyExists' ? { message: 'ConfigMap n1/a exists already' } : { message: /ConfigMap n1\/a.*spec: the reason why/ })
  })
}

t.test('a proxy that answers with a page, and an answer that is no JSON, are errors with a code', async (t) => {
  const { client } = await fakeServer(t, ({ method }, answer) => { json(answer, method === 'GET' ? 200 : 502, '<html>no</html>') })
  const store = kubeStore(client)
  await t.rejects(store.update(ConfigMap, stored('a')), { code: 'KH_API_FAILED', message: /status 502 <html>/ })
  await t.rejects(store.get({ kind: ConfigMap, name: 'a' }), { code: 'KH_API_FAILED', message: /no JSON object/ })
})

t.test('a server that asks to wait is asked again, ten times at most', async (t) => {
  const { client, got, waits } = await fakeServer(t, ({ method }, answer) => {
    if (got.length === 3 && method === 'PUT') json(answer, 200, stored('a'))
    else json(answer.setHeader('retry-after', '2'), 429, refusal(429, 'TooManyRequests', 'busy'))
  })
  t.strictSame(await kubeStore(client).update(ConfigMap, stored('a')), stored('a'))
  t.strictSame(waits, [2000, 2000])
  await t.rejects(kubeStore(client).list(ConfigMap), { code: 'KH_API_TOO_MANY_REQUESTS' })
  t.equal(got.length, 13)
})

t.test('no server at all is Unavailable', async (t) => {
  const { client } = await fakeServer(t, (_, answer) => { answer.destroy() })
  await t.rejects(kubeStore(client).list(ConfigMap), { code: 'KH_API_UNAVAILABLE', message: /^configmaps: the server is not there: / })
})

t.test('a list can be of one namespace', async (t) => {
  const { client, got } = await fakeServer(t, (_, answer) => { json(answer, 200, { metadata: { resourceVersion: '1' }, items: [] }) })
  await listAll(client, ConfigMap, { namespace: 'n1' })
  await listAll(client, Thing, { namespace: 'n1' })
  t.strictSame(got.map(({ path }) => path), ['/api/v1/namespaces/n1/configmaps', '/apis/example.com/v1/things'])
})

t.test('a scope narrows what is listed, and no single object', async (t) => {
  const { client, got } = await fakeServer(t, ({ query }, answer) => {
    json(answer, 200, { metadata: { resourceVersion: '1', ...(query['continue'] === undefined ? { continue: 'x' } : {}) }, items: [] })
  })
  const store = kubeStore(client, { scope: ({ plural }) => plural === 'configmaps' ? { namespace: 'n1', labelSelector: 'app=shop,tier in (a, b)' } : {} })
  await store.list(ConfigMap)
  await store.list(Thing)
  await store.get({ kind: ConfigMap, name: 'a', namespace: 'n2' })
  t.strictSame(got.map(({ path, query }) => [path, query['labelSelector'], query['continue']]), [
    ['/api/v1/namespaces/n1/configmaps', 'app=shop,tier in (a, b)', undefined], ['/api/v1/namespaces/n1/configmaps', 'app=shop,tier in (a, b)', 'x'],
    ['/apis/example.com/v1/things', undefined, undefined], ['/apis/example.com/v1/things', undefined, 'x'],
    ['/api/v1/namespaces/n2/configmaps/a', undefined, undefined],
  ])
})
