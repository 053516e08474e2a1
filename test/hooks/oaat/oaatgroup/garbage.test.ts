import { fc } from '../../../fixtures/drawn.ts'
import t from 'tap'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { at, endedPod, group, hour, nameOf, runPod } from '../fixtures/manifests.ts'
import { conditionOf, historyOf, itemOf, namesOf, said, settled, sync } from '../fixtures/requests.ts'

// Statuses that somebody else wrote, items with odd names, and clocks far away.

const rest: JsonObject = { annotations: { pause_new_jobs: 'x' } }

t.test('items may have names that JavaScript knows', async (t) => {
  for (const item of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'labels', 'creationTimestamp', 'status', '0']) {
    const parent = group({ oaatItems: [item], frequency: '1h' })
    t.match(itemOf(settled(parent), item), { podphase: 'started' }, item)
    const ended = sync(parent, { pods: [endedPod(1, {}, { item })], now: 61 })
    t.match(itemOf(ended, item), { podphase: 'Succeeded', failure_count: '0' }, item)
    t.strictSame([namesOf(ended), said(ended, 'Valid')], [[nameOf(1)], 'True/Validated'], 'it is not due again')
  }
})

t.test('a status that somebody else wrote counts as far as it can be read', async (t) => {
  const status = {
    state: 'nothing to do', items: { a: 7, b: { last_success: 'yesterday', last_failure: at(-5), failure_count: '-3', runtime_sample: '[' } }, history: 'none', recorded: [1, 'uid'],
    sequence: -4, run: { item: 'a' }, handler_status: { loops: 'many' }, conditions: [{ type: 7 }], find_job: 9, nextDueTime: {},
  }
  const answer = settled(group({}, { ...rest, status }))
  t.strictSame([answer.status.state, answer.status.sequence, historyOf(answer), 'run' in answer.status], ['paused', 0, [], false])
  t.equal(said(answer, 'Valid'), 'False/UnreadableStatus')
  t.equal(conditionOf(answer, 'Valid')?.message, 'status.items.a: the entry cannot be read and counts as absent; status.items.b: last_success, failure_count cannot be read and counts as absent')
  t.strictSame(answer.status.items, status.items, 'and nothing of the records is thrown away')
})

t.test('what cannot be read is written anew with the next result', async (t) => {
  const answer = settled(group({}, { ...rest, status: { items: { a: { last_success: 'yesterday', failure_count: 'x' } } } }), { pods: [endedPod(1)] })
  t.equal(said(answer, 'Valid'), 'True/Validated')
  t.match(itemOf(answer, 'a'), { failure_count: '0' })
})

t.test('a number that no pod name can carry is no number of a run', async (t) => {
  for (const sequence of [Number.MAX_SAFE_INTEGER, 1e15]) {
    const answer = settled(group({}, { status: { sequence } }))
    t.strictSame(namesOf(answer), [nameOf(1)], String(sequence))
  }
  const large = settled(group({}, { status: { sequence: 999_999_999_998 } }))
  t.strictSame(namesOf(large), [nameOf(999_999_999_999)])
})

t.test('an open run that does not say since when is given up', async (t) => {
  const answer = sync(group({}, { status: { sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: 'x' } } }))
  t.strictSame(historyOf(answer), ['a 1 PodNotCreated'])
})

t.test('a run whose result was counted is not open, though the status says both', async (t) => {
  const pod = endedPod(2)
  const status = { sequence: 2, recorded: [pod.metadata.uid ?? ''], run: { item: 'a', pod: nameOf(2), requestedAt: at(0) } }
  t.strictSame(namesOf(sync(group({ frequency: '1m' }, { status }), { pods: [pod], now: 61 })), [nameOf(2), nameOf(3)], 'the next run begins')
})

t.test('pods may say times that cannot be', async (t) => {
  for (const time of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-12:00', '10000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', 'x', '']) {
    const containerStatuses = [{ name: 'x', state: { terminated: { exitCode: 0, startedAt: time, finishedAt: time } } }]
    const answer = settled(group({ activeDeadline: '1h' }, rest), { pods: [endedPod(1, {}, { status: { containerStatuses } }), runPod(2, 'Running', { status: { startTime: time }, metadata: { ...runPod(2, '').metadata, creationTimestamp: null } })] })
    t.match(answer.status.history?.at(-1), { item: 'a', sequence: 1 }, time)
    t.ok((answer.status.history ?? []).every(({ finishedAt }) => /^\d{4}-/.test(finishedAt)), JSON.stringify(answer.status.history))
  }
})

t.test('records may say times that cannot be', async (t) => {
  for (const time of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00', '10000-01-01T00:00:00Z', '1969-12-31T23:59:59Z']) {
    const answer = settled(group({ oaatItems: ['a'], failureCoolOff: '99999w', frequency: '99999w' }, { status: { items: { a: { last_success: time, last_failure: time } } } }))
    t.ok(answer.status.find_job !== undefined, time)
    t.ok(answer.status.nextDueTime === undefined || /^\d{4}-/.test(answer.status.nextDueTime), `${answer.status.nextDueTime}`)
  }
})

const moments = fc.constantFrom<JsonValue>(at(-hour), at(hour), '', 'x', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 0, null, {})
const entries = fc.oneof(fc.constantFrom<JsonValue>(null, 7, 'x', []), fc.record({ last_success: moments, last_failure: moments, failure_count: fc.constantFrom<JsonValue>('1', 2, -1, 'x', null), runtime_sample: fc.constantFrom<JsonValue>('[1]', '[-1]', 'x', 9, []) }))
const statuses = fc.record({
  items: fc.oneof(fc.constantFrom<JsonValue>(null, 7, []), fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), entries)),
  sequence: fc.constantFrom<JsonValue>(0, 1, 2, -1, 1.5, 'x', 1e15, null),
  recorded: fc.constantFrom<JsonValue>(['uid-1'], ['uid-2'], [], 'x', [7]),
  run: fc.constantFrom<JsonValue>(null, 'x', {}, { item: 'a', pod: nameOf(1), requestedAt: at(0) }, { item: 'zz', pod: 'other', requestedAt: at(-hour), podUID: 'uid-9' }),
  history: fc.constantFrom<JsonValue>([], 'x', [{}], [{ sequence: 1, item: 'a', pod: nameOf(1), result: 'Failed', finishedAt: at(0), podUID: 'uid-1' }]),
}, { requiredKeys: [] })
const phases = fc.array(fc.constantFrom('Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'), { maxLength: 3 })

t.test('no status makes it fail, and every one comes to rest', async () => {
  fc.assert(fc.property(statuses, phases, fc.integer({ min: -9, max: 9999 }), (status, given, now) => {
    const pods = given.map((phase, index) => ['Succeeded', 'Failed'].includes(phase) ? endedPod(index + 1, { exitCode: phase === 'Failed' ? 1 : 0 }) : runPod(index + 1, phase))
    const answer = settled(group({}, { status: trusted<JsonObject>(status) }), { pods, now })
    return answer.status.state !== undefined
  }), { numRuns: 500 })
})
