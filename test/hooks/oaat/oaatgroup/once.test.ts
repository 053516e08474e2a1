import t from 'tap'
import { day, endedPod, group, hour, minute, moment, nameOf } from '../fixtures/manifests.ts'
import { message, namesOf, settled, sync } from '../fixtures/requests.ts'

const succeeded = { last_success: moment(0), failure_count: '0' }

t.test('once: what succeeded never runs again', async (t) => {
  const answer = settled(group({ once: true }, { status: { items: { a: succeeded, b: succeeded } } }), { now: 999 * day })
  t.strictSame([namesOf(answer), answer.status.state, message(answer)], [[], 'idle', 'not time to run next item'])
  t.notOk('resyncAfterSeconds' in answer, 'nobody calls again')
  t.notOk('nextDueTime' in answer.status)
  t.match(answer.status.find_job, /- a successful, runs once - /)
})

t.test('once: the others still run', async (t) => {
  t.match(sync(group({ once: true }, { status: { items: { a: succeeded } } })).status, { run: { item: 'b' } })
})

t.test('once: what failed runs again when its cool-off has passed', async (t) => {
  const parent = group({ once: true, failureCoolOff: '5m' }, { status: { items: { a: succeeded, b: { last_failure: moment(0), failure_count: '1' } } } })
  const answer = settled(parent, { now: minute })
  t.strictSame([namesOf(answer), answer.resyncAfterSeconds], [[], 240])
  t.match(sync(parent, { now: 5 * minute }).status, { run: { item: 'b' } })
})

t.test('once: an item that is new in the list runs', async (t) => {
  const status = { sequence: 2, items: { a: succeeded, b: succeeded } }
  t.match(sync(group({ once: true, oaatItems: ['a', 'b', 'c'] }, { status }), { pods: [endedPod(2)], now: hour }).status, { run: { item: 'c', pod: nameOf(3) } })
})

t.test('once: a success from before the option counts', async (t) => {
  const long = { status: { items: { a: { last_success: moment(-999 * day) }, b: { last_success: moment(-999 * day) } } } }
  t.strictSame(namesOf(settled(group({ once: true }, long))), [])
  t.strictSame(namesOf(sync(group({ once: false }, long))), [nameOf(1)])
})
