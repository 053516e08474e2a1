import t from 'tap'
import { agent, app, changed, join, path, table, task, webView } from '../fixtures/manifests.ts'
import { conditionOf, kasprOf, said, variables } from '../fixtures/world.ts'
import { annotate, annotationsOf, applyAll, asked, carriedOut, child, childrenOf, edit, hanging, healthy, later, next, operations, pass, play, report, rest, resync, rolled, scaled, statusOf, three, workload, writes } from './play.ts'
import type { Play } from './play.ts'
import type { Manifest } from '../fixtures/manifests.ts'

const reads = (name: string, topic: string): Manifest => agent(name, { input: { topic: { name: topic } } })
const required = (at: Play): boolean | undefined => statusOf(at).rebalanceRequired
/** The component is part of the app, its pods run with it, and the hook has had a fresh report. */
const grown = (before: Play, ...resources: readonly Manifest[]): Play => {
  const rolling = rolled(applyAll(before, ...resources))
  return pass(report(rolling, three()))
}
const settledFor = (at: Play): string | undefined => statusOf(at).rebalance?.settledFor
const one = reads('a', 'in')
const two = reads('b', 'other')

t.test('S25: what is found at first is settled', async (t) => {
  const fresh = pass(play(app(), one, table('t')))
  t.equal(required(fresh), false)
  t.ok(settledFor(fresh))
  const old = pass(play({ ...app(), status: { linkedResources: { agents: [] }, members: [] } }, one))
  t.equal(required(old), false, 'an app of upstream, too')
  t.equal(required(pass(play({ ...app(), status: { rebalanceRequired: true } }, one))), true, 'unless upstream left a request')
})

t.test('S26: a second agent with a new topic asks for one rebalance', async (t) => {
  const before = healthy(one)
  const at = grown(before, two)
  t.equal(required(at), true)
  t.match(operations(at), [{ type: 'Rebalance', id: /^rebalance-1-[0-9a-f]+$/ }])
  t.equal(said(statusOf(at), 'Rebalanced'), 'False/InProgress')
  t.same(operations(pass(later(at, 5), 3)), operations(at), 'one request however often the hook runs')
  const done = pass(carriedOut(at))
  t.same([required(done), asked(done)], [false, ['Rebalance']], 'it stands until the record came back')
  t.match(statusOf(done).rebalance, { settledFor: statusOf(at).rebalance?.current?.fingerprint, last: { reason: 'subscription_change', result: 'Succeeded', attempt: 1 } })
  t.not(settledFor(done), settledFor(before))
  const calm = rest(done)
  t.same([operations(calm), said(statusOf(calm), 'Rebalanced')], [[], 'True/Settled'])
})

t.test('S27: a second agent of the same topics asks for nothing', async (t) => {
  const at = grown(healthy(one), reads('b', 'in'))
  t.same([required(at), operations(at)], [false, []])
})

t.test('S28: blanks and order of topics mean nothing', async (t) => {
  const at = grown(healthy(reads('a', 'a,b')), reads('a', 'b , a'))
  t.same([required(at), operations(at)], [false, []])
  const pattern = grown(healthy(agent('a', { input: { topic: { pattern: 'x-.*' } } })), agent('a', { input: { topic: { pattern: 'y-.*' } } }))
  t.equal(required(pattern), true)
})

t.test('S29: a table that comes, is renamed or goes is a change', async (t) => {
  const made = rest(pass(carriedOut(grown(healthy(one), table('t', { name: 'x' })))))
  t.equal(statusOf(made).rebalance?.requests, 1)
  const renamed = rest(pass(carriedOut(grown(made, table('t', { name: 'y' })))))
  t.equal(statusOf(renamed).rebalance?.requests, 2)
  const without = { ...renamed, at: { ...renamed.at, resources: renamed.at.resources.filter(({ kind }) => kind !== 'KasprTable') } }
  t.equal(statusOf(grown(without)).rebalance?.requests, 3)
})

t.test('S30: webviews and tasks roll the pods and ask for nothing', async (t) => {
  const rolling = pass(applyAll(healthy(one), webView('w'), task('k')), 3)
  t.equal(statusOf(rolling).rolloutInProgress, true)
  const at = grown(healthy(one), webView('w'), task('k'))
  t.same([required(at), operations(at)], [false, []])
})

t.test('S31: while a rollout runs the request waits, and comes once it has ended', async (t) => {
  const first = pass(applyAll(healthy(one), two))
  t.same([required(first), operations(first)], [true, []], 'not even in the pass that begins the rollout')
  const rolling = pass(report(rest(workload(rest(first), 2, { updateRevision: 'b', updatedReplicas: 1 })), three()), 2)
  t.same([required(rolling), operations(rolling), said(statusOf(rolling), 'Rebalanced')], [true, [], 'False/Pending'])
  t.match(conditionOf(statusOf(rolling), 'Rebalanced')?.message, 'a rollout is in progress')
  t.same(asked(pass(workload(rolling, 3))), ['Rebalance'])
})

t.test('S31, other reasons to wait: members that are missing, or rebalance, or of which nobody knows', async (t) => {
  const early = rest(applyAll(healthy(one), two))
  t.same(operations(pass(workload(early, 2))), [])
  const busy = pass(report(workload(early, 3), three({ 2: hanging(2) })))
  t.same([required(busy), operations(busy)], [true, []])
  t.same(asked(next(busy, 10, three())), ['Rebalance'])
  const silent = pass(later(workload(early, 3), 300))
  t.same([required(silent), operations(silent)], [true, []])
})

t.test('S32: the annotation keeps the request back, and the flag up', async (t) => {
  const at = grown(annotate(healthy(one), { 'kaspr.io/auto-rebalance': 'false' }), two)
  t.same([required(at), operations(at)], [true, []])
  t.match(conditionOf(statusOf(at), 'Rebalanced'), { reason: 'Pending', message: /automatic rebalancing is switched off/ })
  t.same(asked(pass(annotate(at, { 'kaspr.io/auto-rebalance': 'YES' }))), ['Rebalance'])
})

t.test('S33: without static members nothing is tracked', async (t) => {
  const at = grown(rolled(annotate(healthy(one), { 'kaspr.io/disable-static-group-membership': 'true' })), two)
  t.same([required(at), operations(at), statusOf(at).linkedResources, settledFor(at), said(statusOf(at), 'Rebalanced')], [false, [], undefined, undefined, 'absent'])
  t.notOk(variables(kasprOf({ children: childrenOf(at) })).includes('K_CONSUMER_GROUP_INSTANCE_ID'))
})

const manual = (before: Play, value = 'x'): Play => pass(annotate(before, { 'kaspr.io/rebalance': value }))

t.test('S34: one annotation is one request; afterwards it is taken away and can be set again', async (t) => {
  const at = manual(healthy(one))
  t.same(operations(at), [{ id: 'rebalance-1-manual', type: 'Rebalance' }])
  t.same(annotationsOf(pass(at, 3)), { 'kaspr.io/rebalance': 'x' }, 'as long as it runs it stays')
  const done = pass(carriedOut(at))
  t.same(annotationsOf(done), {})
  t.match(statusOf(done).rebalance, { manual: 'Finished', last: { reason: 'manual', result: 'Succeeded' } })
  const calm = rest(done)
  t.same([operations(calm), statusOf(calm).rebalance?.manual], [[], undefined])
  t.same(operations(manual(calm, 'false')), [{ id: 'rebalance-2-manual', type: 'Rebalance' }])
})

t.test('S34, taken away by hand: the request goes with it', async (t) => {
  const at = pass(annotate(manual(healthy(one)), { 'kaspr.io/rebalance': null }))
  t.same([operations(at), statusOf(at).rebalance?.current], [[], undefined])
  t.same(writes(rest(at)), [])
})

t.test('S34, in the middle of a rollout: it settles nothing for the pods that come', async (t) => {
  const rolling = pass(applyAll(healthy(one), two), 2)
  const done = rest(carriedOut(manual(rolling)))
  t.equal(required(done), true)
  t.same(asked(pass(report(rolled(done), three()))), ['Rebalance'])
})

t.test('S35: a failed request by hand is told, and not tried again', async (t) => {
  const at = rest(carriedOut(manual(healthy(one)), 'Failed', 'Leader member not found'))
  t.same([annotationsOf(at), operations(at)], [{}, []])
  t.match(conditionOf(statusOf(at), 'Rebalanced'), { status: 'False', reason: 'RebalanceRequestFailed', message: 'Rebalance request failed: Leader member not found' })
  t.match(statusOf(at).rebalance?.last, { reason: 'manual', result: 'Failed' })
})

t.test('S35, without a steward: after ten minutes it has failed, and the annotation goes', async (t) => {
  const alone = manual(rest(scaled(rest(play(app(), one)), 3)))
  t.equal(resync(alone), 600)
  t.same(annotationsOf(pass(later(alone, 599))), { 'kaspr.io/rebalance': 'x' })
  const late = rest(later(alone, 600))
  t.same([annotationsOf(late), operations(late)], [{}, []])
  t.match(statusOf(late).rebalance?.last?.message, 'No steward')
})

t.test('S35, members that nobody asks: refused at once', async (t) => {
  const at = rest({ ...annotate(healthy(one), { 'kaspr.io/rebalance': 'x' }), settings: { CLIENT_STATUS_CHECK_ENABLED: 'false' } })
  t.same([annotationsOf(at), operations(at)], [{}, []])
  t.match(statusOf(at).rebalance?.last?.message, 'client status check is disabled')
})

t.test('S35, members that are missing: refused at once, and told; with all of them the next annotation is a request', async (t) => {
  const at = rest(annotate(workload(healthy(one), 2), { 'kaspr.io/rebalance': 'x' }))
  t.same([annotationsOf(at), operations(at)], [{}, []])
  t.match(conditionOf(statusOf(at), 'Rebalanced'), { status: 'False', reason: 'RebalanceRequestFailed', message: 'Rebalance request failed: Cluster not ready: 2 of 3 members are available' })
  t.same(asked(manual(rest(workload(at, 3)))), ['Rebalance'])
})

t.test('a request for a change is tried again after 30 s, then after 60 s, until it succeeds', async (t) => {
  const first = rest(carriedOut(grown(healthy(one), two), 'Failed', 'Leader member not found'))
  t.same([required(first), operations(first), resync(first)], [true, [], 30])
  t.match(conditionOf(statusOf(first), 'Rebalanced'), { reason: 'RebalanceRequestFailed' })
  t.same(asked(next(first, 29, three())), [])
  const second = next(first, 30, three())
  t.match(operations(second), [{ id: /^rebalance-2-/ }])
  const again = rest(carriedOut(second, 'Failed'))
  t.equal(resync(again), 60)
  t.equal(required(rest(carriedOut(next(again, 60, three())))), false)
})

t.test('a status that got lost after the request was written does not make two of it', async (t) => {
  const before = rolled(applyAll(healthy(one), two))
  const at = pass(report(before, three()))
  const status = statusOf(before)
  const forgotten = { ...at, at: { ...at.at, resources: at.at.resources.map((resource) => resource.kind === 'KasprApp' ? { ...resource, status: JSON.parse(JSON.stringify(status)) } : resource) } }
  const signalled = pass(report(carriedOut(forgotten, 'Running'), three({ 1: hanging(1) })))
  t.same(operations(signalled), operations(at))
  t.equal(statusOf(signalled).rebalance?.requests, 1)
})

t.test('a join is part of what the group reads', async (t) => {
  const at = grown(healthy(one, table('left'), table('right')), join('j'))
  t.equal(required(at), true)
})

t.test('an edit of the app that reads the same asks for nothing', async (t) => {
  const at = pass(report(rolled(edit(healthy(one), { image: 'mine:2' })), three()))
  t.same([required(at), operations(at)], [false, []])
  t.equal(required(pass({ ...at, at: { ...at.at, resources: at.at.resources.map((resource) => changed(resource, path('metadata.labels.team'), 'a')) } })), false)
})

t.test('a record that is older than the steward\'s memory is not repeated', async (t) => {
  const before = healthy(one)
  const done = rest(carriedOut(grown(rest(carriedOut(manual(before))), two)))
  t.equal(statusOf(done).rebalance?.requests, 2)
  const old = { ...statusOf(done), rebalance: statusOf(before).rebalance }
  const back = pass({ ...done, at: { ...done.at, resources: done.at.resources.map((resource) => resource.kind === 'KasprApp' ? { ...resource, status: JSON.parse(JSON.stringify(old)) } : resource) } })
  t.same([operations(back), required(back), settledFor(back)], [[], false, settledFor(done)])
  const third = grown(rest(back), reads('c', 'third'))
  t.match(operations(third), [{ id: /^rebalance-3-/ }], 'and no number is given twice')
})

t.test('what was given up and carried out all the same counts as done', async (t) => {
  const asking = grown(healthy(one), two)
  const late = rest(report(later(asking, 600), three()))
  t.same([statusOf(late).rebalance?.last?.result, required(late), operations(late)], ['Failed', true, []])
  const begun = pass(child(next(late, 20, three()), 'KasprMemberSet', (set) => changed(set, path('status.operations'), [{ id: operations(asking)[0]?.id ?? '', state: 'Running', attempts: 1 }])))
  t.same(operations(next(begun, 30, three())), [], 'it is being carried out: nothing is asked for besides')
  const done = rest(child(begun, 'KasprMemberSet', (set) => changed(set, path('status.operations[0].state'), 'Succeeded')))
  t.same([statusOf(done).rebalance?.last?.result, required(done), operations(done)], ['Succeeded', false, []])
})
