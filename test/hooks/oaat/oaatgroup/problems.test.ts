import t from 'tap'
import { oaatGroup } from '../../../../hooks/oaat/oaatgroup/controller.ts'
import { typeProblem } from '../../../../hooks/oaat/oaattype/type-problem.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { at, configMap, container, endedPod, group, hour, moment, nameOf, oaatType, runPod } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { after, conditionOf, historyOf, itemOf, message, namesOf, said, settled, sync } from '../fixtures/requests.ts'

// Every check of oaat.md A2 and A5, with upstream's words where it has some.

interface Invalid {
  readonly says: string
  readonly reason: string
  readonly spec?: JsonObject
  readonly name?: string
  readonly type?: JsonObject | 'missing' | 'without spec'
}

const pod = (podspec: JsonObject): JsonObject => ({ type: 'pod', podspec })
const typeSays = (says: string, type: JsonObject | 'without spec'): Invalid => ({ says, reason: 'InvalidOaatType', type })
const single = 'currently only support a single container, please do not use "spec.podspec.containers"'
const restart = 'for spec.type="pod", you cannot specify a restartPolicy'

const invalid: readonly Invalid[] = [
  typeSays('missing spec in OaatType definition', 'without spec'),
  typeSays('spec.type must be "pod"', {}),
  typeSays('spec.type must be "pod"', { type: 'job', podspec: { container } }),
  typeSays('spec.podspec is missing', { type: 'pod' }),
  typeSays('spec.podspec is missing', pod({})),
  typeSays(single, pod({ container, containers: [container] })),
  typeSays(single, pod({ container, containers: [] })),
  typeSays(single, pod({ containers: [container], restartPolicy: 'Always' })),
  typeSays('spec.podspec.container is missing', pod({ volumes: [] })),
  typeSays('spec.podspec.container is missing', pod({ container: {}, restartPolicy: 'Always' })),
  typeSays(restart, pod({ container, restartPolicy: 'Always' })),
  typeSays(restart, pod({ container, restartPolicy: 'Never' })),
  { says: 'Error: cannot find OaatType shop/backup: backup does not exist.', reason: 'OaatTypeNotFound', type: 'missing' },
  { says: 'Error: cannot find OaatType shop/other: other does not exist.', reason: 'OaatTypeNotFound', spec: { oaatType: 'other' } },
  { says: 'cannot find OaatType None', reason: 'OaatTypeNotFound', spec: { oaatType: '' } },
  { says: 'no items found. Please set "oaatItems" in nightly', reason: 'MissingItems', spec: { oaatItems: [] } },
  { says: 'invalid frequency specification soon in nightly', reason: 'InvalidFrequency', spec: { frequency: 'soon' } },
  { says: 'invalid frequency specification 0s in nightly', reason: 'InvalidFrequency', spec: { frequency: '0s' } },
  { says: 'invalid frequency specification  in nightly', reason: 'InvalidFrequency', spec: { frequency: '' } },
  { says: 'ConfigMap list, key items does not exist', reason: 'ItemsNotFound', spec: { itemsFrom: { configMap: { name: 'list' } } } },
  { says: 'ConfigMap many, key items does not exist', reason: 'ItemsNotFound', spec: { itemsFrom: { configMap: { name: 'many' } } } },
  { says: 'spec.failureBackoff: excludes failureCoolOff', reason: 'InvalidSpec', spec: { failureCoolOff: '1m', failureBackoff: { initial: '1m', max: '1h' } } },
  { says: 'spec.blackoutPeriods[0].duration: must be a duration such as 90m or 8h', reason: 'InvalidSpec', spec: { blackoutPeriods: [{ schedule: '0 1 * * *', duration: '-1h' }] } },
  { says: 'the name becomes a label of the pods: at most 63 characters', reason: 'InvalidName', name: 'n'.repeat(64) },
]

/** A group that has run before, edited into something that cannot run. */
const edited = ({ spec = {}, name = 'nightly' }: Invalid, status: JsonObject = {}): Manifest => group(spec, { name, status, generation: 2 })
const { spec: _spec, ...typeWithoutSpec } = oaatType()
const around = ({ type }: Invalid): readonly Manifest[] => [
  configMap('many', { other: 'x' }),
  ...(type === 'missing' ? [] : [type === 'without spec' ? trusted<Manifest>(typeWithoutSpec) : oaatType(type)]),
]

t.test('what is wrong stands in the status, in a condition and among the problems', async (t) => {
  for (const given of invalid) {
    const answer = settled(edited(given), { around: around(given) })
    t.equal(answer.status.oaat_action?.message, given.says)
    t.equal(message(answer), given.says)
    t.strictSame([said(answer, 'Valid'), answer.status.state], [`False/${given.reason}`, 'invalid'], given.says)
    t.equal(conditionOf(answer, 'Valid')?.observedGeneration, 2)
    t.equal(answer.problems[0]?.reason, given.reason)
    t.strictSame([namesOf(answer), 'nextDueTime' in answer.status, answer.resyncAfterSeconds], [[], false, undefined], 'nothing starts')
  }
})

const remembered: JsonObject = {
  items: { a: { last_success: moment(-9 * hour), last_failure: moment(-20 * hour), failure_count: '3', runtime_sample: '[1,2]' }, gone: { last_success: moment(-9999 * hour) } },
  history: [{ sequence: 4, item: 'a', pod: nameOf(4), podUID: 'uid-4', result: 'Succeeded', finishedAt: at(-9 * hour) }],
  recorded: ['uid-4'],
  sequence: 5,
  run: { item: 'b', pod: nameOf(5), requestedAt: at(-60), podUID: 'uid-5' },
  find_job: 'why',
}

t.test('no invalid edit touches a running pod, deletes a finished one, or forgets anything', async (t) => {
  const pods = [endedPod(4, { finished: -9 * hour }), runPod(5, 'Running', { item: 'b' })]
  for (const given of invalid.filter(({ name }) => name === undefined)) {
    const answer = settled(edited(given, remembered), { around: around(given), pods })
    t.strictSame(namesOf(answer), [nameOf(4), nameOf(5)], given.says)
    t.ok(answer.children.every((child) => !('spec' in child)), 'they are named and no more')
    const { items: _items, ...rest } = remembered
    t.match(answer.status, rest, given.says)
    t.strictSame([itemOf(answer, 'a'), itemOf(answer, 'gone')], [{ last_success: moment(-9 * hour), last_failure: moment(-20 * hour), failure_count: '3', runtime_sample: '[1,2]' }, { last_success: moment(-9999 * hour) }])
    t.match(answer.status.handler_status, { state: 'running', currently_running: 'b', pod: nameOf(5) })
  }
})

t.test('a run that ends while the group is invalid is counted', async (t) => {
  for (const given of invalid.filter(({ name }) => name === undefined)) {
    const answer = settled(edited(given, remembered), { around: around(given), pods: [endedPod(5, { exitCode: 1 }, { item: 'b' })] })
    t.strictSame(historyOf(answer), ['b 5 Failed', 'a 4 Succeeded'], given.says)
    t.match(itemOf(answer, 'b'), { failure_count: '1', last_failure: moment(60) })
    t.strictSame(namesOf(answer), [nameOf(5)])
  }
})

t.test('a run whose pod was not seen yet is not asked for again, and is open when the group is valid again', async (t) => {
  const open = { sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: at(0) } }
  for (const given of invalid.filter(({ name }) => name === undefined)) {
    const answer = settled(edited(given, open), { around: around(given), now: 5 })
    t.strictSame([namesOf(answer), answer.status.run], [[], open.run], given.says)
    t.strictSame(namesOf(sync(after(group(), answer), { now: 6 })), [nameOf(1)])
  }
})

t.test('it heals by itself', async (t) => {
  for (const given of invalid.filter(({ name }) => name === undefined)) {
    const answer = settled(after(group(), settled(edited(given), { around: around(given) })))
    t.match(answer.status, { state: 'running', oaat_action: { message: 'validated' }, sequence: 1 }, given.says)
    t.equal(said(answer, 'Valid'), 'True/Validated')
  }
})

t.test('what the schema does not allow is refused with its path; pods stay', async (t) => {
  for (const [path, spec] of Object.entries<JsonObject>({ 'spec.frequency': { frequency: 5 }, 'spec.oaatItems': { oaatItems: 'a' }, 'spec.oaatItems[0]': { oaatItems: [1] }, 'spec.once': { once: 'yes' }, 'spec.itemsFrom.configMap': { itemsFrom: {} } })) {
    const answer = sync(group(spec, { status: remembered }), { pods: [endedPod(4), runPod(5, 'Running', { item: 'b' })] })
    t.strictSame([namesOf(answer), said(answer, 'Valid')], [[nameOf(4), nameOf(5)], 'False/InvalidSpec'], path)
    t.ok((conditionOf(answer, 'Valid')?.message ?? '').startsWith(`${path}: `), path)
    t.match(answer.status, remembered)
  }
})

t.test('durations that may be meant otherwise run, and people are told', async (t) => {
  const parent = group({ frequency: '1.5h', failureCoolOff: 'never', startTimeout: '1hr30', activeDeadline: '-5m', podRetention: { maxAge: 'x' } }, { status: { items: { a: { last_success: moment(0) }, b: { last_success: moment(0) } } } })
  const answer = settled(parent, { now: 60 })
  t.strictSame([answer.status.state, answer.status.oaat_action?.message, said(answer, 'Valid')], ['idle', 'validated', 'False/AmbiguousDuration'])
  t.equal(answer.status.nextDueTime, at(5 * hour), '1.5h is 5 hours')
  const text = conditionOf(answer, 'Valid')?.message ?? ''
  for (const part of ['spec.frequency: "1.5h" is read as 18000 seconds', 'spec.failureCoolOff: "never" is read as no duration', 'spec.startTimeout: "1hr30" is read as 3600 seconds', 'spec.activeDeadline: "-5m"', 'spec.podRetention.maxAge: "x"']) t.ok(text.includes(part), part)
})

t.test('a type is looked for in the namespace of the group', async (t) => {
  t.equal(said(settled(group(), { around: [oaatType(undefined, { namespace: 'default' })] }), 'Valid'), 'False/OaatTypeNotFound')
  const rules = oaatGroup.customize?.({ controller: {}, parent: group() }, { now: '', settings: {} }).relatedResources
  t.strictSame(rules, [
    { apiVersion: 'kawaja.net/v1', resource: 'oaattypes', namespace: 'shop', names: ['backup'] },
    { apiVersion: 'v1', resource: 'pods', namespace: 'shop', labelSelector: { matchLabels: { app: 'oaat-operator', 'parent-name': 'nightly' } } },
  ])
})

t.test('garbage of any shape is a problem of the type, never a crash', async (t) => {
  for (const spec of [null, undefined, 7, 'text', [], true]) t.equal(typeProblem(spec), 'missing spec in OaatType definition')
  for (const podspec of [null, 7, 'text', [], {}]) t.equal(typeProblem({ type: 'pod', podspec }), 'spec.podspec is missing')
  for (const given of [null, 7, 'text', [], {}]) t.equal(typeProblem(pod({ container: given, hostname: 'x' })), 'spec.podspec.container is missing')
})
