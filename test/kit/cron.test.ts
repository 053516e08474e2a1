import { fc } from '../fixtures/drawn.ts'
import t from 'tap'
import { cron } from '../../src/kit/cron.ts'
import type { Schedule } from '../../src/kit/cron.ts'
import { timeZone } from '../../src/kit/time-zone.ts'
import type { TimeZone } from '../../src/kit/time-zone.ts'

const utc: TimeZone = { name: 'UTC', minutes: 0, offsetAt: () => 0 }

const schedule = (pattern: string, zone = 'Z'): Schedule => {
  const read = cron(pattern, timeZone(zone) ?? utc)
  return typeof read === 'string' ? { next: () => NaN, previous: () => NaN } : read
}

const iso = (moment: number | undefined): string | undefined => (moment === undefined ? undefined : new Date(moment).toISOString().replace('.000Z', 'Z'))

/** The moments that follow one another from a moment on. */
const nexts = ({ next }: Schedule, from: string, count: number): (string | undefined)[] => {
  let moment = Date.parse(from)
  return Array.from({ length: count }, () => iso(moment = next(moment) ?? NaN))
}

t.test('next is strictly later, previous strictly earlier', async (t) => {
  const { next, previous } = schedule('0 22 * * *')
  const ten = Date.UTC(2026, 10, 21, 22)
  t.strictSame([next(ten - 1), next(ten), next(ten + 1)].map(iso), ['2026-11-21T22:00:00Z', '2026-11-22T22:00:00Z', '2026-11-22T22:00:00Z'])
  t.strictSame([previous(ten - 1), previous(ten), previous(ten + 1)].map(iso), ['2026-11-20T22:00:00Z', '2026-11-20T22:00:00Z', '2026-11-21T22:00:00Z'])
})

t.test('a schedule follows the clock of its zone', async (t) => {
  t.strictSame(nexts(schedule('0 22 * * *', '+0530'), '2026-11-21T00:00:00Z', 1), ['2026-11-21T16:30:00Z'])
  t.strictSame(nexts(schedule('0 22 * * 1-5', 'Europe/Berlin'), '2026-03-26T00:00:00Z', 3), ['2026-03-26T21:00:00Z', '2026-03-27T21:00:00Z', '2026-03-30T20:00:00Z'])
})

t.test('a time that spring leaves out comes right after the gap', async (t) => {
  const berlin = schedule('30 2 * * *', 'Europe/Berlin')
  t.strictSame(nexts(berlin, '2026-03-28T00:00:00Z', 3), ['2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'])
  t.equal(iso(berlin.previous(Date.parse('2026-03-29T12:00:00Z'))), '2026-03-29T01:00:00Z')
})

t.test('a time that autumn repeats comes once', async (t) => {
  const berlin = schedule('30 2 * * *', 'Europe/Berlin')
  t.strictSame(nexts(berlin, '2026-10-24T12:00:00Z', 2), ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'])
  t.equal(iso(berlin.previous(Date.parse('2026-10-25T12:00:00Z'))), '2026-10-25T00:30:00Z')
})

t.test('looking back finds what looking ahead found, also where clocks change', async () => {
  const patterns = fc.constantFrom('30 2 * * *', '*/20 * * * *', '15 1-3 * * *', '0 0 * * 0', '59 23 L * *')
  const zones = fc.constantFrom('Z', '+0530', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
  const near = fc.constantFrom('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-11-01T06:00:00Z', '2026-03-08T07:00:00Z', '2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z')
  fc.assert(fc.property(patterns, zones, fc.tuple(near, fc.integer({ min: -200, max: 200 })), (pattern, zone, [change, minutes]) => {
    const { next, previous } = schedule(pattern, zone)
    const from = Date.parse(change) + minutes * 60_000 + 1
    const found = next(from) ?? 0
    const before = previous(from) ?? 0
    return before < from && from < found && previous(found + 1) === found && previous(found) === before && next(before) === found
  }), { numRuns: 500 })
})

t.test('seconds, steps, names and last days are understood', async (t) => {
  t.strictSame(nexts(schedule('15 0 22 * * *'), '2026-11-21T00:00:00Z', 1), ['2026-11-21T22:00:15Z'])
  t.strictSame(nexts(schedule('*/20 * * * *'), '2026-11-21T00:50:00Z', 2), ['2026-11-21T01:00:00Z', '2026-11-21T01:20:00Z'])
  t.strictSame(nexts(schedule('0 0 L FEB *'), '2026-11-21T00:00:00Z', 2), ['2027-02-28T00:00:00Z', '2028-02-29T00:00:00Z'])
  t.strictSame(nexts(schedule('@daily'), '2026-11-21T00:50:00Z', 1), ['2026-11-22T00:00:00Z'])
})

t.test('a day that no month has never comes', async (t) => {
  for (const zone of ['Z', 'Europe/Berlin']) {
    const { next, previous } = schedule('0 0 31 2 *', zone)
    t.strictSame([next(0), previous(Date.UTC(2026, 0, 1))], [undefined, undefined])
  }
})

t.test('anything else is a problem, in words that finish a sentence', async (t) => {
  const patterns = ['', 'daily', '* * * *', '61 * * * *', '* 24 * * *', '* * 32 * *', '* * * 13 *', '* * * * 8', '5-1 * * * *', '*/0 * * * *', '0 0 * * * * 2030', '@reboot', '2026-11-21T10:00:00', `${'1,'.repeat(500)}1 * * * *`]
  for (const pattern of patterns) t.match(cron(pattern, utc), /^must be a cron schedule/, pattern.slice(0, 30))
})
