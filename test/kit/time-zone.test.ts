import t from 'tap'
import { timeZone } from '../../src/kit/time-zone.ts'

const hour = 3_600_000

t.test('offsets are read in every usual spelling', async (t) => {
  const read: readonly [text: string, name: string, minutes: number][] = [
    ['Z', 'UTC', 0], ['utc', 'UTC', 0], ['+1:00', '+01:00', 60], ['-1:00', '-01:00', -60], ['+0530', '+05:30', 330], ['+530', '+05:30', 330],
    ['-03:30', '-03:30', -210], ['+1', '+01:00', 60], ['+14:00', '+14:00', 840], ['-00:00', 'UTC', 0],
  ]
  for (const [text, name, minutes] of read) {
    const zone = timeZone(text)
    t.strictSame([zone?.name, zone?.minutes, zone?.offsetAt(0)], [name, minutes, minutes * 60_000], text)
  }
})

t.test('names of places follow their clocks', async (t) => {
  const berlin = timeZone('europe/berlin')
  t.equal(berlin?.name, 'Europe/Berlin', 'in their own spelling')
  t.equal(berlin?.minutes, undefined)
  t.equal(berlin?.offsetAt(Date.UTC(2026, 0, 1)), hour)
  t.equal(berlin?.offsetAt(Date.UTC(2026, 6, 1)), 2 * hour)
  t.equal(berlin?.offsetAt(Date.UTC(2026, 2, 29, 1) - 1), hour)
  t.equal(berlin?.offsetAt(Date.UTC(2026, 2, 29, 1)), 2 * hour)
  t.equal(timeZone('Asia/Kolkata')?.offsetAt(0), 5.5 * hour)
  t.equal(timeZone('America/New_York')?.offsetAt(Date.UTC(2026, 0, 1)), -5 * hour)
  t.equal(timeZone('Etc/UTC')?.offsetAt(0), 0)
})

t.test('anything else is none', async (t) => {
  for (const text of ['', 'Berlin', 'Europe/Atlantis', '+25:00', '+01:60', '+14:01', '1:00', '+', '+1:0', 'A'.repeat(1000)]) t.equal(timeZone(text), undefined, text.slice(0, 20))
})
