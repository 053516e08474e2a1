import t from 'tap'
import { readItem } from '../../../../hooks/oaat/oaatgroup/item-record.ts'
import { selectionText } from '../../../../hooks/oaat/oaatgroup/selection-text.ts'
import { coolOffOf } from '../../../../hooks/oaat/oaatgroup/selection.ts'

const now = Date.UTC(2026, 10, 21, 10)
const rules = { frequency: 3_600_000, coolOff: coolOffOf(90_000_000), once: false }
const items = [
  readItem('zoo', undefined),
  readItem('backup', { last_success: '2026-11-21T09:30:00+00:00' }),
  readItem('a', { last_failure: '2026-11-21T09:30:00.5Z', failure_count: '2' }),
  readItem('b', { last_success: '2026-11-20T09:30:00Z' }),
]

t.test('it says who may run and why not, candidates first', async (t) => {
  t.strictSame(selectionText(items, rules, { now, most: 10 }).split('\n'), [
    'item status (* = candidate):',
    '* b      not successful within last 1:00:00 - success=2026-11-20T09:30:00+00:00, failure=1970-01-01T00:00:00+00:00, numfails=0',
    '* zoo    not successful within last 1:00:00 - success=1970-01-01T00:00:00+00:00, failure=1970-01-01T00:00:00+00:00, numfails=0',
    '- a      cool_off (1 day, 1:00:00) not expired since last failure - success=1970-01-01T00:00:00+00:00, failure=2026-11-21T09:30:00.500000+00:00, numfails=2',
    '- backup successful within last 1:00:00 - success=2026-11-21T09:30:00+00:00, failure=1970-01-01T00:00:00+00:00, numfails=0',
  ])
})

t.test('it is cut where it gets long', async (t) => {
  const lines = selectionText(items, rules, { now, most: 1 }).split('\n')
  t.equal(lines.length, 3)
  t.match(lines[1], /^\* b /)
  t.equal(lines[2], 'and 3 more')
})

t.test('it changes only when an answer does', async (t) => {
  t.equal(selectionText(items, rules, { now: now + 60_000, most: 10 }), selectionText(items, rules, { now, most: 10 }))
  t.not(selectionText(items, rules, { now: now + 3_600_000, most: 10 }), selectionText(items, rules, { now, most: 10 }))
})

t.test('where items run once it does not speak of a frequency', async (t) => {
  const text = selectionText(items, { ...rules, once: true }, { now, most: 10 })
  t.match(text, /^\* zoo {4}not successful yet - /m)
  t.match(text, /^- backup successful, runs once - /m)
  t.notMatch(text, /within/)
})
