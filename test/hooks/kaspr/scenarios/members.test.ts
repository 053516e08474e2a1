import t from 'tap'
import { conditionOf, said } from '../fixtures/world.ts'
import { annotate, applyAll, asked, carriedOut, child, edit, hanging, healthy, later, member, next, operations, pass, report, rest, resync, rolled, silent, statusOf, three, workload, writes } from './play.ts'
import type { Member, Play } from './play.ts'
import { agent, changed, path } from '../fixtures/manifests.ts'

const strikes = (at: Play): readonly number[] => (statusOf(at).members ?? []).map(({ hungStrikes = 0 }) => hungStrikes)
const times = (at: Play): readonly (string | undefined)[] => (statusOf(at).members ?? []).map(({ lastTransitionTime }) => lastTransitionTime)
const hung = three({ 1: hanging(1) })
/** Member 1 began to rebalance so many seconds ago. */
const rebalancing = (seconds: number, before: Play = healthy(), members: readonly Member[] = hung): Play => next(next(before, 10, members), seconds, members)
/** Struck so many times, 30 s apart. */
const struck = (times: number, before: Play = healthy(), members: readonly Member[] = hung): Play =>
  Array.from({ length: times - 1 }).reduce<Play>((at) => next(at, 30, members), rebalancing(301, before, members))

t.test('S11: members are sorted, counted, and get their time once', async (t) => {
  const at = healthy()
  t.match(statusOf(at).members, [{ id: 0, leader: true, podUID: 'pod-0-one' }, { id: 1, leader: false }, { id: 2 }])
  const mixed = next(at, 5, [member(2), member(0), member(1)])
  t.same(statusOf(mixed), statusOf(at))
  t.equal(statusOf(at).rebalancingMembers, '0/3')
  t.same(writes(mixed), [])
  t.equal(said(statusOf(at), 'MembersObserved'), 'True/AllAnswered')
})

t.test('S12: a member that begins to rebalance is the only one with a new time', async (t) => {
  const before = healthy()
  const at = next(before, 20, hung)
  t.same(times(at), [times(before)[0], at.now, times(before)[2]])
  t.equal(statusOf(at).rebalancingMembers, '1/3')
})

t.test('S13: a fresh pod inherits neither time nor strikes', async (t) => {
  const at = struck(2)
  const fresh = next(at, 30, three({ 1: hanging(1, { podUID: 'pod-1-two' }) }))
  t.same([times(fresh)[1], strikes(fresh)], [fresh.now, [0, 0, 0]])
  const sameUID = next(at, 30, three({ 1: hanging(1, { podCreationTime: '2026-01-02T00:00:00Z' }) }))
  t.same([times(sameUID)[1], strikes(sameUID)], [sameUID.now, [0, 0, 0]])
})

t.test('S14: a member that does not answer has no entry, and says so in a condition', async (t) => {
  const at = next(healthy(), 10, three({ 2: silent(2) }))
  t.same(statusOf(at).members?.map(({ id }) => id), [0, 1])
  t.equal(statusOf(at).rebalancingMembers, '0/3')
  t.match(conditionOf(statusOf(at), 'MembersObserved'), { status: 'False', reason: 'MembersSilent', message: 'member 2: timeout' })
})

t.test('S15: an old report neither strikes nor pardons, and asks for nothing', async (t) => {
  const at = struck(2, healthy(agent('a')))
  t.equal(resync(at), 30)
  const old = pass(later(at, 181))
  t.equal(said(statusOf(old), 'MembersObserved'), 'Unknown/ReportStale')
  t.same(strikes(old), [0, 2, 0])
  const wanting = rolled(applyAll(old, agent('b', { input: { topic: { name: 'other' } } })))
  t.equal(statusOf(wanting).rebalanceRequired, true)
  t.same(operations(wanting), [])
  t.equal(resync(wanting), 0, 'nothing but a report changes this')
})

t.test('S15, the deadline: the hook comes back when the report has become old', async (t) => {
  const calm = healthy()
  t.equal(resync(pass(calm)), 181)
  t.equal(resync(pass(later(calm, 100))), 81)
  t.equal(said(statusOf(pass(later(calm, 181))), 'MembersObserved'), 'Unknown/ReportStale')
})

t.test('S16: below the threshold there is no strike', async (t) => {
  t.same(strikes(rebalancing(299)), [0, 0, 0])
  t.same(strikes(rebalancing(300)), [0, 0, 0], 'strictly more')
})

t.test('S17: three reports beyond the threshold, 30 s apart, end the member', async (t) => {
  t.same([1, 2].map((count) => strikes(struck(count))), [[0, 1, 0], [0, 2, 0]])
  t.same(asked(struck(2)), [])
  const at = struck(3)
  t.match(statusOf(at).members?.[1], { hungStrikes: 3, lastStrikeTime: at.now })
  t.match(conditionOf(statusOf(at), 'Progressing'), { status: 'False', reason: 'ReconcileComplete', message: 'All resources are in desired state' })
  t.match(conditionOf(statusOf(at), 'Ready'), { status: 'False', reason: 'HungMembers', message: 'Members [1] hung in rebalancing state - terminating pods' })
  t.same(operations(at), [{ id: 'terminate-1-pod1one-1', type: 'TerminateMember', pod: 'orders-app-1', podUID: 'pod-1-one', gracePeriodSeconds: 10 }])
})

t.test('S17, in time: with reports every ten seconds it is over within threshold and 90 s', async (t) => {
  let at = next(healthy(), 10, hung)
  const began = at.now
  while (operations(at).length === 0) at = next(at, 10, hung)
  t.ok(Date.parse(at.now) - Date.parse(began) <= 390_000)
  t.match(child(at, 'KasprMemberSet', (set) => {
    t.match(set['spec'], { polling: { heartbeatSeconds: 10 } }, 'the steward is asked to tell often')
    return set
  }), {})
})

t.test('S18: fifty calls within one report are one strike', async (t) => {
  const at = struck(1)
  t.same(strikes(pass(at, 50)), [0, 1, 0])
  t.same(strikes(next(at, 29, hung)), [0, 1, 0], 'and so is a report that comes too soon')
  t.same(strikes(next(at, 30, hung)), [0, 2, 0])
})

t.test('S19: a member that recovers is pardoned', async (t) => {
  const at = next(struck(2), 30, three({ 1: hanging(1, { recovering: true }) }))
  t.same(strikes(at), [0, 0, 0])
  t.same(strikes(next(at, 30, hung)), [0, 0, 0], 'and its time began anew')
})

t.test('S20: a rollout forgets all strikes and ends nobody', async (t) => {
  const rolling = next(pass(edit(struck(2), { image: 'mine:2' })), 30, hung)
  t.same([strikes(rolling), operations(rolling)], [[0, 0, 0], []])
  const component = pass({ ...struck(2), at: { ...struck(2).at, resources: [...struck(2).at.resources, agent('new')] } })
  t.same(strikes(component), [0, 0, 0], 'also in the very pass in which it begins')
})

t.test('S21: of seven hung members five are ended at a time', async (t) => {
  const all = Array.from({ length: 7 }, (_, id) => hanging(id))
  const seven = rest(report(rest(workload(child(rest(edit(healthy(), { replicas: 7 })), 'StatefulSet', (set) => changed(set, path('spec.replicas'), 7)), 7)), all))
  const at = struck(3, seven, all)
  t.match(conditionOf(statusOf(at), 'Ready')?.message, 'Members [0, 1, 2, 3, 4, 5, 6] hung')
  t.same(operations(at).map(({ pod }) => pod), ['orders-app-0', 'orders-app-1', 'orders-app-2', 'orders-app-3', 'orders-app-4'])
  const noted = pass(carriedOut(at), 2)
  t.same(operations(noted), [], 'the first five are not back yet')
  t.same(operations(next(noted, 30, all)).map(({ pod }) => pod), ['orders-app-5', 'orders-app-6'], 'the others follow, nobody twice')
  const missing = pass(workload(at, 6, { updatedReplicas: 6 }), 2)
  t.same([strikes(missing), operations(missing).length], [[0, 0, 0, 0, 0, 0, 0], 5], 'the wave goes on, though its first pod is missing')
  t.same(operations(pass(report(missing, all.map((one) => ({ ...one, rebalancing: false }))))), [], 'but not for members that are well again')
  t.same(operations(pass(workload(at, 6, { updateRevision: 'b' }))), [], 'nor when all pods are replaced anyway')
})

t.test('S22: the annotation switches detection off', async (t) => {
  t.same(strikes(struck(3, annotate(healthy(), { 'kaspr.io/hung-member-detection-enabled': 'no' }))), [0, 0, 0])
  const off = { HUNG_MEMBER_DETECTION_ENABLED: 'false' }
  t.same(strikes(struck(1, { ...healthy(), settings: off })), [0, 0, 0])
  t.same(strikes(struck(1, { ...annotate(healthy(), { 'kaspr.io/hung-member-detection-enabled': 'Yes' }), settings: off })), [0, 1, 0])
})

t.test('S23: the annotation sets the threshold, unless it is no number', async (t) => {
  const with60 = (value: string, seconds: number) => strikes(rebalancing(seconds, annotate(healthy(), { 'kaspr.io/hung-rebalancing-threshold-seconds': value })))
  t.same([with60('60', 61), with60('60', 60), with60('abc', 299), with60('abc', 301)], [[0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 1, 0]])
})

t.test('S24: what was done is recorded, then dropped, and never asked for again', async (t) => {
  const due = struck(3)
  const replaced = three({ 1: member(1, { podUID: 'pod-1-two', rebalancing: true }) })
  const noted = pass(report(carriedOut(later(due, 5)), replaced))
  t.match(statusOf(noted).terminations, [{ id: 1, podUID: 'pod-1-one', result: 'Succeeded', at: noted.now }])
  t.same(operations(noted), operations(due), 'it stands until the record came back')
  const dropped = pass(noted)
  t.same(operations(dropped), [])
  t.same(strikes(dropped), [0, 0, 0])
  t.same(writes(rest(dropped)), [])
})

t.test('S24, a pod that is still there is not deleted twice, a failure is tried again after a minute', async (t) => {
  const done = pass(carriedOut(struck(3)), 2)
  t.same(operations(next(next(done, 30, hung), 60, hung)), [])
  const failed = pass(carriedOut(struck(3), 'Failed', 'forbidden'), 2)
  t.match(statusOf(failed).terminations, [{ result: 'Failed', message: 'forbidden' }])
  t.same(operations(next(failed, 59, hung)), [])
  t.same(operations(next(failed, 60, hung)).map(({ id }) => id), ['terminate-1-pod1one-2'])
})

t.test('a member that came back before the steward began is left alone', async (t) => {
  const due = struck(3)
  t.same(operations(next(due, 10, three())), [])
  t.equal(statusOf(next(due, 10, three())).terminations, undefined)
  t.same(operations(pass(later(due, 200))), [], 'and so is one of which nobody has heard for long')
  const begun = next(carriedOut(due, 'Running'), 10, three())
  t.same(asked(begun), ['TerminateMember'], 'what was begun goes on until it has ended')
})

t.test('a report that is older than what is known changes nothing', async (t) => {
  const before = healthy()
  const fresh = next(before, 400, three())
  const back = pass(child(fresh, 'KasprMemberSet', (set) => ({ ...set, status: { observedAt: before.now, members: JSON.parse(JSON.stringify(hung)) } })))
  t.same(strikes(back), [0, 0, 0])
  const flipped = next(next(before, 100, hung), 300, three())
  const older = pass(report({ ...flipped, now: later(before, 50).now }, hung))
  t.same(statusOf(older).members, statusOf(flipped).members)
})

t.test('what happened between two reports counts, when the steward tells it', async (t) => {
  const began = next(healthy(), 10, hung)
  const again = later(began, 700).now
  const at = next(later(began, 705), 0, three({ 1: hanging(1, { since: again }) }))
  t.equal(statusOf(at).members?.[1]?.lastTransitionTime, again)
  t.same(strikes(at), [0, 0, 0])
})

t.test('a rollout that is over leaves members as they are', async (t) => {
  const at = rolled(report(edit(healthy(), { image: 'mine:2' }), three()))
  t.equal(said(statusOf(at), 'Ready'), 'True/Healthy')
  t.match(statusOf(at).lastRollout, { reasons: ['image kasprio/kaspr:0.11.19 → mine:2'], generation: 2 })
})
