import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { at, day, endedPod, group, hour, minute, moment, nameOf, runPod } from '../fixtures/manifests.ts'
import { conditionOf, historyOf, message, namesOf, said, settled, sync } from '../fixtures/requests.ts'

// Tests start at 10:00 UTC.

const window = (start: string, end: string): JsonObject => ({ noStartItem: { start: { time: start }, end: { time: end } } })
const noon = { blackoutPeriods: [{ name: 'noon', schedule: '0 12 * * *', duration: '1h' }] }

t.test('inside a period nothing starts; behind it, everything goes on', async (t) => {
  const inside = settled(group(noon), { now: 2 * hour })
  t.strictSame([namesOf(inside), message(inside), inside.resyncAfterSeconds], [[], `blackout window until ${at(3 * hour)}`, hour])
  t.equal(settled(group(noon), { now: 2.5 * hour }).resyncAfterSeconds, hour / 2)
  for (const now of [2 * hour - 1, 3 * hour]) t.strictSame(namesOf(sync(group(noon), { now })), [nameOf(1)])
})

t.test('what runs goes on through a period, and its result is counted', async (t) => {
  const running = settled(group(noon), { now: 2.5 * hour, pods: [runPod(1, 'Running')] })
  t.strictSame([namesOf(running), running.status.state], [[nameOf(1)], 'running'])
  t.strictSame(historyOf(settled(group(noon), { now: 2.5 * hour, pods: [endedPod(1)] })), ['a 1 Succeeded'])
})

t.test('an item that would not be done in time does not start', async (t) => {
  const slow = { runtime_count: '1', runtime_total: '3600', runtime_sum_squares: '12960000', runtime_min: '3600', runtime_max: '3600', runtime_sample: '[3600]' }
  const parent = group({ ...noon, oaatItems: ['a'] }, { status: { items: { a: slow } } })
  t.strictSame(namesOf(sync(parent, { now: 54 * minute })), [nameOf(1)], '3600 s and a tenth fit')
  const late = settled(parent, { now: 54 * minute + 1 })
  t.strictSame([namesOf(late), late.status.state, message(late)], [[], 'idle', 'not time to run next item: a blackout window would begin before it ends'])
  t.equal(late.resyncAfterSeconds, 66 * minute - 1, 'when the window begins')
  const quick = { ...slow, predicted_runtime_seconds: '60' }
  t.strictSame(namesOf(sync(group({ ...noon, oaatItems: ['a'] }, { status: { items: { a: quick } } }), { now: 114 * minute })), [nameOf(1)], 'five minutes are kept in reserve')
  t.strictSame(namesOf(sync(group({ ...noon, oaatItems: ['a'] }, { status: { items: { a: quick } } }), { now: 114 * minute + 1 })), [])
})

t.test('one that fits starts in place of one that does not; an unknown one may', async (t) => {
  const status = { items: { slow: { predicted_runtime_seconds: '86000', last_success: moment(-30 * day) }, quick: { predicted_runtime_seconds: '60', last_success: moment(-day) } } }
  t.match(sync(group({ ...noon, oaatItems: ['slow', 'quick'] }, { status })).status, { run: { item: 'quick' } })
  t.match(sync(group({ ...noon, oaatItems: ['slow', 'new'] }, { status })).status, { run: { item: 'new' } })
  const resting = { items: { ...status.items, quick: { ...status.items.quick, last_success: moment(-hour + 10) } } }
  t.equal(settled(group({ ...noon, oaatItems: ['slow', 'quick'] }, { status: resting })).resyncAfterSeconds, 11, 'it wakes up for one that is due before the window')
})

t.test('windows of the day count only when they are enabled', async (t) => {
  const off = settled(group({ windows: [window('09:00', '11:00')] }))
  t.strictSame([namesOf(off), said(off, 'Valid')], [[nameOf(1)], 'True/WindowsNotEnabled'])
  t.match(conditionOf(off, 'Valid')?.message ?? '', /windowsEnabled/)
  const on = settled(group({ windows: [window('09:00', '11:00')], windowsEnabled: true }))
  t.strictSame([namesOf(on), message(on), said(on, 'Valid')], [[], `blackout window until ${at(hour)}`, 'True/Validated'])
})

t.test('windows run over midnight, and know zones', async (t) => {
  t.strictSame(namesOf(settled(group({ windows: [window('22', '10:30')], windowsEnabled: true }))), [])
  t.strictSame(namesOf(sync(group({ windows: [window('22', '09:30')], windowsEnabled: true }))), [nameOf(1)])
  const berlin = (time: string): JsonObject => ({ time, tz: 'Europe/Berlin' })
  t.strictSame(namesOf(settled(group({ windows: [{ noStartItem: { start: berlin('10:59'), end: berlin('11:05') } }], windowsEnabled: true }))), [], '10:00 UTC is 11:00 there')
  t.strictSame(namesOf(settled(group({ blackoutPeriods: [{ schedule: '55 10 * * *', duration: '10m', timezone: 'Europe/Berlin' }] }))), [])
})

t.test('what nobody can read is invalid, and starts nothing', async (t) => {
  const says = (spec: JsonObject): string => {
    const answer = settled(group(spec))
    return `${namesOf(answer).join()}|${said(answer, 'Valid')}|${answer.status.oaat_action?.message}`
  }
  t.match(says({ blackoutPeriods: [{ schedule: 'at noon', duration: '1h' }] }), /^\|False\/InvalidSpec\|spec\.blackoutPeriods\[0\]\.schedule: /)
  t.match(says({ blackoutPeriods: [{ schedule: '0 12 * * *', duration: 'long' }] }), /spec\.blackoutPeriods\[0\]\.duration: /)
  t.match(says({ blackoutPeriods: [{ schedule: '0 12 * * *', duration: '1h', timezone: 'Mars/Olympus' }] }), /spec\.blackoutPeriods\[0\]\.timezone: /)
  t.match(says({ windows: [window('25:00', '1')], windowsEnabled: true }), /spec\.windows\[0\]\.noStartItem\.start\.time: /)
  t.match(says({ windows: [window('25:00', '1')] }), /True\/WindowsNotEnabled/, 'nor is it read')
})

t.test('a period of any length has an answer', async (t) => {
  for (const duration of ['400w', '99999w', '9999999w', '14892855w']) {
    const answer = settled(group({ blackoutPeriods: [{ schedule: '0 9 * * *', duration }] }))
    t.strictSame([namesOf(answer), answer.status.state], [[], 'idle'], duration)
    t.ok((answer.resyncAfterSeconds ?? 0) > 0)
  }
})
