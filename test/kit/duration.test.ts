import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { durationSeconds, formatDuration, parseDuration } from '../../src/kit/duration.ts'

const sizes: ReadonlyMap<string, number> = new Map([
  ['w', 604_800_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1],
])

t.test('reads durations as Go does, with days and weeks', async (t) => {
  const table: readonly (readonly [string, number])[] = [
    ['10s', 10_000], ['250ms', 250], ['1h30m', 5_400_000], ['1.5h', 5_400_000], ['1d', 86_400_000], ['2w', 1_209_600_000],
    ['1w2d3h4m5s6ms', 788_645_006], ['0', 0], ['-0', 0], ['+0', 0], ['0s', 0], ['-0s', 0],
    ['-1m', -60_000], ['+1m', 60_000], ['.5s', 500], ['1.s', 1000], ['0.001s', 1], ['1m1h', 3_660_000], ['1s1s', 2000],
    ['1000us', 1], ['1000\u00b5s', 1], ['1000\u03bcs', 1],
    ['500us0.5ms', 1], ['1000000ns', 1], ['0.000000ns', 0],
    ['007s', 7000], ['9007199254740991ms', Number.MAX_SAFE_INTEGER],
  ]
  for (const [text, milliseconds] of table) t.equal(parseDuration(text), milliseconds, text)
})

t.test('refuses what is no duration or no whole number of milliseconds', async (t) => {
  const refused = [
    '', ' ', '1', '00', '1.5', 's', '.s', '.', '-', '-s', '1 s', ' 1s', '1s ', '1s\n', '1S', '1H', '1y', '1mo', '1sec', '1,5s',
    '1e3s', '--1s', '1h-30m', '1h 30m', '\u0661s', 'PT1H', '1us', '0.5ms', '1.0001s', '0.0000000001s', '0.5ns0.5ns',
    '9007199254740992ms', '99999999999999w', `${'1'.repeat(200)}s`, `${'0'.repeat(200)}1s`,
  ]
  for (const text of refused) {
    t.equal(parseDuration(text), undefined, JSON.stringify(text))
    t.equal(durationSeconds(text), undefined)
  }
})

t.test('counts whole seconds only', async (t) => {
  t.equal(durationSeconds('1h30m'), 5400)
  t.equal(durationSeconds('1.5m'), 90)
  t.equal(durationSeconds('500ms500ms'), 1)
  t.equal(durationSeconds('-2s'), -2)
  t.equal(durationSeconds('0'), 0)
  t.equal(durationSeconds('-0s'), 0)
  t.equal(durationSeconds('250ms'), undefined)
  t.equal(durationSeconds('1.5s'), undefined)
})

t.test('prints the compound form without empty parts', async (t) => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0s'], [-0, '0s'], [1, '1ms'], [999, '999ms'], [1000, '1s'], [90_000, '1m30s'], [5_400_000, '1h30m'], [86_400_000, '1d'],
    [129_600_000, '1d12h'], [604_800_000, '1w'], [3_600_001, '1h1ms'], [788_645_006, '1w2d3h4m5s6ms'], [-5_400_000, '-1h30m'],
  ]
  for (const [milliseconds, text] of table) t.equal(formatDuration(milliseconds), text)
})

t.test('prints what is no whole number of milliseconds so that nobody reads it back', async (t) => {
  for (const number of [0.5, NaN, Infinity, -Infinity, 2 ** 53, 1e21]) {
    t.equal(parseDuration(formatDuration(number)), undefined, `${number}`)
  }
})

t.test('printing and reading gives the same number', async () => {
  const milliseconds = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -100_000_000, max: 100_000_000 }))
  fc.assert(fc.property(milliseconds, (number) => parseDuration(formatDuration(number)) === number))
})

t.test('parts add up in any order', async () => {
  const part = fc.tuple(fc.nat(9999), fc.constantFrom(...sizes))
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
    const text = parts.map(([count, [unit]]) => `${count}${unit}`).join('')
    return parseDuration(text) === parts.reduce((sum, [count, [, size]]) => sum + count * size, 0)
  }))
})

t.test('a printed part never reaches the next larger unit', async () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (number) => {
    const matches = [...formatDuration(number).matchAll(/(\d+)([a-z]+)/g)]
    const parts = matches.map(([, count, unit = '']) => ({ count: Number(count), size: sizes.get(unit) ?? 0 }))
    return parts.every(({ count, size }, index) => {
      const previous = parts[index - 1]?.size ?? Infinity
      return count > 0 && size < previous && count * size < previous
    })
  }))
})

t.test('answers for any text', async () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.+-hmsdwun\u00b5') })), (text) => {
    const number = parseDuration(text)
    return number === undefined || (Number.isSafeInteger(number) && !Object.is(number, -0))
  }))
})
