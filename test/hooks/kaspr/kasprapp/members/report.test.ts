import t from 'tap'
import { endOf, heartbeatOf, isBegun, later, newestOf, reportLifeSeconds, reportOf, secondsBetween } from '../../../../../hooks/kaspr/kasprapp/members/report.ts'
import type { Report } from '../../../../../hooks/kaspr/kasprapp/members/report.ts'
import type { KasprAppStatus } from '../../../../../hooks/kaspr/kasprapp/spec/status.ts'
import { trusted } from '../../../../../src/protocol/trusted.ts'
import { at, entry, now, observed, outcome, reportWith } from './given.ts'

/** What is read of a member set, so many seconds after `now`. */
const read = (set: object | undefined, seconds = 0, status: Partial<KasprAppStatus> = {}): Report =>
  reportOf(trusted<Parameters<typeof reportOf>[0]>({ parent: { status }, children: { get: () => set }, now: at(seconds) }), 'orders-app')
const told = { observedAt: now, members: [observed(1), observed(0)] }

t.test('without a member set, a status or a time there is no report', async (t) => {
  for (const set of [undefined, {}, { status: {} }, { status: { observedAt: 'x' } }, { status: { members: 'x' } }]) {
    t.match(read(set), { state: 'none', members: [], claims: [], outcomes: [] })
  }
})

t.test('members are sorted', async (t) => { t.same(read({ status: told }).members.map(({ id }) => id), [0, 1]) })

for (const [seconds, state] of [[0, 'fresh'], [180, 'fresh'], [181, 'stale'], [-5, 'fresh']] as const) {
  t.test(`a report of ${seconds} s ago is ${state}`, async (t) => { t.equal(read({ status: told }, seconds).state, state) })
}
t.equal(reportLifeSeconds, 180)

t.test('a report from before what is known already is old', async (t) => {
  const known = (more: object) => read({ status: told }, 10, { members: [entry(0, more)] }).state
  t.same([known({ lastTransitionTime: at(1) }), known({ lastStrikeTime: at(1) }), known({ lastTransitionTime: now, lastStrikeTime: now })], ['stale', 'stale', 'fresh'])
})

t.test('operations are known when they are asked for or remembered; what is none is nobody\'s', async (t) => {
  const set = { spec: { operations: [{ id: 'rebalance-2-manual', type: 'Rebalance' }] }, status: { ...told, operations: [outcome('rebalance-1-manual', 'Succeeded')] } }
  t.same(read(set).known, ['rebalance-2-manual', 'rebalance-1-manual'])
  t.same(read({ ...set, status: undefined }).known, ['rebalance-2-manual'])
  t.same(read({ spec: { operations: 'x' } }).known, [])
})

t.test('an operation has begun with its first outcome, and ended with one that is not Running', async (t) => {
  const { outcomes } = reportWith({ outcomes: [outcome('a', 'Running'), outcome('b', 'Failed')] })
  const report = reportWith({ outcomes })
  t.same(['a', 'b', 'c', undefined].map((id) => [isBegun(report, id), endOf(report, id)?.state]), [[true, undefined], [true, 'Failed'], [false, undefined], [false, undefined]])
})

t.test('the newest operation of a kind is the one with the highest number', async (t) => {
  t.same(newestOf({ known: ['rebalance-9-x', 'rebalance-10-a-b', 'resize-11-x', 'rebalance-manual', 'other-rebalance-12-x'] }, 'rebalance'), { id: 'rebalance-10-a-b', number: 10, what: 'a-b' })
  t.equal(newestOf({ known: ['resize-1-x'] }, 'rebalance'), undefined)
})

t.test('reports come often while a member rebalances and does not recover', async (t) => {
  t.same([heartbeatOf([]), heartbeatOf([{ rebalancing: true, recovering: true }]), heartbeatOf([{ rebalancing: true }]), heartbeatOf([{}, { rebalancing: true, recovering: false }])], [60, 60, 60, 10])
})

t.test('seconds between moments', async (t) => {
  t.same([secondsBetween(now, at(90)), secondsBetween(at(90), now), later(now, 90)], [90, -90, '2026-01-02T00:01:30Z'])
  t.ok(Number.isNaN(secondsBetween('', now)))
})
