import t from 'tap'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { ids, playgroundFixture, shop } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.filter(isObject) : []
const advance = (fixture: Fixture, milliseconds: number) => fixture.post('/api/clock', { action: 'advance', milliseconds })
const badges = async (fixture: Fixture, id: string): Promise<readonly unknown[]> => listOf((await fixture.object(id)).body['badges']).map(({ text }) => text)
const minute = 60_000

t.test('applied YAML reaches the pods', async (t) => {
  const fixture = await playgroundFixture(t)
  t.match(await fixture.post('/api/apply', { text: shop.replace('replicas: 1', 'replicas: 3') }), {
    status: 200,
    body: { applied: [{ object: 'KasprApp default/shop', outcome: 'configured' }, { object: 'KasprAgent default/reader', outcome: 'unchanged' }], findings: [] },
  })
  await advance(fixture, minute)
  t.strictSame(await badges(fixture, ids.set), ['3/3'])
  t.strictSame(await badges(fixture, 'v1|Pod|default|shop-app-2'), ['Ready'])
})

t.test('the shown manifest, applied again, changes nothing', async (t) => {
  const fixture = await playgroundFixture(t)
  for (const id of [ids.app, ids.agent]) {
    const { body } = await fixture.object(id)
    t.match(await fixture.post('/api/apply', { text: body['manifest'] }), { status: 200, body: { applied: [{ outcome: 'unchanged' }] } })
  }
})

t.test('mistakes are found at their line, beside the objects that are there, and nothing is changed', async (t) => {
  const fixture = await playgroundFixture(t)
  const before = fixture.playground.stage().inventory.revision()
  const text = `${shop.replace('name: orders', 'name: 7').replace('replicas: 1', 'replica: 1')}---\nkind: Fridge\napiVersion: v1\nmetadata: {name: x}\n`
  t.match((await fixture.post('/api/check', { text })).body['findings'], [
    { line: 6, column: 3, path: 'spec.replica', severity: 'warning', message: 'unknown field, ignored' },
    { line: 25, column: 7, endColumn: 14, path: 'spec.input.topic.name', severity: 'error', isFatal: false, message: 'must be a string' },
    { line: 30, path: 'kind', severity: 'error', isFatal: true, message: /knows Fridge of v1/ },
  ])
  t.match((await fixture.post('/api/check', { text: 'a: [1\n' })).body['findings'], [{ line: 2, severity: 'error', isFatal: true }])
  t.equal(fixture.playground.stage().inventory.revision(), before)
})

t.test('what cannot be applied is a problem with a code, the line and all findings', async (t) => {
  const fixture = await playgroundFixture(t)
  const answer = await fixture.post('/api/apply', { text: `${shop}---\nkind: Fridge\napiVersion: v1\nmetadata: {name: x}\n` })
  t.match(answer, { status: 422, headers: { 'content-type': 'application/problem+json' }, body: { code: 'KH_MANIFEST_INVALID', status: 422, detail: /^line 30: kind no controller/, applied: [], findings: [{ line: 30 }] } })
  t.match(await fixture.post('/api/apply', { text: 'x: 1\n' }), { status: 422, body: { detail: 'line 1: apiVersion: is required' } })
})

t.test('what the API server refuses is told once, where the check found it; the rest is applied', async (t) => {
  const fixture = await playgroundFixture(t)
  const { status, body } = await fixture.post('/api/apply', { text: shop.replace('replicas: 1', 'replicas: 2').replace('name: orders', 'name: 7') })
  t.equal(status, 422)
  t.match(body, { applied: [{ object: 'KasprApp default/shop', outcome: 'configured' }], findings: [{ line: 25, isFatal: true, path: 'spec.input.topic.name' }] })
  t.equal(listOf(body['findings']).length, 1)
})

t.test('a mistake that only the controller sees is applied, and freezes the parent', async (t) => {
  const fixture = await playgroundFixture(t)
  t.match(await fixture.post('/api/apply', { text: shop.replace('name: orders', 'name: orders\n      pattern: x') }), { status: 200, body: { findings: [{ path: 'spec.input.topic', isFatal: false }] } })
  await advance(fixture, 5000)
  t.strictSame(await badges(fixture, ids.agent), ['InvalidSpec'])
  t.strictSame(await badges(fixture, ids.pod), ['Ready'])
})

t.test('a killed pod comes again', async (t) => {
  const fixture = await playgroundFixture(t)
  const uid = () => fixture.playground.stage().inventory.get(ids.pod)?.metadata.uid
  const before = uid()
  t.equal((await fixture.ask({ method: 'DELETE', url: '/api/objects', query: { id: ids.pod } })).status, 200)
  await advance(fixture, minute)
  t.strictSame(await badges(fixture, ids.pod), ['Ready'])
  t.not(uid(), before)
})

const withPackages = shop.replace('  storage:', '  pythonPackages:\n    packages: [requests]\n  storage:')

for (const [fault, expected, text] of [['PodUnready', 'Not ready', shop], ['ImagePullError', 'ImagePullBackOff', shop], ['InitContainerFailure', 'CrashLoopBackOff', withPackages]] as const) {
  t.test(`${fault} strikes a pod until it is ended`, async (t) => {
    const fixture = await playgroundFixture(t, { examples: [{ name: 'shop', summary: '', text }] })
    const begun = await fixture.post('/api/faults', { id: ids.pod, fault })
    t.match(begun, { status: 200, body: { fault, namespace: 'default', pod: 'shop-app-0' } })
    t.equal((await fixture.post('/api/faults', { id: ids.pod, fault })).body['id'], begun.body['id'], 'twice is once')
    await advance(fixture, minute)
    t.strictSame(await badges(fixture, ids.pod), [expected])
    t.match((await fixture.get('/api/world')).body['faults'], [{ fault, pod: 'shop-app-0' }])
    t.equal((await fixture.ask({ method: 'DELETE', url: `/api/faults/${String(begun.body['id'])}` })).status, 200)
    await advance(fixture, 15 * minute)
    t.strictSame(await badges(fixture, ids.pod), ['Ready'])
    t.match(listOf((await fixture.get('/api/timeline?limit=99')).body['rows']).map(({ text: told }) => told).filter((told) => String(told).startsWith(fault)), [`${fault} ends`, `${fault} begins`])
  })
}

t.test('a pod on a lost node stays when it is deleted, until the node is back', async (t) => {
  const fixture = await playgroundFixture(t)
  const { body } = await fixture.post('/api/faults', { id: ids.pod, fault: 'PodStuck' })
  await fixture.ask({ method: 'DELETE', url: '/api/objects', query: { id: ids.pod } })
  await advance(fixture, 5 * minute)
  t.ok((await badges(fixture, ids.pod)).includes('Deleting'))
  await fixture.ask({ method: 'DELETE', url: `/api/faults/${String(body['id'])}` })
  await advance(fixture, 5 * minute)
  t.strictSame(await badges(fixture, ids.pod), ['Ready'])
})

t.test('a paused parent holds its children as they are, and goes on when it is resumed', async (t) => {
  const fixture = await playgroundFixture(t)
  await fixture.post('/api/pause', { id: ids.app, paused: true })
  await advance(fixture, 5000)
  t.match((await fixture.object(ids.app)).body, { pause: 'paused' })
  t.ok((await badges(fixture, ids.app)).includes('Paused'))
  await fixture.post('/api/apply', { text: shop.replace('replicas: 1', 'replicas: 2') })
  await advance(fixture, minute)
  t.strictSame(await badges(fixture, ids.set), ['1/1'])
  await fixture.post('/api/pause', { id: ids.app, paused: false })
  await advance(fixture, minute)
  t.strictSame(await badges(fixture, ids.set), ['2/2'])
  t.match((await fixture.object(ids.app)).body, { pause: 'running' })
})

t.test('the clock goes on when it is told, to the next change or by a span', async (t) => {
  const fixture = await playgroundFixture(t)
  const now = (): number => fixture.playground.stage().world.cluster.clock.now()
  const start = now()
  t.match(await advance(fixture, minute), { status: 200, body: { now: new Date(start + minute).toISOString() } })
  await fixture.ask({ method: 'DELETE', url: '/api/objects', query: { id: ids.pod } })
  const before = fixture.playground.stage().inventory.revision()
  await fixture.post('/api/clock', { action: 'step' })
  t.ok(fixture.playground.stage().inventory.revision() > before)
  t.ok(now() - start - minute < minute)
  t.match((await fixture.post('/api/clock', { action: 'pause' })).body, { playing: false })
  t.match((await fixture.post('/api/clock', { action: 'speed', speed: 60 })).body, { playing: false, speed: 60 })
  t.match((await fixture.post('/api/clock', { action: 'play' })).body, { playing: true })
})

t.test('starting over brings the first examples back and nothing else', async (t) => {
  const fixture = await playgroundFixture(t)
  await fixture.post('/api/apply', { text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine}\n' })
  await fixture.ask({ method: 'DELETE', url: '/api/objects', query: { id: ids.app } })
  t.equal((await fixture.post('/api/start-over', {})).status, 200)
  t.strictSame(await badges(fixture, ids.app), ['Ready', 'MembersObserved unknown'])
  t.equal((await fixture.object('v1|ConfigMap|default|mine')).status, 404)
})

for (const [url, body] of [
  ['/api/apply', {}], ['/api/apply', { text: 1 }], ['/api/apply', { text: '', more: 1 }], ['/api/check', []], ['/api/clock', { action: 'back' }],
  ['/api/clock', { action: 'advance', milliseconds: 1e12 }], ['/api/clock', { action: 'speed', speed: 1e6 }], ['/api/faults', { id: ids.pod, fault: 'Conflict' }],
  ['/api/pause', { id: ids.app }], ['/api/start-over', { now: true }],
] as const) {
  t.test(`${url} refuses ${JSON.stringify(body)}`, async (t) => {
    const { post } = await playgroundFixture(t, { first: [] })
    t.match(await post(url, body), { status: 400, headers: { 'content-type': 'application/problem+json' }, body: { code: 'KH_ORDER_INVALID' } })
  })
}

t.test('orders about what is not there are 404, broken JSON is 400', async (t) => {
  const { post, ask } = await playgroundFixture(t)
  t.match(await post('/api/faults', { id: ids.app, fault: 'PodUnready' }), { status: 404, body: { code: 'KH_NOT_IN_PLAYGROUND' } })
  t.match(await post('/api/faults', { id: 'v1|Pod|default|x', fault: 'PodUnready' }), { status: 404 })
  t.match(await ask({ method: 'DELETE', url: '/api/faults/77' }), { status: 404 })
  t.match(await ask({ method: 'DELETE', url: '/api/objects', query: { id: 'v1|Pod|default|x' } }), { status: 404 })
  t.match(await ask({ method: 'POST', url: '/api/apply', payload: '{', headers: { host: 'localhost', 'content-type': 'application/json' } }), { status: 400, body: { code: 'KH_BODY_NOT_JSON' } })
})
