import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { at, day, endedPod, group, hour, minute, moment, nameOf, oaatType, runPod, strayPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { historyOf, itemOf, message, namesOf, said, settled, sync } from '../fixtures/requests.ts'

// Every row of the table in oaat.md B4, by its number; then the order of the rows.

const openRun = (more: JsonObject = {}): JsonObject => ({ sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: at(0), ...more } })
const seen = openRun({ podUID: 'uid-1' })
/** Both items succeeded at the start: none is due for an hour. */
const rested: JsonObject = { items: { a: { last_success: moment(0) }, b: { last_success: moment(0) } } }
const paused: JsonObject = { annotations: { pause_new_jobs: 'true' } }
const adopted = (name: string, phase: string): Manifest => strayPod(name, phase, { labels: { app: 'oaat-operator', 'parent-name': 'nightly', 'controller-uid': 'x' } })

t.test('1: what is invalid starts nothing and deletes nothing', async (t) => {
  const pods = [endedPod(1, { finished: -2 * day }), endedPod(2, { finished: -2 * day }), runPod(3, 'Running'), adopted('stray', 'Running')]
  const answer = settled(group({ oaatItems: [] }, { status: { sequence: 3, recorded: ['uid-1', 'uid-2'] } }), { pods })
  t.strictSame(namesOf(answer), [nameOf(1), nameOf(2), nameOf(3), 'stray'], 'not even what is long outdated')
  t.match(answer.status, { state: 'invalid', sequence: 3, run: { pod: nameOf(3), podUID: 'uid-3' }, handler_status: { state: 'running', currently_running: 'a' } })
  t.equal(message(answer), 'no items found. Please set "oaatItems" in nightly')
  t.notOk('resyncAfterSeconds' in answer, 'a change of the group, its type or its ConfigMap wakes it')
  t.notOk('nextDueTime' in answer.status)
})

t.test('2: an active pod of somebody else blocks; a run of ours goes on', async (t) => {
  const around = [oaatType(), strayPod('stray', 'Running')]
  const idle = settled(group(), { around })
  t.strictSame(namesOf(idle), [])
  t.match(idle.status, { state: 'blocked', sequence: 0, handler_status: { state: 'idle', loops: 0 } })
  t.equal(message(idle), 'rogue pods running')
  t.equal(said(idle, 'RoguePods'), 'True/RoguePodsRunning')
  t.notOk('resyncAfterSeconds' in idle, 'the end of that pod wakes it')
  const busy = settled(group({}, { status: seen }), { around, pods: [runPod(1, 'Running'), endedPod(2)] })
  t.strictSame(namesOf(busy), [nameOf(1), nameOf(2)])
  t.match(busy.status, { state: 'blocked', handler_status: { state: 'running', pod: nameOf(1) } })
})

t.test('2: a pod that has ended blocks nothing, whoever owns it', async (t) => {
  for (const phase of ['Succeeded', 'Failed']) t.strictSame(namesOf(sync(group(), { around: [oaatType(), strayPod('stray', phase)] })), [nameOf(1)])
  for (const phase of ['Pending', 'Unknown', '']) t.strictSame(namesOf(sync(group(), { around: [oaatType(), strayPod('stray', phase)] })), [], `"${phase}" may still run`)
  const otherGroup = strayPod('stray', 'Running', { labels: { app: 'oaat-operator', 'parent-name': 'other' } })
  t.strictSame(namesOf(sync(group(), { around: [oaatType(), otherGroup] })), [nameOf(1)])
})

t.test('3: of several active runs that of the newest number stays, and nothing starts', async (t) => {
  const pods = [runPod(1, 'Running', { metadata: { creationTimestamp: at(-90) } }), runPod(2, 'Pending', { item: 'b' }), endedPod(3, {}, { metadata: { name: nameOf(3) } })]
  const answer = settled(group({}, { status: { sequence: 2, run: { item: 'b', pod: nameOf(2), requestedAt: at(0) } } }), { pods: pods.slice(0, 2) })
  t.strictSame(namesOf(answer), [nameOf(2)], 'though the other one is older')
  t.match(answer.status, { state: 'running', sequence: 2, run: { item: 'b', pod: nameOf(2), podUID: 'uid-2' } })
  t.equal(message(answer), 'rogue pods running')
  t.equal(said(answer, 'RoguePods'), 'True/RoguePodsRunning')
  t.notOk('resyncAfterSeconds' in answer)
  t.strictSame(namesOf(settled(group(), { pods })), [nameOf(1), nameOf(3)], 'without the newest one the oldest stays; what has ended is kept')
})

t.test('3: an adopted pod goes, a run of ours stays', async (t) => {
  const answer = settled(group({}, { status: seen }), { pods: [runPod(1, 'Running'), adopted('stray', 'Running')] })
  t.strictSame(namesOf(answer), [nameOf(1)])
  t.match(answer.status, { state: 'running', handler_status: { pod: nameOf(1) } })
  const alone = settled(group(), { pods: [adopted('stray', 'Running')] })
  t.strictSame(namesOf(alone), [])
  t.match(alone.status, { state: 'running', sequence: 0, handler_status: { state: 'idle' } })
  t.strictSame([message(answer), message(alone)], ['rogue pods running', 'rogue pods running'])
})

t.test('3: an adopted pod that has ended goes in silence, and its result counts for nothing', async (t) => {
  const answer = sync(group({}, { status: rested }), { pods: [adopted('stray', 'Failed')] })
  t.strictSame([namesOf(answer), message(answer), historyOf(answer)], [[], 'not time to run next item', []])
  t.notOk('stray' in (answer.status.items ?? {}))
})

t.test('4: a run goes on, whatever its phase', async (t) => {
  for (const phase of ['Pending', 'Running', 'Unknown', undefined]) {
    const answer = settled(group({}, { status: openRun() }), { pods: [runPod(1, phase)], now: 500 })
    t.strictSame(namesOf(answer), [nameOf(1)])
    t.match(answer.status, { state: 'running', sequence: 1, run: { item: 'a', requestedAt: at(0), podUID: 'uid-1' }, handler_status: { children: ['uid-1'], last_run: moment(0) } })
    t.equal(message(answer), `Pod ${nameOf(1)} exists and is in state ${phase ?? 'Unknown'}`)
    t.notOk('resyncAfterSeconds' in answer)
  }
  const leaving = settled(group(), { pods: [runPod(1, 'Running', { metadata: { deletionTimestamp: at(0) } })] })
  t.strictSame(namesOf(leaving), [nameOf(1)], 'on its way out it still runs')
})

t.test('4: pods that are there are named and no more', async (t) => {
  const [child] = sync(group(), { pods: [runPod(1, 'Running')] }).children
  t.strictSame(Object.keys(child ?? {}), ['apiVersion', 'kind', 'metadata'])
  t.strictSame(Object.keys(child?.metadata ?? {}), ['name', 'namespace', 'labels'])
})

t.test('4: a status that was never written is made again from the pods', async (t) => {
  const answer = settled(group(), { pods: [runPod(7, 'Running', { item: 'b' })] })
  t.match(answer.status, { sequence: 7, run: { item: 'b', pod: nameOf(7), requestedAt: at(0), podUID: 'uid-7' }, handler_status: { loops: 7, currently_running: 'b' } })
})

t.test('5: a run whose pod was not seen yet is asked for again under its name', async (t) => {
  const answer = settled(group({}, { status: openRun() }), { now: 119 })
  t.strictSame(namesOf(answer), [nameOf(1)])
  t.match(answer.children[0], { metadata: { annotations: { 'oaatoperator.kawaja.net/item': 'a' } }, spec: { containers: [{ command: ['backup', 'a'] }] } })
  t.match(answer.status, { state: 'running', sequence: 1, run: { item: 'a', requestedAt: at(0) }, handler_status: { state: 'running', pod: nameOf(1) } })
  t.equal(message(answer), 'started item a')
  t.equal(answer.resyncAfterSeconds, 1)
  t.equal(said(answer, 'Running'), 'True/Requested')
})

t.test('6: a run whose pod was never seen fails in the end', async (t) => {
  const answer = sync(group({ failureCoolOff: '5m', frequency: '1m' }, { status: { ...openRun(), items: { b: { last_success: moment(120) } } } }), { now: 120 })
  t.strictSame(namesOf(answer), [])
  t.strictSame(historyOf(answer), ['a 1 PodNotCreated'])
  t.match(answer.status, { state: 'idle', sequence: 1, history: [{ reason: 'PodNotCreated', pod: nameOf(1), finishedAt: at(120) }], handler_status: { state: 'idle' } })
  t.notOk('run' in answer.status)
  t.match(itemOf(answer, 'a'), { failure_count: '1', last_failure: moment(120) })
  t.equal(message(answer), `item a failed: pod ${nameOf(1)} was never seen`)
  t.equal(answer.resyncAfterSeconds, 61, 'when b is due')
  t.equal(answer.status.nextDueTime, at(180))
  t.equal(sync(group({ startTimeout: '5m' }, { status: openRun() }), { now: 299 }).status.history, undefined, 'startTimeout says after how long')
})

t.test('7: a pod that is gone without a result vanished, which is no failure', async (t) => {
  const answer = sync(group({}, { status: seen }), { now: 90 })
  t.strictSame([namesOf(answer), historyOf(answer)], [[], ['a 1 Vanished']])
  t.match(answer.status, { state: 'idle', sequence: 1, history: [{ podUID: 'uid-1', finishedAt: at(90) }] })
  t.notOk('run' in answer.status)
  t.notOk('failure_count' in itemOf(answer, 'a'))
  t.ok((answer.resyncAfterSeconds ?? 0) > 0, 'an item is due at once')
  const counted = sync(group({ vanishedCountsAsFailure: true }, { status: seen }), { now: 90 })
  t.match(itemOf(counted, 'a'), { failure_count: '1', last_failure: moment(90) })
  t.equal(settled(group({}, { status: seen }), { now: 90 }).status.sequence, 2, 'then the next run begins')
})

t.test('8: paused, nothing starts', async (t) => {
  const answer = settled(group({}, paused), { pods: [endedPod(1)] })
  t.strictSame(namesOf(answer), [nameOf(1)])
  t.match(answer.status, { state: 'paused', sequence: 1, handler_status: { state: 'idle' } })
  t.equal(message(answer), 'paused via pause_new_jobs annotation')
  t.strictSame([said(answer, 'Paused'), said(settled(group()), 'Paused')], ['True/PauseRequested', 'False/NotPaused'])
  t.notOk('resyncAfterSeconds' in settled(group({}, paused)))
})

t.test('9: nothing starts inside a window', async (t) => {
  const answer = settled(group({ blackoutPeriods: [{ schedule: '30 9 * * *', duration: '1h' }] }))
  t.strictSame(namesOf(answer), [])
  t.match(answer.status, { state: 'idle', sequence: 0 })
  t.equal(message(answer), `blackout window until ${at(1800)}`)
  t.equal(answer.resyncAfterSeconds, 1800)
})

t.test('10: nothing is due', async (t) => {
  const answer = settled(group({}, { status: rested }), { now: 10 * minute })
  t.strictSame(namesOf(answer), [])
  t.match(answer.status, { state: 'idle', sequence: 0, nextDueTime: at(hour) })
  t.equal(message(answer), 'not time to run next item')
  t.equal(answer.resyncAfterSeconds, 3001)
})

t.test('11: what is due starts, under the next number', async (t) => {
  const answer = settled(group({}, { status: { ...rested, sequence: 41 } }), { pods: [endedPod(41, { finished: 0 })], now: hour + 1 })
  t.strictSame(namesOf(answer), [nameOf(41), nameOf(42)])
  t.match(answer.status, { state: 'running', sequence: 42, run: { pod: nameOf(42), requestedAt: at(hour + 1) } })
  t.match(message(answer) ?? '', /^started item [ab]$/)
  t.equal(answer.resyncAfterSeconds, 10, 'a pod that is not there yet is looked for sooner than startTimeout says')
  t.notOk('podUID' in (answer.status.run ?? {}))
})

t.test('before the table: results are counted, and a counted run is no longer open', async (t) => {
  const answer = settled(group({}, { ...paused, status: openRun() }), { pods: [endedPod(1)], now: 61 })
  t.strictSame(historyOf(answer), ['a 1 Succeeded'])
  t.notOk('run' in answer.status)
})

t.test('the first row that applies decides', async (t) => {
  const stray = [oaatType(), strayPod('stray', 'Running')]
  const two = [runPod(1, 'Running'), runPod(2, 'Running')]
  const windows = { blackoutPeriods: [{ schedule: '30 9 * * *', duration: '1h' }] }
  const state = (...given: Parameters<typeof sync>): string => `${sync(...given).status.state} ${message(sync(...given))}`
  t.match(state(group({ oaatItems: [] }), { around: stray, pods: two }), /^invalid/, '1 before 2')
  t.match(state(group(), { around: stray, pods: two }), /^blocked/, '2 before 3')
  t.strictSame(namesOf(sync(group(), { around: stray, pods: two })), [nameOf(1), nameOf(2)], 'blocked, both of ours are kept')
  t.match(state(group(), { pods: two }), /^running rogue/, '3 before 4')
  t.match(state(group({}, paused), { pods: two }), /^running rogue/, '3 before 8')
  t.match(state(group({}, { ...paused, status: openRun() }), { pods: [runPod(1, 'Running')] }), /^running Pod/, '4 before 8')
  t.match(state(group({}, { ...paused, status: openRun() }), {}), /^running started/, '5 before 8')
  t.match(state(group({}, { ...paused, status: openRun() }), { now: 120 }), /^idle item a failed/, '6 before 8')
  t.match(state(group({}, { ...paused, status: seen }), {}), /^idle pod/, '7 before 8')
  t.match(state(group(windows, paused), {}), /^paused/, '8 before 9')
  t.match(state(group(windows, { status: rested }), {}), /^idle blackout/, '9 before 10')
})
