import t from 'tap'
import { OaatGroup } from '../../../../hooks/oaat/oaatgroup/resource.ts'
import { OaatGroupStatus } from '../../../../hooks/oaat/oaatgroup/status-schema.ts'
import { crd } from '../../../../src/generate/crd.ts'
import { checkOf } from '../../../../src/kit/check.ts'
import { isObject } from '../../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { at, day, endedPod, group, hour, minute, moment, nameOf, oaatType, runPod, strayPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { after, conditionOf, itemOf, namesOf, said, settled, sync } from '../fixtures/requests.ts'
import type { Answer, World } from '../fixtures/requests.ts'

// oaat.md A10 and B8.

const paused: JsonObject = { annotations: { pause_new_jobs: 'true' } }

t.test('a run from its beginning to its end', async (t) => {
  const parent = group({ oaatItems: ['a'] }, { creationTimestamp: at(-5) })
  const started = sync(parent)
  t.match(started.status, { observedGeneration: 1, state: 'running', oaat_action: { message: 'validated' }, handler_status: { state: 'running', currently_running: 'a', pod: nameOf(1), last_run: moment(0), loops: 1 } })
  t.strictSame(itemOf(started, 'a'), { podphase: 'started', last_started: moment(0) })
  const running = sync(after(parent, started), { pods: [runPod(1, 'Running')], now: 3 })
  t.strictSame(running.status.handler_status, { state: 'running', currently_running: 'a', pod: nameOf(1), children: ['uid-1'], last_run: moment(0), loops: 1 })
  t.strictSame(itemOf(running, 'a'), { podphase: 'Running', last_started: moment(0) })
  const ended = sync(after(parent, running), { pods: [endedPod(1)], now: 61 })
  t.strictSame(ended.status.handler_status, { state: 'idle', last_run: moment(0), loops: 1 }, 'the last run is remembered')
  t.match(itemOf(ended, 'a'), { podphase: 'Succeeded', last_started: moment(0), last_success: moment(60) })
  t.equal(ended.status.nextDueTime, at(hour + 60))
  const rested = sync(after(parent, ended), { now: hour })
  t.match(rested.status.handler_status, { last_run: moment(0), loops: 1 })
})

t.test('records are texts', async (t) => {
  const pods = [endedPod(1), endedPod(2, { exitCode: 1 }, { item: 'b' }), endedPod(3)]
  const { items = {} } = settled(group({}, paused), { pods }).status
  const keys = new Set(Object.values(items).flatMap((entry) => Object.keys(entry)))
  t.strictSame([...keys].toSorted(), ['failure_count', 'last_failure', 'last_success', 'podphase', 'predicted_runtime_seconds', 'runtime_count', 'runtime_last_updated', 'runtime_max', 'runtime_min', 'runtime_sample', 'runtime_sum_squares', 'runtime_total'])
  t.strictSame(Object.values(items).flatMap((entry) => Object.values(entry)).filter((value) => typeof value !== 'string'), [])
})

const due = { items: { a: { last_success: moment(-30) }, b: { last_success: moment(-40) } } }
const worlds: Readonly<Record<string, readonly [Manifest, World]>> = {
  begins: [group(), {}],
  requested: [group({}, { status: { sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: at(0) } } }), { now: 7 }],
  runs: [group({ activeDeadline: '1h' }), { pods: [runPod(3, 'Running')] }],
  ended: [group({}, paused), { pods: [endedPod(1), endedPod(2, { exitCode: 1 })] }],
  waits: [group({}, { status: due }), {}],
  blocked: [group(), { around: [oaatType(), strayPod('stray', 'Running')] }],
  rogue: [group(), { pods: [runPod(1, 'Running'), runPod(2, 'Running')] }],
  invalid: [group({ oaatItems: [] }), { pods: [runPod(1, 'Running')] }],
  window: [group({ blackoutPeriods: [{ schedule: '30 9 * * *', duration: '1h' }] }), {}],
  doubtful: [group({ frequency: '1.5h' }, { status: { ...due, items: { a: { last_success: 'x' }, b: 7 } }, ...paused }), {}],
}

t.test('it comes to rest, and an hour on the clock changes nothing but what is due', async (t) => {
  for (const [name, [parent, world]] of Object.entries(worlds)) {
    const answer = settled(parent, world)
    const wait = Math.min(50, (answer.resyncAfterSeconds ?? 3600) - 0.002)
    const later = sync(after(parent, answer), { ...world, now: (world.now ?? 0) + wait })
    t.strictSame(later.status, answer.status, `${name}: ${wait} seconds later`)
    t.strictSame(namesOf(later), namesOf(answer), name)
  }
})

t.test('every answer fits the schema', async (t) => {
  const check = checkOf(OaatGroupStatus)
  for (const [name, [parent, world]] of Object.entries(worlds)) t.strictSame(check.problems(settled(parent, world).status, 'status'), [], name)
})

t.test('when the next item is due', async (t) => {
  t.equal(settled(group({}, { status: due })).status.nextDueTime, at(hour - 40))
  t.equal(settled(group({}, paused)).status.nextDueTime, at(-30 * day), 'what never ran is due since the group exists')
  t.notOk('nextDueTime' in settled(group(), { pods: [runPod(1, 'Running')] }).status, 'absent while one runs')
  t.equal(settled(group({ frequency: '1w' }, { status: { items: { a: { last_success: '9999-12-31T00:00:00Z' }, b: { last_success: '9999-12-31T00:00:00Z' } } } })).status.nextDueTime, '9999-12-31T00:00:00Z', 'behind the last year that RFC 3339 has')
})

t.test('find_job says why, and changes only with an answer', async (t) => {
  const parent = group({ oaatItems: ['first', 'b'], failureCoolOff: '5m' }, { status: { items: { first: { last_success: moment(-30) }, b: { last_failure: moment(-60), failure_count: '2' } } } })
  const { find_job: text } = settled(parent).status
  t.equal(text, [
    'item status (* = candidate):',
    `- b     cool_off (0:05:00) not expired since last failure - success=1970-01-01T00:00:00+00:00, failure=${moment(-60)}, numfails=2`,
    `- first successful within last 1:00:00 - success=${moment(-30)}, failure=1970-01-01T00:00:00+00:00, numfails=0`,
  ].join('\n'))
  t.equal(settled(parent, { now: 200 }).status.find_job, text)
  t.equal(settled(parent, { pods: [runPod(1, 'Running')] }).status.find_job, undefined)
})

t.test('records of items that left the list go after thirty days', async (t) => {
  const record = { last_success: moment(0), last_failure: moment(day) }
  const kept = (now: number, spec: JsonObject = {}): JsonObject => itemOf(settled(group(spec, { ...paused, status: { items: { gone: record, a: record } } }), { now }), 'gone')
  t.strictSame(kept(31 * day - 1), record)
  t.strictSame(kept(31 * day), {})
  t.strictSame(kept(99 * day, { oaatItems: [] }), record, 'not while the list is in doubt')
  t.strictSame(itemOf(settled(group({}, { ...paused, status: { items: { a: record } } }), { now: 999 * day }), 'a'), record, 'and none of the list')
  t.match(itemOf(sync(group(), { pods: [runPod(1, 'Running', { item: 'gone' })] }), 'gone'), { podphase: 'Running' })
})

t.test('upstream wrote a time on every tick; it goes with the next result', async (t) => {
  const status = { items: { a: { last_verified: moment(-9), last_success: moment(-9) } } }
  t.notOk('last_verified' in itemOf(settled(group({}, { ...paused, status }), { pods: [endedPod(1)] }), 'a'))
})

t.test('conditions move their time only with their status', async (t) => {
  const first = sync(group({ failureCoolOff: '1h' }, { status: due }))
  const second = sync(after(group({}, paused), first), { now: 10 })
  t.equal(conditionOf(second, 'Valid')?.lastTransitionTime, at(0))
  t.equal(conditionOf(second, 'Paused')?.lastTransitionTime, at(10))
  t.strictSame((second.status.conditions ?? []).map(({ type }) => type), ['Valid', 'Running', 'RoguePods', 'Paused'])
})

const field = (schema: JsonValue | undefined, path: readonly string[]): JsonValue | undefined => path.reduce<JsonValue | undefined>((node, key) => {
  const properties = isObject(node) ? node['properties'] : undefined
  return isObject(properties) ? properties[key] : undefined
}, schema)

t.test('every column shows a field that exists', async (t) => {
  const document = trusted<{ spec: { versions: { schema: { openAPIV3Schema: JsonObject }; additionalPrinterColumns: { jsonPath: string }[] }[] } }>(crd(OaatGroup))
  const [version] = document.spec.versions
  const paths = (version?.additionalPrinterColumns ?? []).map(({ jsonPath }) => jsonPath)
  t.ok(paths.includes('.status.handler_status.last_run') && paths.length >= 7)
  for (const path of paths.filter((path) => !path.startsWith('.metadata'))) t.ok(field(version?.schema.openAPIV3Schema, path.slice(1).split('.')), path)
})

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `database-number-${index}`)
const full = (values: readonly number[]): JsonObject => ({
  podphase: 'Succeeded', last_started: moment(-5000), last_success: moment(-4000), last_failure: moment(-90_000), failure_count: '12',
  runtime_count: '12345', runtime_total: '12345678', runtime_sum_squares: '123456789012', runtime_min: '1200', runtime_max: '3612', runtime_sample: JSON.stringify(values), runtime_last_updated: moment(-4000),
  predicted_runtime_seconds: '3612',
})
const big = (count: number, values: readonly number[], given: readonly string[] = names(count)): Answer =>
  settled(group({ oaatItems: given, frequency: '1d' }, { ...paused, status: { items: Object.fromEntries(given.map((name) => [name, full(values)])) } }))
const values = (count: number, first = 1000): readonly number[] => Array.from({ length: count }, (_, index) => first + index)

t.test('it has room for a thousand items with all there is to know', async (t) => {
  const sizes = [[300, 100], [600, 25], [1000, 5], [1000, 100]].map(([count = 0, sample = 0]) => [count, sample, Math.ceil(JSON.stringify(big(count, values(sample)).status).length / 1024)] as const)
  for (const [count, sample, size] of sizes) {
    t.comment(`${count} items with ${sample} run times each: ${size} KiB`)
    t.ok(size < 512, `${count} items: ${size} KiB`)
  }
  t.equal(JSON.parse(String(itemOf(big(300, values(100)), names(1)[0] ?? '')['runtime_sample'])).length, 100, '300 items keep all of their samples')
  t.equal(JSON.parse(String(itemOf(big(1000, values(100)), names(1)[0] ?? '')['runtime_sample'])).length, 10, 'of many items a few values are kept')
})

t.test('what has no room is given up in order: samples, items that left, run times; never when an item ran', async (t) => {
  const long = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(253, 'x'))
  const answer = big(1000, values(100, 1000.123456), long)
  t.ok(JSON.stringify(answer.status).length < 512 * 1024)
  t.strictSame(Object.keys(itemOf(answer, long[7] ?? '')), ['podphase', 'last_started', 'last_success', 'last_failure', 'failure_count', 'predicted_runtime_seconds'])
  const left = Object.fromEntries(names(3000).map((name) => [name, full(values(5))]))
  const crowded = settled(group({}, { ...paused, status: { items: { ...left, a: full(values(100)) } } }), { now: minute })
  t.strictSame(Object.keys(crowded.status.items ?? {}), ['a'])
  t.equal(said(crowded, 'Valid'), 'True/Validated')
})
