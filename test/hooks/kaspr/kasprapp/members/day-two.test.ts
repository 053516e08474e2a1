import t from 'tap'
import { agent } from '../../fixtures/manifests.ts'
import { annotate, applyAll, asked, carriedOut, hanging, healthy, next, operations, pass, report, resync, rolled, statusOf, three, workload } from '../../scenarios/play.ts'
import type { Play } from '../../scenarios/play.ts'

const hung = three({ 1: hanging(1) })
const strikes = (at: Play): number => statusOf(at).members?.[1]?.hungStrikes ?? 0
/** Member 1 was struck so many times. */
const struck = (times: number, before = healthy()): Play =>
  Array.from({ length: times - 1 }).reduce<Play>((at) => next(at, 30, hung), next(next(before, 10, hung), 301, hung))

for (const [name, trouble, wanted] of [
  ['nothing', (at: Play) => at, 2],
  ['a member is missing', (at: Play) => workload(at, 2), 0],
  ['two revisions exist', (at: Play) => workload(at, 3, { updateRevision: 'b' }), 0],
  ['the StatefulSet has not seen its spec', (at: Play) => workload(at, 3, { observedGeneration: 0 }), 0],
  ['detection was switched off', (at: Play) => annotate(at, { 'kaspr.io/hung-member-detection-enabled': 'false' }), 0],
  ['a pause', (at: Play) => annotate(at, { 'kaspr.io/pause-reconciliation': 'true' }), 0],
] as const) {
  t.test(`strikes count while all members run what they should: ${name}`, async (t) => {
    t.equal(strikes(next(trouble(struck(1)), 30, hung)), wanted)
  })
}

t.test('while a pod is being replaced nothing is rebalanced; afterwards it is', async (t) => {
  const before = healthy(agent('a'))
  const wanting = annotate(pass(report(rolled(applyAll(annotate(before, { 'kaspr.io/auto-rebalance': 'false' }), agent('b', { input: { topic: { name: 'other' } } }))), three())), { 'kaspr.io/auto-rebalance': null })
  const ending = next(carriedOut(struck(3, wanting), 'Running'), 10, three())
  t.same([statusOf(ending).rebalanceRequired, asked(ending)], [true, ['TerminateMember']])
  t.same(asked(pass(carriedOut(ending), 2)), ['Rebalance'])
})

t.test('in a pause what was begun goes on, what was not is not asked for, and a request by hand is', async (t) => {
  const due = struck(3)
  const pause = { 'kaspr.io/pause-reconciliation': 'true' }
  t.same(operations(pass(annotate(due, pause))), [])
  t.same(asked(pass(annotate(carriedOut(due, 'Running'), pause))), ['TerminateMember'])
  t.same(asked(pass(annotate(annotate(healthy(), pause), { 'kaspr.io/rebalance': 'x' }))), ['Rebalance'])
})

t.test('the soonest of all deadlines is the one to come back at', async (t) => {
  t.equal(resync(pass(healthy())), 181, 'the report becomes old')
  t.equal(resync(next(next(healthy(), 10, hung), 285, hung)), 15, 'a member may be hung')
})
