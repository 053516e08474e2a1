import { fc } from '../../fixtures/drawn.ts'
import t from 'tap'
import { durationPattern, durationPhrase, readDuration } from '../../../hooks/oaat/duration-text.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const week = 7 * day

const read: readonly [text: string, milliseconds: number][] = [
  ['1d', day], ['5m', 5 * minute], ['60m', hour], ['1h30m', 90 * minute], ['1h 30m', 90 * minute], ['1h-30m', 90 * minute],
  ['1 day, 2 hours', day + 2 * hour], ['1d,1d', 2 * day], ['1w2d', 9 * day], ['2 wks', 2 * week], ['10mins', 10 * minute],
  ['5m5m', 10 * minute], ['0s1h65m', 2 * hour + 5 * minute], ['5 hour 6 m 100 sec', 5 * hour + 7 * minute + 40 * second],
  ['0m5s', 5 * second], ['1.5h', 5 * hour], ['-5m', 5 * minute], ['1hr30', hour], ['5 mm 3s', 3 * second], ['5ms 3s', 3 * second],
  ['007m', 7 * minute], [' 5m ', 5 * minute], ['5\tm', 5 * minute], ['5\nm', 5 * minute],
]

const nothing = [
  '0m', '0s0m0h', 'none', '90', '5M', '1y', '1month', 'PT1H', '1dday', '5mx', 'x5m', '1_h', '1ss', '1sond', '1ms', '1mute', '1hou', '1ds', '1we',
  '5m_', '\u00e95m', '5m\u00e9', `${'9'.repeat(400)}h`,
]

const units: Readonly<Record<string, number>> = {
  s: second, sec: second, secs: second, second, seconds: second,
  m: minute, min: minute, mins: minute, minute, minutes: minute,
  h: hour, hr: hour, hrs: hour, hour, hours: hour,
  d: day, dy: day, dys: day, day, days: day,
  w: week, wk: week, wks: week, week, weeks: week,
}

t.test('texts of existing objects are read leniently', async (t) => {
  for (const [text, milliseconds] of read) t.equal(readDuration(text).milliseconds, milliseconds, JSON.stringify(text))
  for (const text of nothing) t.strictSame(readDuration(text), { milliseconds: undefined, ambiguous: true }, text.slice(0, 20))
  for (const [unit, size] of Object.entries(units)) {
    t.strictSame(readDuration(`3${unit}`), { milliseconds: 3 * size, ambiguous: false }, unit)
    t.equal(readDuration(`3${unit.toUpperCase()}`).milliseconds, undefined, unit.toUpperCase())
  }
})

t.test('what is absent or empty is no duration, and nothing is wrong with it', async (t) => {
  for (const text of [undefined, null, '']) t.strictSame(readDuration(text), { milliseconds: undefined, ambiguous: false })
})

t.test('a text is ambiguous when new objects may not say it', async (t) => {
  const clear = ['1d', '1h30m', '1h 30m', '1 day, 2 hours', '1d,1d', '1w2d', '2 wks', '10mins', '5m5m', '5 hour 6 m 100 sec', '5m ', '5\tm']
  const unclear = ['1.5h', '-5m', '1hr30', '1h-30m', '0m5s', '0s1h65m', '007m', ' 5m', '5 mm 3s', '1h and 30m', '1h,,30m']
  for (const text of clear) t.equal(readDuration(text).ambiguous, false, JSON.stringify(text))
  for (const text of unclear) t.strictSame([readDuration(text).ambiguous, readDuration(text).milliseconds === undefined], [true, false], text)
})

t.test('the pattern of new objects uses nothing that RE2 lacks', async (t) => {
  t.notMatch(durationPattern, /\(\?|\\[1-9bBpPk]/)
})

t.test('no text makes it fail, and zero or less never comes out', async () => {
  const bits = fc.constantFrom('1', '0', '25', ' ', ',', '-', '.', '_', 'h', 'm', 'min', 'day', 'x', '\u00e9', '\n')
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(bits).map((list) => list.join(''))), (text) => {
    const { milliseconds } = readDuration(text)
    return milliseconds === undefined || (milliseconds > 0 && Number.isSafeInteger(milliseconds))
  }), { numRuns: 3000 })
})

t.test('what new objects may say is read whole', async () => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('', ' ', '  '), fc.constantFrom(...Object.keys(units)), fc.constantFrom('', ' ', ', ', ' ,'))
  fc.assert(fc.property(fc.array(pair, { minLength: 1, maxLength: 5 }), (pairs) => {
    const sum = pairs.reduce((before, [count, , unit]) => before + count * (units[unit] ?? 0), 0)
    const { milliseconds, ambiguous } = readDuration(pairs.map((parts) => parts.join('')).join(''))
    return milliseconds === sum && !ambiguous
  }))
})

t.test('long texts cost no more than their length', async (t) => {
  const texts = [`1h${' '.repeat(200_000)}x`, `${'1'.repeat(200_000)}x`, `${'1h'.repeat(100_000)}x`, `1${' '.repeat(200_000)}x`, `${'1h,'.repeat(70_000)};`]
  for (const text of texts) t.equal(readDuration(text).ambiguous, true)
})

t.test('spans print with days before the clock', async (t) => {
  const printed: readonly [number, string][] = [
    [0, '0:00:00'], [minute, '0:01:00'], [hour, '1:00:00'], [23 * hour + 59 * minute + 59 * second, '23:59:59'], [day, '1 day, 0:00:00'],
    [2 * day + 3 * hour + 4 * minute + 5 * second, '2 days, 3:04:05'], [10 * week, '70 days, 0:00:00'],
    [1500, '0:00:01.500000'], [day + 0.001, '1 day, 0:00:00.000001'],
  ]
  for (const [milliseconds, text] of printed) t.equal(durationPhrase(milliseconds), text)
})
