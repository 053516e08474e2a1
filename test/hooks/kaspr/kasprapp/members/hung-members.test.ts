import t from 'tap'
import { hangingMembers, hungMembers, isTerminating, terminateOperations, terminationDue, terminationsOf } from '../../../../../hooks/kaspr/kasprapp/members/hung-members.ts'
import type { Termination } from '../../../../../hooks/kaspr/kasprapp/members/hung-members.ts'
import { at, entry, now, observed, outcome, reportWith } from './given.ts'

const ids = (count: number): readonly number[] => Array.from({ length: count }, (_, id) => id)
const members = ids(12).map((id) => observed(id))
const hung = (...numbers: readonly number[]) => numbers.map((id) => entry(id, { hungStrikes: 3 }))
const asked = (id: number, more: Partial<Termination> = {}): Termination =>
  ({ operation: `terminate-${id}-uid${id}-1`, id, pod: `orders-app-${id}`, podUID: `uid-${id}`, at: now, result: 'Requested', ...more })
const report = reportWith({ members })

t.test('three strikes of a fresh report are due', async (t) => {
  const entries = [entry(0, { hungStrikes: 2 }), entry(1, { hungStrikes: 3 }), entry(2, { hungStrikes: 7 }), entry(3)]
  t.same(hungMembers(entries, report).map(({ id }) => id), [1, 2])
  for (const state of ['stale', 'none'] as const) t.same(hungMembers(entries, { state }), [])
})

t.test('five at a time, by number, those in work among them', async (t) => {
  t.same(terminationsOf([], { hung: hung(...ids(7)), report, now }), ids(5).map((id) => asked(id)))
  const inWork = ids(4).map((id) => asked(id))
  t.same(terminationsOf(inWork, { hung: hung(...ids(7)), report, now }).map(({ id }) => id), ids(5))
  const over = ids(7).map((id) => asked(id))
  t.same(terminationsOf(over, { hung: hung(...ids(8)), report, now }).length, 7, 'more than five in work ask for nobody')
})

t.test('pods that have just gone count among the five', async (t) => {
  const gone = ids(4).map((id) => asked(id, { result: 'Succeeded', podUID: `gone-${id}` }))
  const next = (seconds: number) => terminationsOf(gone, { hung: hung(...ids(7)), report, now: at(seconds) }).filter(({ result }) => result === 'Requested').length
  t.same([next(29), next(30)], [1, 5])
})

t.test('a pod is asked for once; a failure is tried again after 60 s, under another name', async (t) => {
  const after = (result: Termination['result'], seconds: number) => terminationsOf([asked(1, { result })], { hung: hung(1), report, now: at(seconds) }).slice(1).map(({ operation }) => operation)
  t.same([after('Succeeded', 9999), after('Failed', 59), after('Failed', 60)], [[], [], ['terminate-1-uid1-2']])
})

t.test('nobody is asked for without a pod of that very UID', async (t) => {
  t.same(terminationsOf([], { hung: hung(1), report: reportWith({ members: [observed(1, { podUID: 'other' })] }), now }), [])
})

t.test('what came of it is noted with its time; a message of a failure only', async (t) => {
  const noted = (state: 'Succeeded' | 'Failed' | 'Running', more: object = {}) =>
    terminationsOf([asked(1)], { hung: [], report: { ...report, outcomes: [outcome('terminate-1-uid1-1', state, { message: 'said', ...more })] }, now: at(9) })
  t.same(noted('Succeeded', { finishedAt: at(5) }), [asked(1, { result: 'Succeeded', at: at(5) })])
  t.same(noted('Failed'), [asked(1, { result: 'Failed', at: at(9), message: 'said' })])
  t.same(noted('Running'), [asked(1)], 'what was begun goes on, though the member is well again')
})

t.test('a request that nobody began is taken back when the member is well', async (t) => {
  t.same(terminationsOf([asked(1)], { hung: [], report, now }), [])
})

t.test('a request of which the others were begun stands while the member hangs, and only then', async (t) => {
  const entries = [entry(1, { rebalancing: true, recovering: false, lastTransitionTime: at(-301) }), entry(2, { rebalancing: true, recovering: false, lastTransitionTime: at(-300) }), entry(3)]
  const hanging = hangingMembers(entries, { state: 'fresh', observedAt: now }, 300)
  t.same(hanging.map(({ id }) => id), [1])
  t.same(hangingMembers(entries, { state: 'stale', observedAt: now }, 300), [])
  t.same(terminationsOf([asked(1), asked(2), asked(3)], { hung: [], hanging, report, now }), [asked(1)])
  t.same(terminationsOf([], { hung: [], hanging, report, now }), [], 'it is no reason to ask')
})

t.test('ten that ended are remembered, and every one whose pod is still there', async (t) => {
  const ended = (count: number, podUID?: string) => ids(count).map((id) => asked(id, { result: 'Succeeded', ...(podUID === undefined ? { podUID: `gone-${id}` } : { podUID }) }))
  t.same(terminationsOf(ended(12), { hung: [], report, now }).map(({ id }) => id), ids(12).slice(2))
  t.equal(terminationsOf(ended(12, 'uid-1'), { hung: [], report, now }).length, 12)
})

t.test('an operation stands until its outcome was noted in the status that came back', async (t) => {
  const done = asked(1, { result: 'Succeeded' })
  t.same(terminateOperations([], [asked(1)]), [{ id: 'terminate-1-uid1-1', type: 'TerminateMember', pod: 'orders-app-1', podUID: 'uid-1', gracePeriodSeconds: 10 }])
  t.same([terminateOperations([asked(1)], [done]).length, terminateOperations([done], [done]).length], [1, 0])
  t.same([isTerminating([asked(1), done]), isTerminating([done])], [true, false])
})

t.test('somebody looks again when a failed one may be tried again', async (t) => {
  const due = (seconds: number, ...numbers: readonly number[]) => terminationDue([asked(1, { result: 'Failed' }), asked(2, { result: 'Failed', at: at(10) })], { hung: hung(...numbers), now: at(seconds) })
  t.same([due(20, 1, 2), due(20, 2), due(65, 1, 2), due(99, 1, 2), due(20)], [40, 50, 5, undefined, undefined])
})
