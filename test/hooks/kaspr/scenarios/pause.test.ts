import t from 'tap'
import { lastAppliedAnnotation } from '../../../../src/kit/last-applied.ts'
import { agent, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, kasprOf, said, statefulSetOf } from '../fixtures/world.ts'
import { annotate, annotationsOf, applyAll, asked, carriedOut, child, childrenOf, edit, hanging, healthy, next, operations, pass, report, rest, statusOf, three, writes } from './play.ts'
import type { Play } from './play.ts'

const pause = { 'kaspr.io/pause-reconciliation': 'True' }
/** Children without the framework's record of them; the member set is not held. */
const visible = (at: Play): readonly Manifest[] => childrenOf(at).filter(({ kind }) => kind !== 'KasprMemberSet')
  .map((one) => changed(one, ['metadata', 'annotations', lastAppliedAnnotation], undefined))
const held = (before: Play): Play => rest(annotate(before, pause))

t.test('S36: nothing of a paused app changes, whatever happens; its status goes on', async (t) => {
  const calm = held(healthy(agent('a')))
  const others: readonly Play[] = [
    edit(calm, { image: 'new:1', replicas: 0 }), applyAll(calm, agent('b', { input: { topic: { name: 'other' } } })), applyAll(calm, agent('a', { description: 'new' })),
    child(calm, 'StatefulSet', (set) => changed(set, path('spec.template.spec.containers[0].image'), 'mine:1')), edit(calm, { storage: { type: 'persistent-claim', class: 'standard', size: '9Gi' } }),
  ]
  for (const other of others) {
    const after = rest(other)
    t.same(visible(after), visible(other))
    t.same(operations(after), [])
    t.match(conditionOf(statusOf(after), 'Paused'), { status: 'True', reason: 'PauseRequested' })
    t.match(statusOf(next(after, 30, three({ 1: hanging(1) }))).rebalancingMembers, '1/3', 'members are still told')
  }
})

t.test('S37: un-pausing applies all that is wanted in one pass', async (t) => {
  const calm = edit(applyAll(held(healthy(agent('a'))), agent('b')), { image: 'new:1' })
  const after = pass(annotate(rest(calm), { 'kaspr.io/pause-reconciliation': null }))
  t.equal(kasprOf({ children: childrenOf(after) }).image, 'new:1')
  t.equal(kasprOf({ children: childrenOf(after) }).volumeMounts?.length, 3)
  t.equal(said(statusOf(after), 'Paused'), 'absent')
})

t.test('a paused app is neither rebalanced by itself nor rid of a member', async (t) => {
  const hung = three({ 1: hanging(1) })
  const at = Array.from({ length: 5 }).reduce<Play>((now) => next(now, 100, hung), held(healthy(agent('a'))))
  t.same([operations(at), statusOf(at).members?.map(({ hungStrikes }) => hungStrikes)], [[], [undefined, undefined, undefined]])
})

t.test('a rebalance by hand works while the app is paused', async (t) => {
  const asking = pass(annotate(held(healthy(agent('a'))), { 'kaspr.io/rebalance': 'now' }))
  t.same(asked(asking), ['Rebalance'])
  const done = rest(carriedOut(asking))
  t.same([operations(done), annotationsOf(done)], [[], pause])
  t.match(statusOf(done).rebalance?.last, { reason: 'manual', result: 'Succeeded' })
})

t.test('members of a paused app are asked on the port that they have', async (t) => {
  const at = rest(edit(held(healthy()), { config: { webPort: 7000 } }))
  t.match(childrenOf(at).find(({ kind }) => kind === 'KasprMemberSet')?.['spec'], { port: 6065 })
})

t.test('what the steward has begun before the pause is followed to its end, what it has not is held back', async (t) => {
  const struck = Array.from({ length: 3 }).reduce<Play>((now, _, index) => next(now, index === 0 ? 301 : 30, three({ 1: hanging(1) })), next(healthy(), 10, three({ 1: hanging(1) })))
  t.same(asked(struck), ['TerminateMember'])
  t.same(operations(pass(annotate(struck, pause))), [])
  t.same(asked(pass(annotate(carriedOut(struck, 'Running'), pause))), ['TerminateMember'])
})

t.test('number of partitions: refused with its path, the old one stays', async (t) => {
  const calm = healthy()
  const at = pass(edit(calm, { config: { topicPartitions: 8 } }))
  t.same(childrenOf(at), childrenOf(calm))
  t.match(conditionOf(statusOf(at), 'Ready'), { reason: 'InvalidSpec', message: 'spec.config.topicPartitions: cannot change: it stays unset, because topics that exist keep their partitions' })
  t.equal(said(statusOf(rest(edit(at, { config: {} }))), 'Ready'), 'True/Healthy')
})

t.test('the number of partitions may be set when the app is made', async (t) => {
  const calm = healthy({ ...agent('a') })
  const eight = child(edit(calm, { config: { topicPartitions: 8 } }), 'ConfigMap', (map) => changed(map, ['data', 'K_TOPIC_PARTITIONS'], '8'))
  t.ok(writes(pass(eight)).includes('update StatefulSet/orders-app'))
  t.equal(statefulSetOf({ children: childrenOf(report(pass(eight), three())) }).spec.replicas, 3)
})
