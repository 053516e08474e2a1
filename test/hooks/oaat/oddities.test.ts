import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { oaatGroup } from '../../../hooks/oaat/oaatgroup/controller.ts'
import { OaatGroup } from '../../../hooks/oaat/oaatgroup/resource.ts'
import { readStatistics } from '../../../hooks/oaat/oaatgroup/runtime-statistics.ts'
import { oaatRoguePods } from '../../../hooks/oaat/oaatroguepods/controller.ts'
import { crd } from '../../../src/generate/crd.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { at, container, day, endedPod, group, groupUid, hour, minute, moment, nameOf, oaatType, runPod, strayPod } from './fixtures/manifests.ts'
import type { Manifest } from './fixtures/manifests.ts'
import { after, conditionOf, historyOf, itemOf, message, namesOf, said, settled, sync } from './fixtures/requests.ts'
import type { Answer } from './fixtures/requests.ts'

// Oddities of upstream, by their row in oaat.md part C: each shows that the advice is followed.

const rest: JsonObject = { annotations: { pause_new_jobs: 'true' } }
const textOf = (file: string): string => readFileSync(file, 'utf8')
const rendered = (podspec: JsonObject, item = 'a'): JsonObject & { readonly containers: readonly JsonObject[] } =>
  trusted(sync(group({ oaatItems: [item] }), { around: [oaatType({ type: 'pod', podspec })] }).children[0]?.['spec'])
const envOf = (env: JsonObject['x']): unknown => rendered({ container: { ...container, ...(env === undefined ? {} : { env }) } }).containers[0]?.['env']
const own = { name: 'OAAT_ITEM', value: 'a' }
const resultOf = (pod: Manifest): unknown => settled(group({}, rest), { pods: [pod] }).status.history?.[0]
const open = (more: JsonObject = {}): JsonObject => ({ sequence: 1, run: { item: 'a', pod: nameOf(1), requestedAt: at(0), ...more } })
const chosen = ({ status }: Answer): string | undefined => status.run?.item

t.test('C1: the rule of the code decides, that of the documentation is an option', async (t) => {
  const status = { items: { a: { last_failure: moment(-hour), failure_count: '1' } } }
  t.strictSame([undefined, 'code', 'documented'].map((selection) => chosen(sync(group(selection === undefined ? {} : { selection }, { status })))), ['a', 'a', 'b'])
})

t.test('C2: finished pods stay for twelve hours', async (t) => {
  const status = { ...open(), recorded: ['uid-1'] }
  t.strictSame([12 * hour + 59, 12 * hour + 60].map((now) => namesOf(sync(group({}, { ...rest, status }), { pods: [endedPod(1)], now }))), [[nameOf(1)], []])
})

t.test('C3: a failure without termination data counts once, at a time of the pod', async (t) => {
  let parent = group({}, rest)
  for (const now of [0, 1800, 3600, 5400]) parent = after(parent, sync(parent, { pods: [runPod(1, 'Failed')], now }))
  t.match(parent, { status: { items: { a: { failure_count: '1', last_failure: moment(0) } } } })
})

t.test('C4: windows count when they are enabled; until then people are told', async (t) => {
  const windows = [{ noStartItem: { start: { time: '11:00', tz: '+01:00' }, end: { time: '10:30' } } }]
  t.equal(settled(group({ windows, windowsEnabled: true })).status.state, 'idle')
  const off = settled(group({ windows }))
  t.strictSame([off.status.state, said(off, 'Valid')], ['running', 'True/WindowsNotEnabled'])
})

t.test('C5: everything is looked for in the namespace of the group', async (t) => {
  const rules = oaatGroup.customize?.({ controller: {}, parent: group({ itemsFrom: { configMap: { name: 'x' } } }) }, { now: '', settings: {} }).relatedResources ?? []
  t.strictSame(rules.map(({ namespace }) => namespace), ['shop', 'shop', 'shop'])
  t.equal(said(settled(group(), { around: [oaatType(undefined, { namespace: 'default' })] }), 'Valid'), 'False/OaatTypeNotFound')
})

t.test('C6: the role that is shipped makes and deletes pods in every namespace', async (t) => {
  const roles = parseAllDocuments(textOf('metacontroller/rbac.yaml')).map((document): JsonObject & { rules?: { resources: string[]; verbs: string[] }[] } => document.toJS())
  const rule = roles.find(({ kind }) => kind === 'ClusterRole')?.rules?.find(({ resources }) => resources.includes('pods'))
  t.strictSame(['get', 'list', 'watch', 'create', 'delete'].filter((verb) => !rule?.verbs.includes(verb)), [])
  t.ok(roles.some(({ kind }) => kind === 'ClusterRoleBinding'))
})

t.test('C7: the state stands where upstream writes it, and where its test looks for it', async (t) => {
  const { status } = settled(group({}, { status: { items: { a: { last_success: moment(0) }, b: { last_success: moment(0) } } } }))
  t.strictSame([status.state, status.handler_status?.state], ['idle', 'idle'])
})

t.test('C8: there is one definition of the resource', async (t) => {
  const files = globSync('**/*.yaml', { exclude: (name) => name.includes('node_modules') || name.startsWith('.') }).filter((file) => /kind: CustomResourceDefinition/.test(textOf(file)) && /kind: OaatGroup\b/.test(textOf(file)))
  t.strictSame(files.toSorted(), ['charts/kaspr-hooks/files/oaat/crds/oaatgroups.kawaja.net.yaml', 'crds/oaatgroups.kawaja.net.yaml'], 'one for kubectl, one for Helm')
  for (const file of files) t.strictSame(parse(textOf(file)), JSON.parse(JSON.stringify(crd(OaatGroup))), file)
  t.ok(textOf('crds/oaatgroups.kawaja.net.yaml').includes('failureCoolOff:'))
})

t.test('C9: it has the status subresource', async (t) => {
  t.match(crd(OaatGroup), { spec: { versions: [{ subresources: { status: {} } }] } })
})

t.test('C10: after a restart the pod is known by its name', async (t) => {
  t.match(settled(group(), { pods: [runPod(4, 'Running')] }).status.handler_status, { state: 'running', pod: nameOf(4), currently_running: 'a' })
})

t.test('C11: the state follows the pod at once', async (t) => {
  t.match(sync(group({}, { ...rest, status: open({ podUID: 'uid-1' }) }), { pods: [endedPod(1)] }).status.handler_status, { state: 'idle', pod: undefined })
})

t.test('C12: loops goes on counting', async (t) => {
  t.equal(sync(group({}, { status: { sequence: 41 } })).status.handler_status?.loops, 42)
  t.equal(sync(group(), { pods: [runPod(41, 'Running')] }).status.handler_status?.loops, 41, 'even when the status is lost')
})

t.test('C13: texts that say no do not pause', async (t) => {
  const state = (text: string): unknown => sync(group({}, { annotations: { pause_new_jobs: text } })).status.state
  t.strictSame(['', 'false', 'False', '0', 'no', 'NO', 'off'].map(state), Array.from({ length: 7 }, () => 'running'))
  t.strictSame(['true', '1', 'yes', 'because'].map(state), Array.from({ length: 4 }, () => 'paused'))
})

t.test('C14: new durations are strict, old ones are read and reported', async (t) => {
  const { spec } = trusted<{ spec: { versions: { schema: { openAPIV3Schema: { properties: { spec: { properties: Record<string, { pattern: string }> } } } } }[] } }>(crd(OaatGroup))
  const pattern = new RegExp(spec.versions[0]?.schema.openAPIV3Schema.properties.spec.properties['frequency']?.pattern ?? 'x')
  t.strictSame(['1.5h', '-5m', '1hr30', '90', '0s', '1h30m', '1 day, 2 hours'].map((text) => pattern.test(text)), [false, false, false, false, false, true, true])
  const answer = settled(group({ failureCoolOff: 'wrong' }))
  t.strictSame([answer.status.state, said(answer, 'Valid')], ['running', 'False/AmbiguousDuration'])
})

t.test('C15: the message says that zero is no frequency', async (t) => {
  t.match(conditionOf(settled(group({ frequency: '0s' })), 'Valid')?.message ?? '', /must be longer than zero/)
})

t.test('C16: a success does not end a cool-off', async (t) => {
  const status = { items: { a: { last_failure: moment(-60), last_success: moment(-50), failure_count: '0' } } }
  t.equal(sync(group({ oaatItems: ['a'], frequency: '10s', failureCoolOff: '5m' }, { status })).status.state, 'idle')
})

t.test('C17: a run that never starts does not block its group for ever', async (t) => {
  const pods = [runPod(1, 'Pending')]
  t.strictSame(historyOf(sync(group({ activeDeadline: '10m' }), { pods, now: 10 * minute })), ['a 1 Failed'])
  t.strictSame(historyOf(sync(group({ startTimeout: '1m' }, { status: open() }), { now: minute })), ['a 1 PodNotCreated'])
})

t.test('C18: a pod of phase Unknown may still run', async (t) => {
  t.strictSame(namesOf(settled(group(), { pods: [runPod(1, 'Unknown')] })), [nameOf(1)])
})

t.test('C19: an older stranger does not cost the real run its life', async (t) => {
  const older = strayPod('older', 'Running', { creationTimestamp: at(-day), labels: { app: 'oaat-operator', 'parent-name': 'nightly', 'controller-uid': groupUid } })
  t.strictSame(namesOf(settled(group(), { pods: [runPod(1, 'Running'), older] })), [nameOf(1)])
})

t.test('C20: labels alone make nobody a run', async (t) => {
  const fake = endedPod(9, { exitCode: 1 }, { metadata: { ...runPod(9, '').metadata, ownerReferences: [] } })
  t.strictSame(historyOf(sync(group({}, rest), { around: [oaatType(), fake] })), [])
  t.strictSame(oaatRoguePods.children, [], 'the decorator makes nothing')
})

t.test('C21: every item has a pod that can be created', async (t) => {
  const { metadata } = trusted<Manifest>(sync(group({ oaatItems: ['my db/1'] })).children[0])
  t.match(metadata, { labels: { 'oaat-name': /^my-db-1-[0-9a-f]{8}$/ }, annotations: { 'oaatoperator.kawaja.net/item': 'my db/1' } })
})

t.test('C22: labels of the group stay with the group', async (t) => {
  t.notMatch(JSON.stringify(sync(group({}, { labels: { app: 'frontend', tier: 'web' } })).children), /frontend|tier/)
})

t.test('C23: variables from elsewhere are left alone', async (t) => {
  const secret = { name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }
  t.strictSame([envOf([secret]), envOf(null)], [[secret, own], [own]])
})

t.test('C24: OAAT_ITEM is there once', async (t) => {
  t.strictSame(envOf([{ name: 'OAAT_ITEM', value: 'old' }]), [own])
})

t.test('C25: an empty list of containers is refused', async (t) => {
  t.match(message(settled(group(), { around: [oaatType({ type: 'pod', podspec: { container, containers: [] } })] })), 'please do not use "spec.podspec.containers"')
})

t.test('C26: the reason is that of the container', async (t) => {
  t.match(resultOf(endedPod(1, { exitCode: 137, reason: 'OOMKilled' })), { reason: 'OOMKilled', exitCode: 137 })
})

t.test('C27: what an init container says is heard', async (t) => {
  t.match(resultOf(runPod(1, 'Failed', { status: { initContainerStatuses: [{ name: 'fetch', state: { terminated: { exitCode: 3, reason: 'Error' } } }] } })), { reason: 'init container fetch: Error', exitCode: -1 })
})

t.test('C28: a result is written at once or not at all', async (t) => {
  const { status } = sync(group({}, rest), { pods: [endedPod(1)] })
  t.match(status, { items: { a: { last_success: moment(60), failure_count: '0', runtime_count: '1', podphase: 'Succeeded' } }, history: [{ item: 'a' }], recorded: ['uid-1'], handler_status: { state: 'idle' } })
})

t.test('C29: of a sample that is too long the middle stays the middle', async (t) => {
  const { statistics: { sample } } = readStatistics({ runtime_sample: Array.from({ length: 1000 }, (_, index) => index) }, 100)
  t.strictSame([sample.length, sample[0], sample[99]], [100, 5, 995])
})

t.test('C30: the prediction is shown, and keeps an item from running into a window', async (t) => {
  const answer = sync(group({}, rest), { pods: [endedPod(1, { finished: 3600 })] })
  t.equal(itemOf(answer, 'a')['predicted_runtime_seconds'], '3600')
  const blackoutPeriods = [{ schedule: '0 11 * * *', duration: '1h' }]
  t.equal(chosen(sync(after(group({ blackoutPeriods, frequency: '1s' }), answer), { now: 0 })), 'b')
})

t.test('C31: a time that nobody can read is never, and people are told', async (t) => {
  const answer = settled(group({ oaatItems: ['a'] }, { status: { items: { a: { last_success: 'yesterday' } } } }))
  t.strictSame([answer.status.state, said(answer, 'Valid')], ['running', 'False/UnreadableStatus'])
})

t.test('C32: a frequency that is put right is enough', async (t) => {
  t.equal(settled(after(group(), settled(group({ frequency: 'soon' })))).status.state, 'running')
})

t.test('C33: nothing is said again and again', async (t) => {
  const parent = group({}, { status: { items: { a: { last_success: moment(0) }, b: { last_success: moment(0) } } } })
  t.equal(JSON.stringify(settled(parent, { now: 60 }).status), JSON.stringify(sync(after(parent, settled(parent, { now: 60 })), { now: 120 }).status))
  t.strictSame(Object.keys(settled(parent)).toSorted(), ['problems', 'resyncAfterSeconds', 'status'].concat('children').toSorted(), 'a hook posts no events')
})

t.test('C34: no finalizer holds a pod or a group', async (t) => {
  t.notMatch(JSON.stringify(sync(group()).children), /finalizers/)
  t.strictSame([oaatGroup.finalize, oaatRoguePods.finalize], [undefined, undefined])
})

const manifests = globSync('examples/**/*.yaml').filter((file) => textOf(file).includes('kawaja.net'))

t.test('C35: no example uses a token that is none', async (t) => {
  t.ok(manifests.length > 0)
  t.strictSame([...manifests, ...globSync('docs/**/*.md')].filter((file) => /:.*\{\{\s*oaat_item/i.test(textOf(file))), [])
  t.ok(manifests.some((file) => /%%oaat_item%%|OAAT_ITEM/.test(textOf(file))))
})

t.test('C36: no two cases share a file or a group', async (t) => {
  const files = globSync('test/**/*oaat*/**/*.test.ts')
  t.equal(new Set(files.map((file) => file.split('/').at(-1))).size, files.length)
  t.strictSame(globSync('test/**/*stat*.test.ts').filter((file) => textOf(file).includes("'pod-selection'")), [])
})

t.test('C37: people are pointed to the variable, and no example puts an item into a shell text', async (t) => {
  t.match(textOf('crds/oaattypes.kawaja.net.yaml').replaceAll(/\s+/g, ' '), /the variable `OAAT_ITEM` holds it too, which is the safer way in a shell/)
  for (const file of manifests) t.notMatch(textOf(file), /-c[\s\S]{0,200}%%oaat_item%%/, file)
})

t.test('C38: the next item starts when the last one ends', async (t) => {
  const answer = sync(group({}, { status: open({ podUID: 'uid-1' }) }), { pods: [endedPod(1, { finished: 2 })], now: 2 })
  t.strictSame([chosen(answer), answer.status.sequence], ['b', 2])
})

t.test('C39: records of items that left the list go in the end', async (t) => {
  const { status } = settled(group({}, { ...rest, status: { items: { gone: { last_success: moment(-31 * day) }, left: { last_success: moment(-29 * day) } } } }))
  t.strictSame(Object.keys(status.items ?? {}), ['left'])
})

t.test('C40: nothing that was meant as a test is left to chance', async (t) => {
  const files = globSync('test/hooks/oaat/**/*.ts')
  const used = files.map(textOf).join('\n')
  t.strictSame(files.filter((file) => !file.endsWith('.test.ts') && !used.includes(`/${file.split('/').at(-1)}'`)), [], 'a file is run by its name, or used by one that is')
  t.strictSame(globSync('test/**/[0-9][0-9]-*.yaml'), [], 'and none is applied where it should be compared')
})

t.test('C41: the log of what ended last can be read', async (t) => {
  const first = sync(group({}, { status: open() }), { pods: [endedPod(1, { exitCode: 1 })], now: 61 })
  t.strictSame(namesOf(sync(after(group(), first), { pods: [endedPod(1, { exitCode: 1 }), runPod(2, 'Running')], now: hour })), [nameOf(2), nameOf(1)])
})

t.test('every row has its test', async (t) => {
  const rows = [...textOf('test/hooks/oaat/oddities.test.ts').matchAll(/^t\.test\('C(\d+): /gm)].map(([, row]) => Number(row))
  t.strictSame(rows, Array.from({ length: 41 }, (_, index) => index + 1))
})
