import t from 'tap'
import type { Pod } from 'kubernetes-types/core/v1.js'
import { podResult } from '../../../../hooks/oaat/oaatgroup/pod-result.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { at, endedPod, group, hour, moment, nameOf, oaatType, runPod, start, strayPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { after, historyOf, itemOf, namesOf, settled, sync } from '../fixtures/requests.ts'

// oaat.md A9 and B5. Groups are paused where nothing else should start.

const paused: JsonObject = { annotations: { pause_new_jobs: 'true' } }
const resultOf = (phase: string, status: JsonObject, metadata: JsonObject = {}): ReturnType<typeof podResult> =>
  podResult(trusted<Pod>(runPod(1, phase, { status, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) })))
const finishedAt = (status: JsonObject): number => (resultOf('Failed', status).finishedAt - start) / 1000

t.test('when it ended: what the container says, else the conditions, the start, the creation', async (t) => {
  const condition = (type: string, seconds: number): JsonObject => ({ type, status: 'False', lastTransitionTime: at(seconds) })
  const containerStatuses = [{ name: 'x', state: { terminated: { exitCode: 1, finishedAt: at(50) } } }]
  const conditions = [condition('Ready', 40), condition('ContainersReady', 45), condition('PodScheduled', 99), condition('DisruptionTarget', 42)]
  t.equal(finishedAt({ containerStatuses, conditions, startTime: at(5) }), 50)
  t.equal(finishedAt({ conditions, startTime: at(5) }), 45, 'the latest that tells of the end')
  t.equal(finishedAt({ conditions: [condition('PodScheduled', 99)], startTime: at(5) }), 5)
  t.equal(finishedAt({}), 0, 'its creation')
  t.equal(finishedAt({ containerStatuses: [{ name: 'x', state: { terminated: { exitCode: 1, finishedAt: null } } }], startTime: 'soon' }), 0)
  t.equal(resultOf('Failed', {}, { creationTimestamp: null }).finishedAt, 0, 'never the clock')
})

t.test('exit codes', async (t) => {
  t.equal(resultOf('Failed', { containerStatuses: [{ name: 'x', state: { terminated: { exitCode: 7 } } }] }).exitCode, 7)
  t.equal(resultOf('Failed', {}).exitCode, -1)
  t.equal(resultOf('Succeeded', {}).exitCode, 0)
})

t.test('reasons: of the container, else of the pod, else of an init container', async (t) => {
  const terminated = (reason?: string): JsonObject => ({ containerStatuses: [{ name: 'x', state: { terminated: { exitCode: 137, ...(reason === undefined ? {} : { reason }) } } }] })
  t.equal(resultOf('Failed', { ...terminated('OOMKilled'), reason: 'DeadlineExceeded' }).reason, 'OOMKilled')
  t.equal(resultOf('Failed', { ...terminated(), reason: 'DeadlineExceeded' }).reason, 'DeadlineExceeded')
  t.equal(resultOf('Failed', { reason: 'Evicted' }).reason, 'Evicted')
  const initContainerStatuses = [{ name: 'ok', state: { terminated: { exitCode: 0 } } }, { name: 'fetch', state: { terminated: { exitCode: 2, reason: 'Error' } } }]
  t.equal(resultOf('Failed', { initContainerStatuses }).reason, 'init container fetch: Error')
  t.equal(resultOf('Failed', { initContainerStatuses, containerStatuses: [{ name: 'x', state: { waiting: { reason: 'PodInitializing' } } }] }).exitCode, -1, 'the code of an init container is not the code of the item')
  t.equal(resultOf('Failed', {}).reason, undefined)
})

t.test('a success is written down with its run time', async (t) => {
  const answer = settled(group({}, { ...paused, status: { items: { a: { failure_count: '2', last_failure: moment(-hour), last_verified: moment(-1) } } } }), { pods: [endedPod(3, { started: 10, finished: 70 })] })
  t.strictSame(itemOf(answer, 'a'), {
    failure_count: '0', last_failure: moment(-hour), podphase: 'Succeeded', last_success: moment(70),
    runtime_count: '1', runtime_total: '60', runtime_sum_squares: '3600', runtime_min: '60', runtime_max: '60', runtime_sample: '[60]', runtime_last_updated: moment(70),
    predicted_runtime_seconds: '60',
  })
  t.strictSame(answer.status.history, [{ sequence: 3, item: 'a', pod: nameOf(3), podUID: 'uid-3', result: 'Succeeded', exitCode: 0, reason: 'Completed', startedAt: at(10), finishedAt: at(70) }])
  t.strictSame(answer.status.recorded, ['uid-3'])
})

t.test('a failure is counted, and no run time of it', async (t) => {
  const answer = settled(group({}, { ...paused, status: { items: { a: { failure_count: '2', last_success: moment(-hour) } } } }), { pods: [endedPod(3, { exitCode: 7, reason: 'OOMKilled' })] })
  t.strictSame(itemOf(answer, 'a'), { failure_count: '3', last_success: moment(-hour), podphase: 'Failed', last_failure: moment(60) })
  t.match(answer.status.history?.[0], { result: 'Failed', exitCode: 7, reason: 'OOMKilled' })
})

t.test('run times add up over runs', async (t) => {
  const pods = [30, 10, 20].map((seconds, index) => endedPod(index + 1, { started: index * 100, finished: index * 100 + seconds }))
  t.match(itemOf(settled(group({}, paused), { pods }), 'a'), { runtime_count: '3', runtime_total: '60', runtime_sum_squares: '1400', runtime_min: '10', runtime_max: '30', runtime_sample: '[10,20,30]' })
  const timeless = endedPod(4, { started: 60, finished: 60 })
  t.notOk('runtime_count' in itemOf(settled(group({}, paused), { pods: [timeless] }), 'a'), 'a run that took no time')
  t.notOk('runtime_count' in itemOf(settled(group({}, paused), { pods: [runPod(1, 'Succeeded')] }), 'a'), 'a run that does not say when it started')
})

t.test('statistics that cannot be read begin anew', async (t) => {
  const status = { items: { a: { runtime_count: 'many', runtime_sample: '[' } } }
  t.match(itemOf(settled(group({}, { ...paused, status }), { pods: [endedPod(1)] }), 'a'), { runtime_count: '1', runtime_sample: '[60]' })
})

t.test('several results are counted in the order of their ends, whatever their numbers', async (t) => {
  const pods = [endedPod(1, { finished: 90 }), endedPod(2, { finished: 30, exitCode: 1 }), endedPod(3, { finished: 60, exitCode: 1 }, { item: 'b' })]
  const answer = settled(group({}, paused), { pods })
  t.strictSame(historyOf(answer), ['a 1 Succeeded', 'b 3 Failed', 'a 2 Failed'])
  t.match(itemOf(answer, 'a'), { failure_count: '0', last_failure: moment(30), last_success: moment(90) })
  t.strictSame(sync(group({}, paused), { pods: pods.toReversed() }).status, sync(group({}, paused), { pods }).status, 'the order of the pods does not matter')
})

t.test('an end that is older than what is known moves nothing back', async (t) => {
  const status = { items: { a: { last_success: moment(500), failure_count: '0' } } }
  const answer = settled(group({}, { ...paused, status }), { pods: [endedPod(1, { finished: 400, exitCode: 1 })] })
  t.strictSame(itemOf(answer, 'a'), { last_success: moment(500), failure_count: '0', podphase: 'Failed' })
  t.strictSame(historyOf(answer), ['a 1 Failed'], 'but it did happen')
})

t.test('a result is counted once for ever', async (t) => {
  const pods = [endedPod(1, { exitCode: 1 })]
  const parent = group({}, paused)
  const answers = Array.from({ length: 100 }, () => 0).reduce<readonly Manifest[]>((before) => [...before, after(parent, sync(before.at(-1) ?? parent, { pods }))], [])
  t.match(answers.at(-1), { status: { items: { a: { failure_count: '1' } }, recorded: ['uid-1'] } })
  t.strictSame(new Set(answers.map((object) => JSON.stringify(object))).size, 1)
})

t.test('a pod that is out of sight for a while is not counted again', async (t) => {
  const parent = group({}, paused)
  const known = after(parent, settled(parent, { pods: [endedPod(1, { exitCode: 1 })] }))
  const hidden = sync(known)
  t.notOk('recorded' in hidden.status, 'only pods that are there are listed')
  const back = settled(after(parent, hidden), { pods: [endedPod(1, { exitCode: 1 })] })
  t.match(itemOf(back, 'a'), { failure_count: '1' })
  t.strictSame([historyOf(back), back.status.recorded], [['a 1 Failed'], ['uid-1']])
})

t.test('another pod of the same name is another run', async (t) => {
  const parent = group({ strictSlot: true }, paused)
  const slot = (sequence: number): Manifest => endedPod(sequence, { exitCode: 1, finished: sequence * 60 }, { metadata: { ...runPod(sequence, 'Failed').metadata, name: nameOf('slot') } })
  const first = after(parent, settled(parent, { pods: [slot(1)] }))
  t.match(itemOf(settled(first, { pods: [slot(2)] }), 'a'), { failure_count: '2' })
})

t.test('written down first, deleted after that', async (t) => {
  const parent = group({ podRetention: { succeeded: 0, failed: 0 } }, paused)
  for (const pods of [[endedPod(1)], [endedPod(1, { exitCode: 1 })]]) {
    const first = sync(parent, { pods, now: 99 * hour })
    t.strictSame([namesOf(first), first.status.recorded], [[nameOf(1)], ['uid-1']], 'the status that came with the request does not say it yet')
    t.strictSame(namesOf(sync(parent, { pods, now: 99 * hour })), [nameOf(1)], 'and if that status is lost, the pod is still there')
    t.strictSame(namesOf(sync(after(parent, first), { pods, now: 99 * hour })), [])
  }
})

t.test('pods that are no runs of ours tell no results', async (t) => {
  const labels = { ...runPod(1, 'Failed').metadata.labels }
  const around = [oaatType(), endedPod(1, { exitCode: 1 }, { metadata: { ...strayPod(nameOf(1), 'Failed').metadata, labels, ownerReferences: [] } })]
  t.strictSame(historyOf(sync(group({}, paused), { around })), [], 'nobody owns it')
  const misnamed = endedPod(5, { exitCode: 1 }, { metadata: { ...runPod(5, 'Failed').metadata, name: 'chosen-name' } })
  t.strictSame(historyOf(sync(group({}, paused), { pods: [misnamed] })), [], 'its name is none that we give')
})

t.test('the annotation of a pod says its item, whatever the status says', async (t) => {
  const status = { sequence: 1, run: { item: 'b', pod: nameOf(1), requestedAt: at(0) } }
  t.strictSame(historyOf(settled(group({}, { ...paused, status }), { pods: [endedPod(1, {}, { item: 'a' })] })), ['a 1 Succeeded'])
  const bare = endedPod(1, {}, { metadata: { ...runPod(1, 'Failed').metadata, annotations: {}, labels: { ...runPod(1, '').metadata.labels, 'oaat-name': 'from-label' } } })
  t.strictSame(historyOf(settled(group({}, paused), { pods: [bare] })), ['from-label 1 Succeeded'])
})

t.test('the history holds the newest twenty', async (t) => {
  const pods = Array.from({ length: 30 }, (_, index) => endedPod(index + 1, { finished: index * 60 + 30, started: index * 60 }))
  const answer = settled(group({}, paused), { pods })
  t.equal(answer.status.history?.length, 20)
  t.strictSame([historyOf(answer)[0], historyOf(answer)[19]], ['a 30 Succeeded', 'a 11 Succeeded'])
  t.match(itemOf(answer, 'a'), { runtime_count: '30' })
})
