import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { day, endedPod, group, hour, moment, nameOf, oaatType, runPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { message, namesOf, said, sync } from '../fixtures/requests.ts'

// oaat.md B6. Items rest, so that nothing starts; every result is acknowledged unless it is said otherwise.

const items: JsonObject = { a: { last_success: moment(20 * day) }, b: { last_success: moment(20 * day) } }
const kept = (spec: JsonObject, pods: readonly Manifest[], now: number): readonly string[] => namesOf(answerOf(spec, pods, now))
const answerOf = (spec: JsonObject, pods: readonly Manifest[], now: number): ReturnType<typeof sync> =>
  sync(group(spec, { status: { items, recorded: pods.map(({ metadata }) => metadata.uid ?? '') } }), { pods, now })
const names = (...sequences: readonly number[]): readonly string[] => sequences.map((sequence) => nameOf(sequence))

const succeeded = [1, 2, 3].map((sequence) => endedPod(sequence, { finished: sequence * 100 }))
const failed = [4, 5, 6, 7, 8].map((sequence) => endedPod(sequence, { finished: sequence * 100, exitCode: 1 }))

t.test('the newest success and the newest three failures stay for twelve hours', async (t) => {
  t.strictSame(kept({}, [...succeeded, ...failed], 1000).toSorted(), names(3, 6, 7, 8))
  t.strictSame(kept({}, [...succeeded, ...failed], 12 * hour + 650).toSorted(), names(7, 8))
  t.strictSame(kept({}, [...succeeded, ...failed], 13 * hour), [])
})

t.test('newest is what ended last, not what began last', async (t) => {
  t.strictSame(kept({}, [endedPod(1, { finished: 500 }), endedPod(2, { finished: 400 })], 1000), names(1))
  t.strictSame(kept({}, [endedPod(1, { finished: 500 }), endedPod(2, { finished: 500 })], 1000), names(2), 'at the same moment: what began last')
})

t.test('counts and age are settings', async (t) => {
  t.strictSame(kept({ podRetention: { succeeded: 0, failed: 0 } }, [...succeeded, ...failed], 1000), [])
  t.strictSame(kept({ podRetention: { succeeded: 2 } }, succeeded, 1000).toSorted(), names(2, 3))
  t.strictSame(kept({ podRetention: { succeeded: 100, maxAge: '10m' } }, succeeded, 850).toSorted(), names(3))
  t.equal(kept({ podRetention: { failed: 100, maxAge: '9999w' } }, failed, 19 * day).length, 5)
})

t.test('a pod leaves at the moment that its age is reached, and that moment is a wake-up', async (t) => {
  const spec = { podRetention: { maxAge: '1h' } }
  const answer = answerOf(spec, [endedPod(1, { finished: 100 })], 100)
  t.equal(answer.resyncAfterSeconds, 3600)
  t.strictSame([kept(spec, [endedPod(1, { finished: 100 })], 3699), kept(spec, [endedPod(1, { finished: 100 })], 3700)], [names(1), []])
  t.equal(answerOf(spec, [...succeeded, ...failed], 1000).resyncAfterSeconds, 300 + 3600 - 1000, 'of several the first')
})

t.test('it wakes a group that runs, is blocked or paused, too', async (t) => {
  const pods = [endedPod(1, { finished: 100 }), runPod(2, 'Running')]
  const status = { items, recorded: ['uid-1'] }
  const pausedGroup = group({}, { status, annotations: { pause_new_jobs: 'yes' } })
  t.equal(sync(group({}, { status }), { pods, now: 100 }).resyncAfterSeconds, 12 * hour)
  t.equal(sync(pausedGroup, { pods: pods.slice(0, 1), now: 100 }).resyncAfterSeconds, 12 * hour)
})

t.test('what is not acknowledged stays, however old', async (t) => {
  const answer = sync(group({ podRetention: { succeeded: 0, failed: 0 } }, { status: { items } }), { pods: [...succeeded, ...failed], now: 15 * day })
  t.equal(answer.children.length, 8)
})

t.test('an invalid group deletes nothing', async (t) => {
  const status = { items, recorded: succeeded.map(({ metadata }) => metadata.uid ?? '') }
  t.equal(sync(group({ frequency: '0s' }, { status }), { pods: succeeded, now: 15 * day }).children.length, 3)
})

t.test('with one name for all runs nothing is kept, and nothing starts before the name is free', async (t) => {
  const slot = endedPod(1, { finished: 100 }, { metadata: { ...runPod(1, '').metadata, name: nameOf('slot') } })
  const strict = group({ strictSlot: true, oaatItems: ['b'] }, { status: { recorded: ['uid-1'] } })
  const answer = sync(strict, { pods: [slot], now: 101 })
  t.strictSame([namesOf(answer), message(answer)], [[], `waiting until pod ${nameOf('slot')} is gone`])
  t.strictSame(namesOf(sync(strict, { now: 102 })), [nameOf('slot')])
  t.equal(said(answer, 'Valid'), 'True/Validated')
  const unread = sync(group({ strictSlot: true, oaatItems: ['b'] }), { pods: [slot], around: [oaatType()], now: 101 })
  t.strictSame(namesOf(unread), [nameOf('slot')], 'its result comes first')
})
