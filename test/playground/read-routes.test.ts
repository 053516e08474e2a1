import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { invoke } from '../../src/guard/invoke.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { ids, playgroundFixture } from './fixture.ts'

const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.filter(isObject) : []

/** Lines `Kind name badges` with two blanks a level. */
const outline = (nodes: readonly JsonObject[], depth = 0): readonly string[] => nodes.flatMap(({ kind, name, badges, children }) => [
  `${' '.repeat(depth * 2)}${String(kind)} ${String(name)} ${listOf(badges).map(({ text }) => String(text)).join(' ')}`.trimEnd(),
  ...outline(listOf(children), depth + 1),
])

t.test('the world is a tree from parents over children to pods, with how each of them is', async (t) => {
  const { get } = await playgroundFixture(t)
  const { body, headers } = await get('/api/world')
  t.match(headers, { 'cache-control': 'no-store' })
  t.match(body, { release: '1.2.3', service: 'http://127.0.0.1:8080', faults: [], clock: { playing: true, speed: 1 } })
  const lines = outline(listOf(body['trees']))
  t.strictSame(lines.slice(0, 4), ['KasprApp shop Ready MembersObserved unknown', '  StatefulSet shop-app 1/1', '    Pod shop-app-0 Ready', lines[3]])
  t.ok(lines.includes('KasprAgent reader Ready'))
  t.ok(lines.includes('  ConfigMap reader-agent'))
  t.ok(lines.includes('    PersistentVolumeClaim shop-app-pv-shop-app-0 Bound'))
  t.notOk(lines.some((line) => /Namespace|kube-root-ca|StorageClass|ResourceQuota/.test(line)), 'furniture is not shown')
})

t.test('an object is shown as stored and as somebody would apply it', async (t) => {
  const { object } = await playgroundFixture(t)
  const { body } = await object(ids.app)
  t.match(body, { id: ids.app, described: 'KasprApp default/shop', pause: 'running', faults: [], related: [ids.agent] })
  t.ok(listOf(body['conditions']).some(({ type, status }) => type === 'Ready' && status === 'True'))
  t.match(String(body['stored']), /^status:/m)
  t.notMatch(String(body['stored']), /managedFields|last-applied/)
  t.match(String(body['manifest']), /^apiVersion: kaspr\.io\/v1alpha1\nkind: KasprApp\nmetadata:\n {2}name: shop\n {2}namespace: default\nspec:\n {2}replicas: 1\n/)
  t.notMatch(String(body['manifest']), /status|annotations/)
  t.match((await object(ids.pod)).body, { faults: ['PodUnready', 'PodStuck', 'ImagePullError'], pause: 'never' })
})

t.test('the timeline comes in pages, newest first, and can be narrowed', async (t) => {
  const { get } = await playgroundFixture(t)
  const all = await get('/api/timeline?limit=99&quiet=true')
  const first = await get('/api/timeline?limit=5')
  const rows = listOf(first.body['rows'])
  t.equal(rows.length, 5)
  t.equal(first.body['more'], true)
  const next = listOf((await get(`/api/timeline?limit=5&before=${String(rows.at(-1)?.['id'])}`)).body['rows'])
  t.ok(Number(next[0]?.['id']) < Number(rows.at(-1)?.['id']))
  const quiet = listOf(all.body['rows'])
  t.ok(quiet.some(({ isQuiet }) => isQuiet === true))
  t.notOk(rows.some(({ isQuiet }) => isQuiet === true))
  const narrowed = listOf((await get('/api/timeline?object=KasprAgent%20default/reader')).body['rows'])
  t.ok(narrowed.length > 0)
  t.ok(narrowed.every(({ object }) => object === 'KasprAgent default/reader'))
})

const creation = async ({ get }: Pick<Awaited<ReturnType<typeof playgroundFixture>>, 'get'>): Promise<string> => {
  const rows = listOf((await get('/api/timeline?limit=99&object=KasprApp%20default/shop')).body['rows'])
  return String(rows.find(({ text }) => String(text).startsWith('created'))?.['id'])
}

t.test('a sync has its causes, writes with their differences, and calls with request and answer', async (t) => {
  const fixture = await playgroundFixture(t)
  const { body } = await fixture.get(`/api/syncs/${await creation(fixture)}`)
  t.match(body, { type: 'sync', by: 'kasprapp', object: 'KasprApp default/shop', causes: [String] })
  const writes = listOf(body['writes'])
  t.ok(writes.some(({ verb, object, changes }) => verb === 'create' && object === 'StatefulSet default/shop-app' && listOf(changes).some(({ path }) => path === 'spec')))
  const sync = listOf(body['calls']).find(({ hook }) => hook === 'sync')
  t.match(sync, { status: 200, request: { parent: { metadata: { name: 'shop' } } }, answer: { children: Array, status: Object } })
  t.match(String(sync?.['curl']), /^curl -sS -H 'content-type: application\/json' --data-binary @- http:\/\/127\.0\.0\.1:8080\/hooks\/kasprapp\/sync <<'JSON'\n\{.*\}\nJSON\n$/)
})

t.test('a later sync says what differs from the one before', async (t) => {
  const { get } = await playgroundFixture(t)
  const rows = listOf((await get('/api/timeline?limit=99&quiet=true&object=KasprApp%20default/shop')).body['rows'])
  const last = await get(`/api/syncs/${String(rows.find(({ type }) => type === 'sync')?.['id'])}`)
  const call = listOf(last.body['calls']).find(({ hook }) => hook === 'sync')
  t.ok(listOf(call?.['requestChanges']).length > 0)
  t.notOk(listOf(call?.['requestChanges']).some(({ path }) => /resourceVersion|managedFields/.test(String(path))))
})

t.test('a recording holds everything that its answer depends on, and no setting that nobody asked for', async (t) => {
  const fixture = await playgroundFixture(t)
  const { body, headers } = await fixture.get(`/api/syncs/${await creation(fixture)}/recording?hook=sync`)
  t.match(headers, { 'content-disposition': /^attachment; filename="kasprapp-sync-\d+\.json"$/ })
  t.match(body, { controller: 'kasprapp', hook: 'sync', now: /^2026-05-01T00:0\d:\d\dZ$/, settings: { KASPR_IMAGE_REGISTRY: 'mirror.example.com' } })
  t.notOk(JSON.stringify(body['settings']).includes('UNRELATED'))
  const controller = controllers.find(({ name }) => name === 'kasprapp')
  if (controller === undefined) return void t.fail('the controller is there')
  const again = invoke(controller, 'sync', { request: body['request'], context: { now: String(body['now']), settings: Object.fromEntries(Object.entries(body['settings'] ?? {}).map(([key, value]) => [key, String(value)])) } })
  t.strictSame(again.body, body['response'], 'replayed, it gives the same answer')
})

t.test('examples are listed and read', async (t) => {
  const { get } = await playgroundFixture(t)
  t.strictSame((await get('/api/examples')).body['list'], [{ name: 'shop', summary: 'A shop' }])
  t.match((await get('/api/examples/shop')).body, { name: 'shop', text: /^apiVersion/ })
})

t.test('what is not there is a coded problem', async (t) => {
  const { get, object } = await playgroundFixture(t)
  const problem = { headers: { 'content-type': 'application/problem+json' } }
  t.match(await object('v1|Pod|default|nobody'), { status: 404, body: { code: 'KH_NOT_IN_PLAYGROUND', detail: 'Pod default nobody is not in the playground' }, ...problem })
  t.match(await get('/api/syncs/999999'), { status: 404, body: { code: 'KH_NOT_IN_PLAYGROUND' }, ...problem })
  t.match(await get('/api/examples/none'), { status: 404, body: { code: 'KH_NOT_IN_PLAYGROUND' } })
  t.match(await get('/api/nothing'), { status: 404, body: { code: 'KH_NOT_FOUND' } })
  t.match(await get('/web/../package.json'), { status: 404, body: { code: 'KH_NOT_FOUND' } })
  t.match(await get('/api/clock'), { status: 405, body: { code: 'KH_METHOD_NOT_ALLOWED' } })
  for (const url of ['/api/objects', '/api/objects?id=', '/api/timeline?limit=0', '/api/timeline?before=x', '/api/syncs/x', '/api/syncs/1/recording?hook=other', '/api/timeline?more=1']) {
    t.match(await get(url), { status: 400, body: { code: 'KH_ORDER_INVALID' } }, url)
  }
})
