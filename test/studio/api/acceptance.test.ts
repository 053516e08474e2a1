import t from 'tap'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { check, save, sourceOf, studioFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const any = { 'if-match': '*' }
const post = ({ ask }: Fixture, order: string, { as = 'ann', ...payload }: { readonly as?: string; readonly [field: string]: unknown }) => ask({ as, method: 'POST', url: `/api/v1/programs/web/${order}`, headers: any, payload })

t.test('of two people who save from the same base the second is told the newest (C16, line 6)', async (t) => {
  const fixture = await studioFixture(t)
  const base = await save(fixture, 'base')
  const both = await Promise.all(['ann', 'bob'].map((as) => post(fixture, 'revisions', { as, source: sourceOf(`of ${as}`), base, message: as })))
  const [saved, refused] = both.toSorted((a, b) => a.status - b.status)
  t.match(saved, { status: 201 })
  t.match(refused, { status: 409, body: { code: 'KH_BASE_OLD', newest: String(saved?.body['name']) } })
  const left = await fixture.store.list(HookRevision)
  t.equal(left.length, 2, 'nothing is left of the second')
  t.match(await post(fixture, 'revisions', { source: sourceOf('late'), message: '' }), { status: 409 }, 'without a base it is old too')
})

t.test('who may not publish moves no pointer (C16, line 7, the API)', async (t) => {
  const fixture = await studioFixture(t)
  const revision = await save(fixture, 'one')
  await check(fixture, revision)
  for (const [order, payload] of [['publish', { revision }], ['publish', { revision, override: { reason: 'please' } }], ['canary', { revision, percent: 100 }], ['rollback', { revision }]] as const) {
    t.match(await post(fixture, order, { as: 'no-publish', ...payload }), { status: 403, body: { code: 'KH_VERB_MISSING' } }, order)
  }
  t.match((await fixture.ask({ url: '/api/v1/programs/web' })).body, { spec: { activeRevision: undefined } })
})

t.test('of two people who publish at the same moment one is told what is there now', async (t) => {
  const fixture = await studioFixture(t)
  const first = await save(fixture, 'one')
  const second = await save(fixture, 'two', { base: first })
  for (const revision of [first, second]) await check(fixture, revision)
  const { headers } = await fixture.ask({ url: '/api/v1/programs/web' })
  const publish = (as: string, revision: string) => fixture.ask({ as, method: 'POST', url: '/api/v1/programs/web/publish', headers: { 'if-match': String(headers['etag']) }, payload: { revision } })
  const both = await Promise.all([publish('ann', first), publish('bob', second)])
  t.strictSame(both.map(({ status }) => status).toSorted(), [200, 412])
  const refused = both.find(({ status }) => status === 412)
  t.match(refused?.body, { code: 'KH_MATCH_FAILED', current: { spec: { activeRevision: both[0]?.status === 200 ? first : second } } })
})

t.test('broken syntax never leaves the draft (C16, line 12)', async (t) => {
  const diagnostic = { line: 1, column: 8, endLine: 1, endColumn: 9, severity: 'error', code: 'TS1005', message: "';' expected" } as const
  const fixture = await studioFixture(t, { authoring: { check: async () => [diagnostic], complete: async () => [], describe: async () => undefined, hover: async () => undefined, stop: async () => undefined } })
  for (const source of ['export const sync = () => {', 'const = 1', 'enum A { B }', '   ']) {
    t.match(await post(fixture, 'revisions', { source, message: '' }), { status: 422, body: { code: 'KH_SOURCE_INVALID', diagnostics: [{ code: 'TS1005' }] } }, source)
  }
  t.equal((await fixture.store.list(HookRevision)).length, 0)
})

t.test('an override says why, and stands in the log, in an Event and in the revision', async (t) => {
  const fixture = await studioFixture(t)
  const revision = await save(fixture, 'one')
  t.match(await post(fixture, 'publish', { revision }), { status: 409, body: { code: 'KH_PUBLISH_HELD', reasons: [{ rule: 'ChecksFailed', canBeLifted: true }] } })
  t.match(await post(fixture, 'publish', { revision, override: { reason: '   ' } }), { status: 409 })
  t.match(await post(fixture, 'publish', { as: 'bob', revision, override: { reason: 'the shop is down' } }), { status: 200, body: { spec: { activeRevision: revision } } })
  t.match((await fixture.ask({ url: `/api/v1/revisions/${revision}` })).body, { status: { overrides: [{ user: 'bob', reason: 'the shop is down' }], published: [{ user: 'bob', as: 'publish' }] } })
  const audited = fixture.lines().filter(({ audit }) => audit === true)
  t.match(audited.find(({ action }) => action === 'override'), { user: 'bob', program: 'web', revision, reason: 'the shop is down' })
  t.ok(audited.some(({ action }) => action === 'publish'))
  t.ok(fixture.store.objects().some(({ kind, reason }) => kind === 'Event' && reason === 'ChecksOverridden'))
})

t.test('a program that wants another person gets one: its author does not count', async (t) => {
  const fixture = await studioFixture(t, { policy: { approvals: 1 } })
  const revision = await save(fixture, 'one')
  await check(fixture, revision)
  const approve = (as: string) => fixture.ask({ as, method: 'POST', url: `/api/v1/revisions/${revision}/approve`, headers: any })
  t.match(await approve('ann'), { status: 403, body: { code: 'KH_OWN_APPROVAL' } })
  t.match(await post(fixture, 'publish', { revision, override: { reason: 'hurry' } }), { status: 409, body: { reasons: [{ rule: 'ApprovalsMissing', canBeLifted: false }] } }, 'nothing lifts that')
  t.match(await approve('bob'), { status: 200 })
  t.match(await approve('bob'), { status: 200, body: { status: { approvals: { length: 1 } } } }, 'once per person')
  t.match(await post(fixture, 'publish', { revision }), { status: 200 })
})

t.test('recordings need the right to replay, and those with Secrets leave a trace', async (t) => {
  const fixture = await studioFixture(t)
  const request = { parent: {}, children: { 'Secret.v1': { a: { metadata: { name: 'a' } } } } }
  fixture.traffic.recorded.push({ id: 'r1:1', program: 'web', hook: 'sync', revision: undefined, canary: false, now: '2026-01-01T00:00:00Z', parent: { kind: 'Thing', name: 'a', uid: 'u' }, request, outcome: 'ok', milliseconds: 1, memoryBytes: 1 })
  t.match(await fixture.ask({ url: '/api/v1/programs/web/recordings' }), { status: 200, body: { items: [{ id: 'r1:1', isPinned: false, holdsSecrets: true }] } })
  t.notOk(JSON.stringify((await fixture.ask({ url: '/api/v1/programs/web/recordings' })).body).includes('Secret.v1'), 'lists hold no requests')
  t.match(await fixture.ask({ as: 'only-get', url: '/api/v1/recordings/r1:1' }), { status: 403 })
  t.match(await fixture.ask({ as: 'bob', url: '/api/v1/recordings/r1:1' }), { status: 200, body: { request } })
  t.match(fixture.lines().find(({ action }) => action === 'replaySecrets'), { user: 'bob', program: 'web' })
  t.match(await fixture.ask({ as: 'only-replay', method: 'POST', url: '/api/v1/recordings/r1:1/pin', headers: any }), { status: 403 }, 'pinning needs edit')
  t.match(await fixture.ask({ method: 'POST', url: '/api/v1/recordings/r1:1/pin', headers: any }), { status: 200, body: { isPinned: true } })
  fixture.traffic.recorded.length = 0
  t.match(await fixture.ask({ url: '/api/v1/programs/web/recordings' }), { status: 200, body: { items: [{ id: 'r1:1', isPinned: true }] } }, 'it outlives the ring')
  t.match(await fixture.ask({ url: '/api/v1/recordings/r1:1' }), { status: 200 })
  t.match(await fixture.ask({ url: '/api/v1/recordings/none' }), { status: 404 })
})
