import t from 'tap'
import { KasprMemberSetStatus } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { checkOf } from '../../src/kit/check.ts'
import type { MemberAnswer } from '../../steward/members.ts'
import type { PodFacts } from '../../steward/pod-facts.ts'
import { isNews, reportOf } from '../../steward/report.ts'
import type { Before } from '../../steward/report.ts'

const facts = (id: number): PodFacts => ({ member: { id, pod: `shop-app-${id}`, podUID: `u${id}`, ready: true }, labels: {}, isDeleting: false, runs: true })
const answers = new Map<string, MemberAnswer>([['u10', { answered: false, error: 'timeout' }], ['u2', { answered: true, leader: true }]])
const claims = [10, 9].map((id) => ({ name: `data-shop-app-${id}`, requested: '1Gi' }))
const noonBefore: Before = { observedAt: '2026-01-01T11:59:50Z', members: [{ id: 2, pod: 'shop-app-2', podUID: 'u2', ready: true, answered: true, leader: true, since: '2026-01-01T11:00:00Z' }] }
const at = (observedAt: string, before: Before = noonBefore) => reportOf({ generation: 3, observedAt, pods: [10, 2].map(facts), claims, answers }, before)
const noon = at('2026-01-01T12:00:00Z')

t.test('a report is ordered by number and fits its schema', async (t) => {
  t.strictSame(noon, {
    observedGeneration: 3, observedAt: '2026-01-01T12:00:00Z',
    members: [
      { id: 2, pod: 'shop-app-2', podUID: 'u2', ready: true, answered: true, leader: true, since: '2026-01-01T11:00:00Z' },
      { id: 10, pod: 'shop-app-10', podUID: 'u10', ready: true, answered: false, error: 'timeout' },
    ],
    claims: [{ name: 'data-shop-app-9', requested: '1Gi' }, { name: 'data-shop-app-10', requested: '1Gi' }],
  })
  t.ok(checkOf(KasprMemberSetStatus).matches(noon))
})

t.test('the same news is no news before the heartbeat, whatever the order of keys', async (t) => {
  const stored = { operations: [], members: noon.members.map((member) => Object.fromEntries(Object.entries(member).reverse())), claims: noon.claims, observedAt: noon.observedAt, observedGeneration: 3 }
  t.ok(checkOf(KasprMemberSetStatus).matches(stored))
  if (!checkOf(KasprMemberSetStatus).matches(stored)) return
  t.notOk(isNews(stored, at('2026-01-01T12:00:59Z'), 60))
  t.ok(isNews(stored, at('2026-01-01T12:01:00Z'), 60))
})

t.test('anything else is news', async (t) => {
  const later = at('2026-01-01T12:00:10Z')
  t.ok(isNews({}, noon, 60), 'the first report')
  t.ok(isNews(noon, { ...later, observedGeneration: 4 }, 60), 'another generation')
  t.ok(isNews(noon, { ...later, members: later.members.slice(1) }, 60), 'a member less')
  t.ok(isNews(noon, { ...later, claims: [] }, 60), 'claims')
})

t.test('while a member rebalances half a minute is enough', async (t) => {
  const rebalancing = (observedAt: string) => ({ ...at(observedAt), members: noon.members.map((member) => ({ ...member, rebalancing: true })) })
  const first = rebalancing('2026-01-01T12:00:00Z')
  t.notOk(isNews(first, rebalancing('2026-01-01T12:00:29Z'), 60))
  t.ok(isNews(first, rebalancing('2026-01-01T12:00:30Z'), 60))
  t.ok(isNews(first, rebalancing('2026-01-01T12:00:10Z'), 10), 'a shorter heartbeat stays shorter')
})

t.test('a report of the future does not silence those of now', async (t) => {
  t.ok(isNews(at('2026-01-01T13:00:00Z'), noon, 60))
})

const member = { id: 2, pod: 'shop-app-2', podUID: 'u2', ready: true, answered: true, leader: true, since: '2026-01-01T11:00:00Z' }
const sinceAfter = (before: Before): string | undefined => at('2026-01-01T12:00:00Z', before).members[0]?.since

t.test('an answer has lasted since it was first given in a row', async (t) => {
  const observedAt = '2026-01-01T11:59:50Z'
  const now = '2026-01-01T12:00:00Z'
  t.equal(sinceAfter({ observedAt, members: [member] }), '2026-01-01T11:00:00Z')
  t.equal(sinceAfter({}), now, 'the first report')
  t.equal(sinceAfter({ observedAt, members: [{ ...member, leader: false }] }), now, 'another answer')
  t.equal(sinceAfter({ observedAt, members: [{ ...member, rebalancing: true }] }), now, 'another answer')
  t.equal(sinceAfter({ observedAt, members: [{ ...member, podUID: 'other' }] }), now, 'another pod')
  t.equal(sinceAfter({ observedAt, members: [{ ...member, answered: false }] }), now, 'no answer in between')
  t.equal(sinceAfter({ observedAt: '2026-01-01T11:30:00Z', members: [member] }), now, 'nobody asked for half an hour')
})
