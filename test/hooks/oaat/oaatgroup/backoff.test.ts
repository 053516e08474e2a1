import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { endedPod, group, minute, moment, nameOf } from '../fixtures/manifests.ts'
import { after, conditionOf, itemOf, namesOf, said, settled, sync } from '../fixtures/requests.ts'

const growing: JsonObject = { oaatItems: ['a'], failureBackoff: { initial: '1m', factor: 3, max: '10m' } }
const failed = (count: number): JsonObject => ({ status: { items: { a: { last_failure: moment(0), failure_count: String(count) } } } })

t.test('every further failure waits longer, up to the longest wait', async (t) => {
  for (const [failures, minutes] of [[1, 1], [2, 3], [3, 9], [4, 10], [50, 10], [9999, 10]] as const) {
    const answer = settled(group(growing, failed(failures)), { now: 1 })
    t.strictSame([namesOf(answer), answer.resyncAfterSeconds], [[], minutes * minute - 1], `${failures} failures`)
    t.strictSame(namesOf(sync(group(growing, failed(failures)), { now: minutes * minute })), [nameOf(1)])
  }
})

t.test('the wait doubles where no factor is given', async (t) => {
  const doubling = { ...growing, failureBackoff: { initial: '1m', max: '1h' } }
  t.equal(settled(group(doubling, failed(4)), { now: 0 }).resyncAfterSeconds, 8 * minute)
})

t.test('a success ends the waiting', async (t) => {
  const parent = group({ ...growing, frequency: '1m' }, { status: { items: { a: { last_failure: moment(0), failure_count: '4' } } } })
  const answer = settled(parent, { pods: [endedPod(1, { finished: minute })], now: minute })
  t.match(itemOf(answer, 'a'), { failure_count: '0', last_failure: moment(0) })
  t.strictSame(namesOf(sync(after(parent, answer), { now: 2 * minute + 1 })), [nameOf(2)])
})

t.test('a fixed cool-off is not ended by a success', async (t) => {
  const parent = group({ oaatItems: ['a'], frequency: '1m', failureCoolOff: '10m' }, { status: { items: { a: { last_failure: moment(0), last_success: moment(60), failure_count: '0' } } } })
  t.strictSame(namesOf(settled(parent, { now: 599 })), [])
  t.strictSame(namesOf(sync(parent, { now: 600 })), [nameOf(1)])
})

t.test('both at once, and waits that cannot be read, are invalid', async (t) => {
  const says = (spec: JsonObject): readonly (string | undefined)[] => {
    const answer = settled(group(spec))
    return [said(answer, 'Valid'), conditionOf(answer, 'Valid')?.message, namesOf(answer).join()]
  }
  t.strictSame(says({ ...growing, failureCoolOff: '5m' }), ['False/InvalidSpec', 'spec.failureBackoff: excludes failureCoolOff', ''])
  t.match(says({ failureBackoff: { initial: 'soon', max: '1h' } })[1] ?? '', /spec\.failureBackoff\.initial: is no duration/)
  t.match(says({ failureBackoff: { initial: '1m', max: '0s' } })[1] ?? '', /spec\.failureBackoff\.max: is no duration/)
})
