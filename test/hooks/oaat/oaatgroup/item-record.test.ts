import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import { readItem } from '../../../../hooks/oaat/oaatgroup/item-record.ts'

const moment = Date.UTC(2021, 3, 15, 6, 32)

t.test('an entry tells of the last success, the last failure and the failures since', async (t) => {
  const entry = { last_success: '2021-04-15T06:32:00+00:00', last_failure: '2021-04-15T06:32:00.5Z', failure_count: '2', podphase: 'Failed' }
  t.strictSame(readItem('item1', entry), { name: 'item1', success: moment, failure: moment + 500, failures: 2, entry, unreadable: [] })
})

t.test('without an entry nothing ever happened', async (t) => {
  for (const entry of [undefined, null, {}, { last_success: null, last_failure: '', failure_count: '' }]) {
    t.match(readItem('a', entry), { failures: 0, unreadable: [] })
    t.notOk('success' in readItem('a', entry) || 'failure' in readItem('a', entry))
  }
  t.notOk('success' in readItem('a', { last_success: '1970-01-01T00:00:00+00:00' }), 'as never used to be written')
})

t.test('counts may be numbers', async (t) => {
  for (const count of [3, '3', ' 3 ', '03']) t.equal(readItem('a', { failure_count: count }).failures, 3)
})

t.test('what cannot be read counts as absent and is named', async (t) => {
  const entry = { last_success: 'yesterday', last_failure: 7, failure_count: '-1' }
  t.strictSame(readItem('a', entry), { name: 'a', failures: 0, entry, unreadable: ['last_success', 'last_failure', 'failure_count'] })
  for (const count of ['1.5', 1.5, -1, 'x', true, {}, []]) t.strictSame(readItem('a', { failure_count: count }).unreadable, ['failure_count'])
  for (const whole of ['text', 7, [], true]) t.strictSame(readItem('a', whole).unreadable, [''])
})

t.test('one bad value spoils no other', async (t) => {
  t.match(readItem('a', { last_success: 'x', last_failure: '2021-04-15T06:32:00Z', failure_count: '4' }), { failure: moment, failures: 4, unreadable: ['last_success'] })
})

t.test('no entry makes it fail', async () => {
  fc.assert(fc.property(fc.anything(), (entry) => readItem('a', entry).failures >= 0))
})
