import t from 'tap'
import { memberEntries, strikeDue } from '../../../../../hooks/kaspr/kasprapp/members/member-entries.ts'
import type { MemberEntry } from '../../../../../hooks/kaspr/kasprapp/members/member-entries.ts'
import type { ObservedMember } from '../../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { at, entry, now, observed, reportWith } from './given.ts'

const rules = { counts: true, afterSeconds: 300 }
/** Entry of member 1 after a report that came so many seconds after `now`. */
const after = (seconds: number, seen: Partial<ObservedMember>, before?: MemberEntry): MemberEntry | undefined =>
  memberEntries(before === undefined ? [] : [before], reportWith({ observedAt: at(seconds), members: [observed(1, seen)] }), rules)[0]

for (const [name, seen, before, time] of [
  ['nothing changed', {}, entry(1), now],
  ['it leads now', { leader: true }, entry(1), at(10)],
  ['it rebalances', { rebalancing: true }, entry(1), at(10)],
  ['it recovers', { recovering: true }, entry(1), at(10)],
  ['another pod', { podUID: 'other' }, entry(1), at(10)],
  ['a pod that was made again', { podCreationTime: at(5) }, entry(1, { podCreationTime: now }), at(10)],
  ['a creation time that was not known', { podCreationTime: at(5) }, entry(1), at(10)],
  ['a creation time that is not known any more', {}, entry(1, { podCreationTime: now }), now],
  ['the first time', {}, undefined, at(10)],
  ['another answer in between', { since: at(7) }, entry(1), at(7)],
  ['the same answer for longer than anybody looked', { since: at(-50) }, entry(1), now],
  ['the first time, known for longer', { since: at(-50) }, undefined, at(-50)],
] as const) {
  t.test(`time of the last change: ${name}`, async (t) => { t.equal(after(10, seen, before)?.lastTransitionTime, time) })
}

t.test('who did not answer has no entry; an old report leaves all as they were', async (t) => {
  t.same(memberEntries([entry(0), entry(1)], reportWith({ members: [observed(0), observed(1, { answered: false })] }), rules).map(({ id }) => id), [0])
  const before = [entry(0, { hungStrikes: 2 })]
  for (const state of ['stale', 'none'] as const) t.equal(memberEntries(before, reportWith({ state }), rules), before)
})

const hanging = { rebalancing: true } as const
const struck = (count: number, lastStrikeTime = at(301)): MemberEntry => entry(1, { ...hanging, hungStrikes: count, lastStrikeTime })

for (const [name, seconds, seen, before, strikes] of [
  ['at the threshold', 300, hanging, entry(1, hanging), undefined],
  ['beyond it', 301, hanging, entry(1, hanging), 1],
  ['29 s after a strike', 330, hanging, struck(1), 1],
  ['30 s after a strike', 331, hanging, struck(1), 2],
  ['long after the third', 900, hanging, struck(3), 4],
  ['it is well', 400, {}, struck(2), undefined],
  ['it recovers', 400, { ...hanging, recovering: true }, struck(2), undefined],
  ['another pod', 400, { ...hanging, podUID: 'other' }, struck(2), undefined],
] as const) {
  t.test(`strikes: ${name}`, async (t) => { t.equal(after(seconds, seen, before)?.hungStrikes, strikes) })
}

t.test('what does not say whether it recovers is not struck', async (t) => {
  const { recovering: _recovering, ...silent } = observed(1, hanging)
  const { recovering: _before, ...entryBefore } = entry(1, hanging)
  t.equal(memberEntries([entryBefore], reportWith({ observedAt: at(400), members: [silent] }), rules)[0]?.hungStrikes, undefined)
})

t.test('while strikes do not count they are forgotten', async (t) => {
  t.equal(memberEntries([struck(2)], reportWith({ observedAt: at(400), members: [observed(1, hanging)] }), { ...rules, counts: false })[0]?.hungStrikes, undefined)
})

t.test('somebody looks again when a member may be hung: at its threshold, every 30 s at most', async (t) => {
  const due = (seconds: number, more: Partial<MemberEntry> = hanging, counts = true) => strikeDue([entry(1, more)], { report: reportWith(), rules: { ...rules, counts }, now: at(seconds) })
  t.same([due(0), due(280), due(299.5), due(300), due(500)], [30, 20, 1, 30, 30])
  t.same([due(280, {}), due(280, hanging, false), due(280, { ...hanging, recovering: true })], [undefined, undefined, undefined])
  t.equal(strikeDue([entry(1, hanging)], { report: reportWith({ state: 'stale' }), rules, now: at(280) }), undefined)
})
