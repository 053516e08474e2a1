import t from 'tap'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { approve } from '../../../studio/life-cycle/approve.ts'
import { clearCanary, setCanary } from '../../../studio/life-cycle/canary.ts'
import { historyOf } from '../../../studio/life-cycle/history.ts'
import { programOf, revisionsOf } from '../../../studio/life-cycle/programs.ts'
import { publish } from '../../../studio/life-cycle/publish.ts'
import { changeStatus } from '../../../studio/life-cycle/revision-status.ts'
import { rollback } from '../../../studio/life-cycle/rollback.ts'
import { desk, passed } from './fixture.ts'
import type { Desk } from './fixture.ts'

const web = ({ store }: Desk): Promise<HookProgram> => programOf(store, 'web')
const publishing = async (at: Desk, revision: string, override?: { reason: string }): Promise<HookProgram> => publish(at.session('ann'), await web(at), { revision, override })

const lastGood = async ({ store }: Desk, name: string): Promise<void> => {
  await store.updateStatus(HookProgram, trusted<StoredObject>({ ...await programOf(store, 'web'), status: { lastGood: name } }))
}

t.test('a revision of another program is never published', async (t) => {
  const at = await desk()
  const revision = await at.saved('one')
  await at.store.create(HookProgram, trusted<StoredObject>({ ...await web(at), metadata: { name: 'other' } }))
  await t.rejects(publish(at.session('ann'), await programOf(at.store, 'other'), { revision }), { code: 'KH_REVISION_FOREIGN' })
  await t.rejects(publishing(at, 'web-000000000000'), { code: 'KH_NOT_IN_STUDIO' })
})

t.test('the program as it was read is the precondition', async (t) => {
  const at = await desk()
  const revision = await at.saved('one')
  const seen = await web(at)
  await lastGood(at, 'somebody-else')
  await t.rejects(publish(at.session('ann'), seen, { revision }), { code: 'KH_API_CONFLICT' })
  t.notOk((await web(at)).spec.activeRevision)
  t.strictSame(at.entries.map(({ action }) => action), ['save'], 'nothing is told that did not happen')
})

t.test('the policy of a program holds', async (t) => {
  const at = await desk({ policy: { approvals: 2, requireReplay: true, canary: true } })
  const first = await at.saved('one')
  await t.rejects(publishing(at, first, { reason: 'now' }), { code: 'KH_PUBLISH_HELD', message: /approvals/ })
  for (const user of ['bob', 'eve']) await approve(at.session(user), first)
  await t.rejects(publishing(at, first), { message: /no recording/ })
  await changeStatus(at.store, first, (status) => ({ ...status, checks: { passed: true, at: '2026-01-01T00:00:00Z', recordings: 3, properties: [] } }))
  await t.rejects(publishing(at, first, { reason: 'now' }), { message: /canary/ }, 'an override is about checks')
})

t.test('a canary that is published ends as canary', async (t) => {
  const at = await desk()
  const first = await at.saved('one')
  const second = await at.saved('two', first)
  const trying = async (how: object) => setCanary(at.session('ann'), await web(at), { revision: second, ...how })
  await t.rejects(trying({ percent: 10 }), { code: 'KH_CANARY_INVALID' }, 'beside nothing')
  await publishing(at, first)
  await t.rejects(trying({}), { code: 'KH_CANARY_INVALID' })
  await t.rejects(trying({ percent: 1, selector: {} }), { code: 'KH_CANARY_INVALID' })
  t.match(await trying({ selector: { matchLabels: { a: 'b' } } }), { spec: { canary: { revision: second, selector: { matchLabels: { a: 'b' } } } } })
  const published = await publishing(at, second)
  t.equal(published.spec.activeRevision, second)
  t.notOk(published.spec.canary)
  t.strictSame(await clearCanary(at.session('ann'), published), published, 'nothing to end')
})

t.test('the way back leads to the last good revision, then to the one before', async (t) => {
  const at = await desk()
  const first = await at.saved('one')
  await t.rejects(rollback(at.session('bob'), await web(at)), { code: 'KH_ROLLBACK_TARGET' })
  const second = await at.saved('two', first)
  const third = await at.saved('three', second)
  const never = await at.saved('never', third)
  for (const revision of [first, second, third]) {
    await publishing(at, revision)
    await at.clock.advance(60_000)
  }
  t.equal((await rollback(at.session('bob'), await web(at))).spec.activeRevision, second, 'the one before')
  await lastGood(at, first)
  t.equal((await rollback(at.session('bob'), await web(at))).spec.activeRevision, first, 'the last good one')
  t.equal((await rollback(at.session('bob'), await web(at), third)).spec.activeRevision, third, 'by name')
  await t.rejects(rollback(at.session('bob'), await web(at), never), { code: 'KH_ROLLBACK_TARGET', message: /never active/ })
  await t.rejects(rollback(at.session('bob'), await web(at), third), { code: 'KH_ROLLBACK_TARGET', message: /already/ })
})

t.test('a rollback needs no checks, and history tells who did what', async (t) => {
  const at = await desk()
  const first = await at.saved('one')
  const second = await at.saved('two', first)
  await publishing(at, first)
  await at.clock.advance(60_000)
  await publishing(at, second)
  await at.clock.advance(60_000)
  await passed(at.store, first, { checks: { passed: false, at: '2026-01-01T00:00:00Z', recordings: 0, properties: [] } })
  await rollback(at.session('bob'), await web(at))
  t.match(historyOf(await revisionsOf(at.store, 'web'))[0], { action: 'rollback', user: 'bob', revision: first, at: '2026-01-01T00:02:00Z' })
  t.match(at.entries.at(-1), { action: 'rollback', user: 'bob', revision: first })
})

t.test('approvals of many people at the same moment all count', async (t) => {
  const at = await desk()
  const revision = await at.saved('one')
  await Promise.all(['b', 'c', 'd', 'e', 'f'].map((user) => approve(at.session(user), revision)))
  const [found] = await revisionsOf(at.store, 'web')
  t.strictSame(found?.status?.approvals?.map(({ user }) => user).toSorted(), ['b', 'c', 'd', 'e', 'f'])
})
