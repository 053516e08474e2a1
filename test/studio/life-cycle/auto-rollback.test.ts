import t from 'tap'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { autoRollbacks } from '../../../hooks/program/hookprogram/auto-rollback.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { autoUser, isFailing, rollbackIfFailing } from '../../../studio/life-cycle/auto-rollback.ts'
import { historyOf } from '../../../studio/life-cycle/history.ts'
import { programOf, revisionsOf } from '../../../studio/life-cycle/programs.ts'
import { publish } from '../../../studio/life-cycle/publish.ts'
import { memoryTraffic } from '../../../studio/traffic/memory-traffic.ts'
import { callOf } from '../traffic/fixtures/seen.ts'
import { desk } from './fixture.ts'

const minute = 60_000

/** A program whose first revision ran well, and whose second one was published a minute ago. */
const begun = async (autoRollback = true) => {
  const at = await desk({ policy: { autoRollback } })
  const { store, clock, session } = at
  const traffic = memoryTraffic()
  const web = () => programOf(store, 'web')
  const point = async (revision: string): Promise<void> => { await publish(session('ann'), await web(), { revision }) }
  const called = (revision: string, { ok = 0, failed = 0 }): void => {
    for (let index = 0; index < ok + failed; index += 1) {
      const outcome = index < ok ? 'ok' : index % 2 === 0 ? 'killed' : 'denied'
      const { id, ...call } = callOf(`r:${index}`, { program: 'web', revision, now: timestamp(clock.now()), outcome })
      traffic.record({ id, call, ts: timestamp(clock.now()), lines: [] })
    }
  }
  const first = await at.saved('one')
  await point(first)
  await clock.advance(minute)
  const second = await at.saved('two', first)
  await point(second)
  await clock.advance(minute)
  const look = async (program?: HookProgram) => rollbackIfFailing(session(autoUser), program ?? await web(), traffic)
  return { ...at, traffic, web, point, called, first, second, look }
}

t.test('more than 5 % of more than 20 calls are too many failures', async (t) => {
  t.ok(isFailing({ calls: 21, failures: 2 }))
  t.notOk(isFailing({ calls: 20, failures: 20 }))
  t.notOk(isFailing({ calls: 100, failures: 5 }))
  t.ok(isFailing({ calls: 100, failures: 6 }))
  t.notOk(isFailing({ calls: 0, failures: 0 }))
})

t.test('a revision whose calls fail is taken back to the one before, and everybody can see why', async (t) => {
  const { look, called, web, store, first, second, entries, clock } = await begun()
  called(second, { ok: 30, failed: 3 })
  t.equal(await look(), first)
  const program = await web()
  t.equal(program.spec.activeRevision, first)
  t.strictSame(autoRollbacks(program), [{ from: second, to: first, at: timestamp(clock.now()), calls: 33, failures: 3 }])
  t.match(entries.at(-1), { action: 'autoRollback', user: 'auto', revision: first, reason: `3 of 33 calls of ${second} failed` })
  t.match(historyOf(await revisionsOf(store, 'web'))[0], { action: 'auto', user: 'auto', revision: first })
})

t.test('the last good revision is the way back where it is another one', async (t) => {
  const { look, called, web, store, first, saved, point, clock, second } = await begun()
  const third = await saved('three', second)
  await clock.advance(1000)
  await point(third)
  await store.updateStatus(HookProgram, trusted<StoredObject>({ ...await web(), status: { lastGood: first } }))
  called(third, { failed: 21 })
  t.equal(await look(), first)
})

t.test('nothing happens where nobody asked for it, and where there is too little to say so', async (t) => {
  const unwanted = await begun(false)
  unwanted.called(unwanted.second, { failed: 100 })
  t.equal(await unwanted.look(), undefined)
  const { look, called, first, second } = await begun()
  called(second, { failed: 20 })
  t.equal(await look(), undefined, 'twenty calls')
  called(first, { failed: 100 })
  t.equal(await look(), undefined, 'calls of another revision')
  called(second, { ok: 400 })
  t.equal(await look(), undefined, 'fewer than 5 %')
})

t.test('what was long ago counts no more', async (t) => {
  const { look, called, second, clock } = await begun()
  called(second, { failed: 50 })
  await clock.advance(5 * minute + 1000)
  called(second, { ok: 1 })
  t.equal(await look(), undefined)
})

t.test('what failed before it was published again is another story', async (t) => {
  const { look, called, point, first, second, clock } = await begun()
  called(second, { failed: 50 })
  await clock.advance(1000)
  await point(first)
  await clock.advance(1000)
  await point(second)
  t.equal(await look(), undefined)
  called(second, { failed: 21 })
  t.equal(await look(), first)
})

t.test('no revision is taken back twice, and none is the way back that was taken back', async (t) => {
  const { look, called, web, point, first, second, saved, clock } = await begun()
  called(second, { failed: 30 })
  t.equal(await look(), first)
  called(first, { failed: 30 })
  t.equal(await look(), undefined, 'there is nothing before the first one but the second one')
  await clock.advance(minute)
  await point(second)
  called(second, { failed: 90 })
  t.equal(await look(), undefined, 'somebody wants it all the same')
  t.equal((await web()).spec.activeRevision, second)
  await clock.advance(minute)
  const third = await saved('three', second)
  await point(third)
  called(third, { failed: 30 })
  t.equal(await look(), first, 'over the second one')
  t.strictSame(autoRollbacks(await web()).map(({ from }) => from), [third, second])
})

t.test('of two Studios one acts', async (t) => {
  const { look, called, web, second, first, entries } = await begun()
  called(second, { failed: 30 })
  const seen = await web()
  t.strictSame((await Promise.all([look(seen), look(seen)])).toSorted(), [first, undefined])
  t.equal(entries.filter(({ action }) => action === 'autoRollback').length, 1)
})

t.test('a pointer that somebody moves at the same moment stays where they put it', async (t) => {
  const { look, called, web, point, first, second } = await begun()
  called(second, { failed: 30 })
  const seen = await web()
  await point(first)
  t.equal(await look(seen), undefined)
  t.strictSame(autoRollbacks(await web()), [])
})

t.test('an annotation that somebody spoiled says nothing', async (t) => {
  const { look, called, web, store, first, second } = await begun()
  for (const text of ['{', '"x"', '[{"from":1}]']) {
    await store.update(HookProgram, withMetadata(trusted<StoredObject>(await web()), { annotations: { 'studio.kaspr.io/auto-rollbacks': text } }))
    t.strictSame(autoRollbacks(await web()), [])
  }
  called(second, { failed: 30 })
  t.equal(await look(), first)
})
