import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { at, endedPod, group, minute, moment, nameOf, oaatType, runPod, strayPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { after, historyOf, itemOf, message, namesOf, said, sync } from '../fixtures/requests.ts'

const parent = group({ activeDeadline: '10m', frequency: '1m' }, { status: { sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: at(0), podUID: 'uid-1' } } })
const pending = runPod(1, 'Pending')
const running = runPod(1, 'Running', { status: { startTime: at(60) } })

t.test('without a deadline a run may wait for ever', async (t) => {
  const answer = sync(group(), { pods: [pending], now: 9_999_999 })
  t.strictSame([namesOf(answer), answer.status.state], [[nameOf(1)], 'running'])
  t.notOk('resyncAfterSeconds' in answer)
})

t.test('a pod that no node ever took is failed first and deleted after that', async (t) => {
  const waiting = sync(parent, { pods: [pending], now: 9 * minute })
  t.strictSame([namesOf(waiting), waiting.resyncAfterSeconds, historyOf(waiting)], [[nameOf(1)], 60, []])
  const failed = sync(after(parent, waiting), { pods: [pending], now: 10 * minute })
  t.strictSame([namesOf(failed), historyOf(failed), failed.status.recorded], [[nameOf(1)], ['a 1 Failed'], ['uid-1']])
  t.match(failed.status.history?.[0], { reason: 'DeadlineExceeded', finishedAt: at(10 * minute) })
  t.match(itemOf(failed, 'a'), { failure_count: '1', last_failure: moment(10 * minute) })
  const deleted = sync(after(parent, failed), { pods: [pending], now: 10 * minute + 1 })
  t.strictSame([namesOf(deleted), deleted.status.state, message(deleted)], [[], 'running', `Pod ${nameOf(1)} is deleted: its deadline has passed`])
  t.equal(said(deleted, 'Running'), 'False/PodStopping')
  t.strictSame(historyOf(deleted), ['a 1 Failed'], 'counted once')
})

t.test('until that pod is gone nothing else starts', async (t) => {
  const recorded = after(parent, sync(parent, { pods: [pending], now: 10 * minute }))
  const leaving = runPod(1, 'Pending', { metadata: { ...pending.metadata, deletionTimestamp: at(10 * minute) } })
  for (const now of [11, 60, 6000]) t.strictSame(namesOf(sync(recorded, { pods: [leaving], now: now * minute })), [])
  t.strictSame(namesOf(sync(recorded, { now: 11 * minute })), [nameOf(2)])
  const late = sync(recorded, { pods: [endedPod(1, { finished: 11 * minute })], now: 11 * minute })
  t.strictSame(historyOf(late), ['a 1 Failed'], 'what it says on its way out counts no more')
})

t.test('what has started is ended by its kubelet, which gets half a minute', async (t) => {
  const inTime = sync(parent, { pods: [running], now: 11 * minute + 29 })
  t.strictSame([historyOf(inTime), inTime.resyncAfterSeconds], [[], 1])
  t.strictSame(historyOf(sync(parent, { pods: [running], now: 11 * minute + 30 })), ['a 1 Failed'])
})

t.test('a pod of a lost node does not hold its group for ever', async (t) => {
  const lost = runPod(1, 'Unknown', { status: { startTime: at(60) } })
  const failed = sync(parent, { pods: [lost], now: 12 * minute })
  t.strictSame([namesOf(failed), historyOf(failed)], [[nameOf(1)], ['a 1 Failed']])
  t.strictSame(namesOf(sync(after(parent, failed), { pods: [lost], now: 12 * minute })), [], 'but it may still run: nothing starts while it is there')
})

t.test('what a pod was made with counts, not what the group says by now', async (t) => {
  const own = runPod(1, 'Pending', { spec: { activeDeadlineSeconds: 3600 } })
  t.equal(sync(parent, { pods: [own], now: 10 * minute }).resyncAfterSeconds, 50 * minute)
})

t.test('the deadline wakes a group that is blocked, has rogues, or became invalid', async (t) => {
  const worlds: readonly (readonly [JsonObject, readonly Manifest[], readonly Manifest[]])[] = [
    [{}, [pending], [oaatType(), strayPod('stray', 'Running')]],
    [{}, [pending, strayPod('stray', 'Running')], [oaatType()]],
    [{ oaatItems: [] }, [pending], [oaatType()]],
  ]
  for (const [spec, pods, around] of worlds) {
    const changed = group({ activeDeadline: '10m', ...spec })
    t.equal(sync(changed, { pods, around, now: minute }).resyncAfterSeconds, 9 * minute)
    t.strictSame(historyOf(sync(changed, { pods, around, now: 10 * minute })), ['a 1 Failed'])
  }
})
