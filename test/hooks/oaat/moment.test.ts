import { fc } from '../../fixtures/drawn.ts'
import t from 'tap'
import { momentText, readMoment } from '../../../hooks/oaat/moment.ts'

const ten = Date.UTC(2026, 10, 21, 10)

t.test('absent and empty mean never', async (t) => {
  for (const text of [undefined, null, '']) t.equal(readMoment(text), undefined)
})

t.test('moments are read by the clock of their zone, and without one as UTC', async (t) => {
  const texts: readonly [string, number][] = [
    ['2026-11-21T10:00:00+00:00', ten], ['2026-11-21T10:00:00Z', ten], ['2026-11-21T10:00:00', ten], ['2026-11-21 10:00:00', ten],
    ['2026-11-21T10:00', ten], ['2026-11-21T10', ten], ['2026-11-21T11:00:00+01:00', ten], ['2026-11-21T04:30:00-05:30', ten],
    ['2026-11-21T11:00:00+0100', ten], ['2026-11-21T11:00:00+01', ten], ['2026-11-21T10:00:30+00:00:30', ten],
    ['2026-11-21', Date.UTC(2026, 10, 21)], ['2026-11-21Z', Date.UTC(2026, 10, 21)], ['1970-01-01T00:00:00+00:00', 0],
    ['2026-11-21T10:00:00.5+00:00', ten + 500], ['2026-11-21T10:00:00.123456+00:00', ten + 123.456], ['2026-11-21T10:00:00.1234569Z', ten + 123.456],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)], ['0001-01-01T00:00:00Z', -62_135_596_800_000], ['9999-12-31', Date.UTC(9999, 11, 31)],
  ]
  for (const [text, moment] of texts) t.equal(readMoment(text), moment, text)
})

t.test('anything else is invalid', async (t) => {
  const texts = [
    'yesterday', '2026-02-30', '2026-02-29T00:00:00Z', '2026-13-01', '2026-00-10', '2026-01-00', '2026-04-31', '0000-01-01', '2026-11-21T24:00:00',
    '2026-11-21T10:60:00', '2026-11-21T10:00:60', '2026-11-21T10:00:00+24:00', '2026-11-21T10:00:00+01:60', '2026-11-21T', '2026-11-21T10:00:00 +00:00',
    '2026-11-21+05:00', '26-11-21', '2026-11-21T10:00:00.', '1732183200', ' 2026-11-21', `2026-11-21T10:00:00.${'1'.repeat(100)}`,
  ]
  for (const text of texts) t.equal(readMoment(text), 'invalid', text)
})

t.test('moments are written with their zone, fractions only where there are some', async (t) => {
  t.equal(momentText(ten), '2026-11-21T10:00:00+00:00')
  t.equal(momentText(0), '1970-01-01T00:00:00+00:00')
  t.equal(momentText(ten + 5), '2026-11-21T10:00:00.005000+00:00')
  t.equal(momentText(ten + 123.456), '2026-11-21T10:00:00.123456+00:00')
  t.equal(momentText(-1), '1969-12-31T23:59:59.999000+00:00')
})

t.test('what was written is read again, to the microsecond', async () => {
  fc.assert(fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), fc.integer({ min: 0, max: 999 }), (milliseconds, micros) => {
    const text = momentText(milliseconds + micros / 1000)
    const again = readMoment(text)
    return typeof again === 'number' && momentText(again) === text && Math.abs(again - milliseconds - micros / 1000) < 0.05
  }))
  fc.assert(fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(ten * 2) }), (date) => readMoment(momentText(date.getTime())) === date.getTime()))
})

t.test('no text makes it fail', async () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?$/)), (text) => {
    const moment = readMoment(text)
    return moment === undefined || moment === 'invalid' || Number.isFinite(moment)
  }))
})
