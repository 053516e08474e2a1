import t from 'tap'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { dropDraft, findDraft, putDraft } from '../../../studio/life-cycle/draft.ts'
import { fixturesOf, pin } from '../../../studio/life-cycle/fixture.ts'
import { programOf } from '../../../studio/life-cycle/programs.ts'
import { prune, pruneKept } from '../../../studio/life-cycle/prune.ts'
import { publish } from '../../../studio/life-cycle/publish.ts'
import { setCanary } from '../../../studio/life-cycle/canary.ts'
import { day, desk } from './fixture.ts'

const call = { id: 'r:1', program: 'web', hook: 'sync', revision: undefined, canary: false, now: '2026-01-01T00:00:00Z', parent: { kind: 'Thing', name: 'a', uid: 'u' }, request: { a: 1 }, outcome: 'ok', milliseconds: 1, memoryBytes: 1 } as const

t.test('old revisions go, but never what runs, could run, or ran within 90 days', async (t) => {
  const { store, clock, session, saved } = await desk({ historyLimit: 2 })
  const names: string[] = []
  for (let index = 0; index < 8; index += 1) {
    names.push(await saved(`v${index}`, names.at(-1)))
    await clock.advance(1000)
  }
  const [old = '', replaced = '', active = '', canary = '', gone = '', alsoGone = '', kept = '', newest = ''] = names
  const point = async (revision: string): Promise<void> => { await publish(session('ann'), await programOf(store, 'web'), { revision }) }
  await point(old)
  await clock.advance(day)
  await point(replaced)
  await clock.advance(100 * day)
  await point(active)
  await setCanary(session('ann'), await programOf(store, 'web'), { revision: canary, percent: 5 })
  const pruned = await prune(store, 'web', clock.now())
  t.strictSame(pruned.toSorted(), [old, gone, alsoGone].toSorted(), 'the first one was last active 100 days ago; the second one a moment ago')
  t.strictSame((await store.list(HookRevision)).map(({ metadata: { name } }) => name).toSorted(), [replaced, active, canary, kept, newest].toSorted())
  t.strictSame(await prune(store, 'web', clock.now()), [])
})

t.test('a draft belongs to one person and one program', async (t) => {
  const { store } = await desk()
  const shelf = { own: store, namespace: 'studio' }
  const check = (): void => undefined
  await putDraft(shelf, { program: 'web', user: 'ann' }, { draft: { source: 'a', base: 'web-0' }, check })
  await putDraft(shelf, { program: 'web', user: 'bob' }, { draft: { source: 'b' }, check })
  t.match(await findDraft(shelf, { program: 'web', user: 'ann' }), { source: 'a', base: 'web-0' })
  t.match(await findDraft(shelf, { program: 'web', user: 'bob' }), { source: 'b' })
  t.equal(await findDraft(shelf, { program: 'other', user: 'ann' }), undefined)
  await dropDraft(shelf, { program: 'web', user: 'ann' }, check)
  t.equal(await findDraft(shelf, { program: 'web', user: 'ann' }), undefined)
  t.match(await findDraft({ ...shelf }, { program: 'web', user: 'bob' }), { source: 'b' }, 'also for a Studio that was just started')
})

t.test('drafts and fixtures of a program go when it is gone, and those of others stay', async (t) => {
  const { store } = await desk()
  const shelf = { own: store, namespace: 'studio' }
  const check = (): void => undefined
  for (const name of ['web', 'gone']) {
    await putDraft(shelf, { program: name, user: 'ann' }, { draft: { source: 'a' }, check })
    await pin(shelf, { ...call, program: name }, 'ann')
  }
  const foreign = trusted<StoredObject>({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'studio', labels: { 'studio.kaspr.io/program': 'gone' } }, data: {} })
  for (const object of [foreign, { ...foreign, metadata: { ...foreign.metadata, namespace: 'elsewhere', labels: { ...foreign.metadata.labels, 'studio.kaspr.io/keeps': 'draft' } } }]) await store.create(ConfigMap, object)
  t.strictSame(await pruneKept(shelf), ['gone'])
  t.strictSame(await pruneKept(shelf), [])
  t.equal(await findDraft(shelf, { program: 'gone', user: 'ann' }), undefined)
  t.strictSame(await fixturesOf(shelf, 'gone'), [])
  t.ok(await findDraft(shelf, { program: 'web', user: 'ann' }))
  t.equal((await fixturesOf(shelf, 'web')).length, 1)
  t.equal((await store.list(ConfigMap)).length, 4, 'what is nobody\'s draft, or in another namespace, is not ours')
})

t.test('a pinned call stays, once, and one that fits into no ConfigMap is refused', async (t) => {
  const { store } = await desk()
  const shelf = { own: store, namespace: 'studio' }
  await pin(shelf, call, 'ann')
  await pin(shelf, call, 'bob')
  t.match(await fixturesOf(shelf, 'web'), { length: 1, 0: { id: 'r:1', request: { a: 1 } } })
  t.strictSame(await fixturesOf(shelf, 'other'), [])
  await t.rejects(pin(shelf, { ...call, id: 'r:2', request: { a: 'x'.repeat(1_100_000) } }, 'ann'), { code: 'KH_FIXTURE_TOO_LARGE' })
})
