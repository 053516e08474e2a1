import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { windowProblems, windowsOf } from '../../../../hooks/oaat/oaatgroup/windows.ts'
import type { BlackoutPeriod, NoStartWindow, WindowTime } from '../../../../hooks/oaat/oaatgroup/windows.ts'

const daily = (start: WindowTime, end: WindowTime): NoStartWindow => ({ noStartItem: { start, end } })
const window = (start: WindowTime, end: WindowTime) => windowsOf({ windows: [daily(start, end)] })
const at = (text: string): number => Date.parse(text)
const iso = (moment: number | undefined): string | undefined => (moment === undefined ? undefined : new Date(moment).toISOString())
const nightly: BlackoutPeriod = { name: 'nightly', schedule: '0 22 * * *', duration: '8h', timezone: 'Europe/Berlin' }

t.test('both ends of a daily window belong to it', async (t) => {
  const { windowAt } = window('09:00', '17:00')
  const days = ['2026-11-21T08:59:59.999Z', '2026-11-21T09:00:00Z', '2026-11-21T12:00:00Z', '2026-11-21T17:00:00.000Z', '2026-11-21T17:00:00.001Z']
  const until = '2026-11-21T17:00:00.001Z'
  t.strictSame(days.map((day) => iso(windowAt(at(day))?.until)), [undefined, until, until, until, undefined])
})

t.test('a window whose end comes first lasts over midnight', async (t) => {
  const { windowAt, nextWindowStart } = window('22', '06')
  t.equal(iso(windowAt(at('2026-11-21T23:00:00Z'))?.until), '2026-11-22T06:00:00.001Z')
  t.equal(iso(windowAt(at('2026-11-21T03:00:00Z'))?.until), '2026-11-21T06:00:00.001Z')
  t.equal(windowAt(at('2026-11-21T12:00:00Z')), undefined)
  t.equal(iso(nextWindowStart(at('2026-11-21T12:00:00Z'))), '2026-11-21T22:00:00.000Z')
  t.equal(iso(nextWindowStart(at('2026-11-21T22:00:00Z'))), '2026-11-22T22:00:00.000Z')
})

t.test('a window of one moment holds that moment', async (t) => {
  const { windowAt } = window('09:00', '09:00')
  t.strictSame([windowAt(at('2026-11-21T09:00:00Z'))?.until, windowAt(at('2026-11-21T09:01:00Z'))], [at('2026-11-21T09:00:00.001Z'), undefined])
})

t.test('zones: 00:01 at +1:00 is 23:01 UTC', async (t) => {
  const zones: readonly [tz: string, start: string][] = [
    ['Z', '00:01'], ['+1:00', '23:01'], ['+01:00', '23:01'], ['-1:00', '01:01'], ['-01:00', '01:01'], ['+0530', '18:31'], ['Europe/Berlin', '23:01'], ['America/New_York', '05:01'],
  ]
  for (const [tz, start] of zones) {
    const { nextWindowStart } = window({ time: '00:01', tz }, { time: '00:02', tz })
    t.equal(iso(nextWindowStart(at('2026-11-21T00:00:00Z')))?.slice(11, 16), start, tz)
  }
})

t.test('ends may hang on different clocks', async (t) => {
  const { windowAt } = window({ time: '22:00', tz: 'Europe/Berlin' }, { time: '06:00', tz: 'America/New_York' })
  t.equal(iso(windowAt(at('2026-11-21T21:00:00Z'))?.until), '2026-11-22T11:00:00.001Z')
  t.equal(iso(windowAt(at('2026-11-22T10:59:00Z'))?.until), '2026-11-22T11:00:00.001Z')
  t.strictSame([windowAt(at('2026-11-21T20:59:59Z')), windowAt(at('2026-11-22T11:01:00Z'))], [undefined, undefined])
})

t.test('when clocks change, a window follows what they show', async (t) => {
  const berlin = (start: string, end: string) => window({ time: start, tz: 'Europe/Berlin' }, { time: end, tz: 'Europe/Berlin' })
  t.equal(iso(berlin('22:00', '06:00').windowAt(at('2026-03-29T00:00:00Z'))?.until), '2026-03-29T04:00:00.001Z', 'a short night')
  t.equal(iso(berlin('22:00', '06:00').windowAt(at('2026-10-25T00:00:00Z'))?.until), '2026-10-25T05:00:00.001Z', 'a long night')
  t.equal(iso(berlin('02:30', '05:00').nextWindowStart(at('2026-03-28T12:00:00Z'))), '2026-03-29T01:00:00.000Z', 'a start that is left out')
  t.equal(iso(berlin('01:30', '02:30').windowAt(at('2026-03-29T00:45:00Z'))?.until), '2026-03-29T01:00:00.000Z', 'an end that is left out')
  t.equal(iso(berlin('02:15', '02:45').nextWindowStart(at('2026-03-29T00:00:00Z'))), '2026-03-30T00:15:00.000Z', 'both left out: no window that day')
  t.equal(iso(berlin('02:15', '02:45').windowAt(at('2026-10-25T00:20:00Z'))?.until), '2026-10-25T01:45:00.001Z', 'both repeated: held throughout')
})

t.test('a moment is in a window exactly when the clock shows a time in it', async () => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const times = fc.integer({ min: 0, max: 1439 })
  const text = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  // Away from the hour that autumn repeats, which is held throughout.
  const moments = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-10-30T00:00:00Z') }).map((moment) => Math.floor(moment / 1000) * 1000)
  fc.assert(fc.property(times, times, moments, (start, end, moment) => {
    const shown = clock.format(moment)
    const [first, last] = [`${text(start)}:00`, `${text(end)}:00`]
    const inside = first <= last ? first <= shown && shown <= last : first <= shown || shown <= last
    const tz = 'America/New_York'
    return (start - end + 1440) % 1440 === 1 || (window({ time: text(start), tz }, { time: text(end), tz }).windowAt(moment) !== undefined) === inside
  }), { numRuns: 400 })
})

t.test('a blackout begins with its schedule and lasts its duration', async (t) => {
  const { windowAt, nextWindowStart } = windowsOf({ blackoutPeriods: [nightly] })
  t.equal(windowAt(at('2026-11-21T20:59:59.999Z')), undefined)
  t.equal(iso(windowAt(at('2026-11-21T21:00:00Z'))?.until), '2026-11-22T05:00:00.000Z')
  t.equal(iso(windowAt(at('2026-11-22T04:59:59.999Z'))?.until), '2026-11-22T05:00:00.000Z')
  t.equal(windowAt(at('2026-11-22T05:00:00Z')), undefined, 'its end does not belong to it')
  t.equal(iso(nextWindowStart(at('2026-07-01T12:00:00Z'))), '2026-07-01T20:00:00.000Z')
})

t.test('windows that touch or overlap are one', async (t) => {
  const spec = {
    windows: [daily('06:00', '08:00'), daily('07:30', '09:00'), daily('12:00', '13:00')],
    blackoutPeriods: [{ schedule: '0 2 * * *', duration: '4h' }, { schedule: '0 9 * * *', duration: '30m' }],
  }
  const { windowAt, nextWindowStart } = windowsOf(spec)
  t.equal(iso(windowAt(at('2026-11-21T02:00:00Z'))?.until), '2026-11-21T09:30:00.000Z')
  t.equal(iso(nextWindowStart(at('2026-11-21T09:30:00Z'))), '2026-11-21T12:00:00.000Z')
})

t.test('a blackout without end answers with a moment to ask again', async (t) => {
  const now = at('2026-11-21T02:00:00Z')
  const until = windowsOf({ blackoutPeriods: [{ schedule: '* * * * *', duration: '1h' }] }).windowAt(now)?.until ?? 0
  t.ok(until > now + 3_600_000 && until < now + 7 * 86_400_000, `${iso(until)}`)
})

t.test('an item starts only if it will be done before the next window', async (t) => {
  const { mayStart, blockedUntil } = windowsOf({ blackoutPeriods: [nightly] })
  const start = at('2026-11-21T21:00:00Z')
  const ends = at('2026-11-22T05:00:00Z')
  const cases: readonly [minutesBefore: number, seconds: number | undefined, may: boolean][] = [
    [1, undefined, true], [15, 600, true], [14.9, 600, false], [110, 6000, true], [109, 6000, false], [5, 0, true], [4, 1, false], [-1, undefined, false], [-1, 1, false],
  ]
  for (const [minutes, seconds, may] of cases) {
    const now = start - minutes * 60_000
    t.equal(mayStart(now, seconds), may, `${minutes} min before, takes ${seconds} s`)
    t.equal(blockedUntil(now, seconds), may ? undefined : ends)
  }
})

t.test('without windows everything may start', async (t) => {
  const { windowAt, nextWindowStart, mayStart } = windowsOf({})
  t.strictSame([windowAt(0), nextWindowStart(0), mayStart(0, 1e9)], [undefined, undefined, true])
})

t.test('what cannot be read is named with its path', async (t) => {
  const problems = windowProblems({
    windows: [
      daily('24:00', '06:60'), daily({ time: 'noon', tz: 'Mars' }, { tz: '+99:00' }), {}, daily('08:00', '09:00'), daily('00:00', '23:59'),
      daily({ time: '06:00', tz: '+1:00' }, { time: '04:59' }), daily('06:00', '06:00'),
    ],
    blackoutPeriods: [nightly, { schedule: '* *', duration: 'soon', timezone: 'Mars' }, { schedule: '* *', duration: '1h' }, { schedule: '0 0 31 2 *', duration: '1.5h' }, {}],
  })
  t.strictSame(problems.map(({ path }) => path), [
    'spec.windows[0].noStartItem.start', 'spec.windows[0].noStartItem.end',
    'spec.windows[1].noStartItem.start.time', 'spec.windows[1].noStartItem.start.tz', 'spec.windows[1].noStartItem.end.time', 'spec.windows[1].noStartItem.end.tz',
    'spec.windows[2].noStartItem.start', 'spec.windows[2].noStartItem.end', 'spec.windows[4].noStartItem', 'spec.windows[5].noStartItem',
    'spec.blackoutPeriods[1].duration', 'spec.blackoutPeriods[1].timezone', 'spec.blackoutPeriods[2].schedule', 'spec.blackoutPeriods[3].schedule', 'spec.blackoutPeriods[3].duration',
    'spec.blackoutPeriods[4].schedule', 'spec.blackoutPeriods[4].duration',
  ])
  for (const { message } of problems) t.match(message, /^(must|leaves) /)
})
