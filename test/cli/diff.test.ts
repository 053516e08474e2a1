import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { asStored } from '../../src/diff/object-form.ts'
import { discoveryOf, served } from '../../src/engine/discovery.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { inProcessHooks } from '../../src/engine/in-process-hooks.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { registrationOf } from '../../src/engine/registration.ts'
import { rest } from '../../src/engine/rest.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { manifestOf } from '../../src/manifest/manifest.ts'
import { storedForm } from '../../src/manifest/stored-form.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { fakeServer, json, kubeconfig, refusal } from '../kube/fake-server.ts'
import { agentRecording } from './recordings.ts'
import { runCommand } from './terminal.ts'

const app = (replicas: number, memory: string, size = '1Gi'): string => `
apiVersion: kaspr.io/v1alpha1
kind: KasprApp
metadata: {name: shop, namespace: demo}
spec:
  replicas: ${replicas}
  bootstrapServers: kafka:9092
  authentication: {type: plain}
  resources: {limits: {memory: ${memory}}}
  storage: {type: persistent-claim, class: standard, size: ${size}}
`
const agent = (topic: string): string => `
apiVersion: kaspr.io/v1alpha1
kind: KasprAgent
metadata: {name: reader, namespace: demo, labels: {kaspr.io/app: shop}}
spec:
  input: {topic: {name: ${topic}}}
  processors: {pipeline: [], operations: []}
`
interface Test { readonly testdir: (files: Record<string, string>) => string; readonly teardown: (end: () => unknown) => void }
const diff = async (t: Test, ...[before, after, ...more]: readonly [string, string, ...(readonly string[])]) => {
  const folder = t.testdir({ 'old.yaml': before, 'new.yaml': after })
  return runCommand(['diff', `${folder}/old.yaml`, `${folder}/new.yaml`, ...more])
}

t.test('two renderings: text says what each change causes', async (t) => {
  const { code, out, err } = await diff(t, app(1, '1Gi'), app(1, '2Gi'))
  t.match({ code, err }, { code: 0, err: '' })
  t.match(out, /^StatefulSet demo\/shop-app: rolls 1 pod: resources\.limits\.memory 1Gi → 2Gi\n/m)
})

t.test('two renderings: JSON has the promised shape', async (t) => {
  const { out } = await diff(t, app(1, '1Gi'), app(1, '2Gi'), '-o', 'json')
  const [first] = JSON.parse(out)
  t.strictSame(Object.keys(first), ['object', 'effect', 'pods', 'changes', 'reason'])
  t.match(first, { object: 'StatefulSet demo/shop-app', effect: 'rolls', pods: 1 })
  t.ok(first.changes.some(({ path }: { path: string }) => path === 'spec.template.spec.containers[name=kaspr].resources.limits.memory'))
})

t.test('a changed agent is a ConfigMap in place and pods that roll for a variable', async (t) => {
  const { out } = await diff(t, `${app(1, '1Gi')}---${agent('a')}`, `${app(1, '1Gi')}---${agent('b')}`)
  t.match(out, /^ConfigMap demo\/reader-agent: in place$/m)
  t.match(out, /^StatefulSet demo\/shop-app: rolls 1 pod: variable AGENTS_HASH \w+ → \w+$/m)
})

t.test('a claim template is refused, a removed agent deletes its ConfigMap', async (t) => {
  t.match((await diff(t, app(1, '1Gi'), app(1, '1Gi', '2Gi'))).out, /^StatefulSet demo\/shop-app: refused: immutable spec\.volumeClaimTemplates$/m)
  t.match((await diff(t, `${app(1, '1Gi')}---${agent('a')}`, app(1, '1Gi'))).out, /^ConfigMap demo\/reader-agent: deleted$/m)
})

t.test('a list that was rendered before is taken as it is', async (t) => {
  const { out: rendered } = await runCommand(['render', '-', '-o', 'json'], { stdin: app(1, '1Gi') })
  t.strictSame(await diff(t, rendered, app(1, '1024Mi')), { code: 0, out: 'no differences\n', err: '' })
})

t.test('--exit-code makes 1 of differences, and 0 of none', async (t) => {
  t.equal((await diff(t, app(1, '1Gi'), app(1, '2Gi'), '--exit-code')).code, 1)
  t.equal((await diff(t, app(1, '1Gi'), app(1, '1Gi'), '--exit-code')).code, 0)
})

t.test('values of Secrets do not show', async (t) => {
  const secret = (value: string): string => `{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {password: ${value}}}`
  const { out } = await diff(t, secret('b25lb25l'), secret('dHdvdHdv'))
  t.equal(out, 'Secret default/s: in place\n  data.password: *** → ***\n')
})

t.test('an invalid parent is an error with its place, not a set of deletions', async (t) => {
  const { code, out, err } = await diff(t, app(1, '1Gi'), app(1, '1Gi').replace('plain', 'nonsense'))
  t.match({ code, out }, { code: 1, out: '' })
  t.match(err, /^KH_RENDERING_INVALID: .*new\.yaml, document 1 \(KasprApp\/shop\): spec\.authentication\.type: /)
})

t.test('wrong usage is exit code 2, files that are not there 1', async (t) => {
  for (const args of [[], ['a'], ['a', 'b', 'c'], ['-', '-'], ['--live'], ['a', '--recordings', 'b'], ['a', 'b', '-o', 'xml']]) {
    t.match(await runCommand(['diff', ...args]), { code: 2, err: /^KH_USAGE: / }, args.join(' '))
  }
  t.match(await runCommand(['diff', 'missing-1', 'missing-2']), { code: 1, err: /^KH_FILE_UNREADABLE: / })
  t.match(await runCommand(['diff', '--help']), { code: 0, out: /Example: kaspr-hooks diff/ })
})

t.test('recordings: what this build answers otherwise, told once', async (t) => {
  const recording = agentRecording()
  const children = trusted<readonly object[]>(recording.response['children'])
  const old = JSON.stringify(agentRecording({ response: { ...recording.response, children: [...children.map((child) => ({ ...child, data: { old: 'x' } })), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'gone' } }] } }))
  const folder = t.testdir({ 'a.json': old, 'b.json': old, 'same.json': JSON.stringify(recording) })
  const { code, out } = await runCommand(['diff', '--recordings', folder, '-o', 'json'])
  t.equal(code, 0)
  t.match(JSON.parse(out), [{ object: 'ConfigMap demo/gone', effect: 'deletes' }, { object: 'ConfigMap demo/reader-agent', effect: 'inPlace' }])
  t.equal(JSON.parse(out).length, 2)
})

t.test('recordings: a broken one is told, the others are compared', async (t) => {
  const folder = t.testdir({ 'a.json': '[]', 'b.json': JSON.stringify(agentRecording()) })
  t.match(await runCommand(['diff', '--recordings', folder]), { code: 1, out: 'no differences\n', err: /^KH_RECORDING_INVALID: .*a\.json: the file: / })
})

/** Everything that the engine makes of some documents, as a cluster would hold it. */
const settled = async (documents: string): Promise<readonly StoredObject[]> => {
  const clock = virtualClock(0)
  const discovery = discoveryOf(resourcesOf(controllers).map(served))
  const store = memoryStore({ clock, discovery, shape: (sent) => trusted<StoredObject>(asStored(sent)) })
  for (const { object } of manifestOf(documents).objects) {
    const controller = controllers.find(({ parent }) => parent.kind === object.kind)
    if (controller?.type === 'composite') await store.create(controller.parent, trusted<StoredObject>(storedForm(object, controller, 'demo')))
  }
  const engine = createEngine({ store, clock, discovery, callHook: inProcessHooks(controllers, { clock, settings: {} }) })
  for (const controller of controllers) engine.start(registrationOf(controller))
  await rest(engine, clock)
  engine.stop()
  return store.objects()
}

/** The kubeconfig of a server that lists these objects. */
const cluster = async (t: Test, objects: readonly StoredObject[]) => {
  const { server, got } = await fakeServer(t, ({ path }, answer) => {
    const [, namespace, plural] = /(?:\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? []
    const items = objects.filter(({ kind, metadata }) => `${kind.toLowerCase()}s` === plural && metadata.namespace === namespace)
    json(answer, 200, { metadata: { resourceVersion: '9' }, items })
  })
  return { got, env: { KUBECONFIG: `${t.testdir({ config: kubeconfig(server), 'new.yaml': '' })}/config` } }
}

/** What is written to stderr on a machine that takes more than a second. */
const progressOnly = /^(reading the cluster …\n)?$/

t.test('live: what applying a file would change, consequences for others included; only reads are sent', async (t) => {
  const { got, env } = await cluster(t, await settled(`${app(1, '1Gi')}---${agent('a')}`))
  t.match(await runCommand(['diff', '-', '--live'], { stdin: `${app(1, '1024Mi')}---${agent('a')}`, env }), { code: 0, out: 'no differences\n', err: progressOnly })
  const { out, err } = await runCommand(['diff', '-', '--live', '-o', 'json'], { stdin: agent('b'), env })
  t.match(err, progressOnly)
  t.match(JSON.parse(out), [{ object: 'ConfigMap demo/reader-agent', effect: 'inPlace' }, { object: 'StatefulSet demo/shop-app', effect: 'rolls', pods: 1, reason: /AGENTS_HASH/ }])
  t.strictSame([...new Set(got.map(({ method }) => method))], ['GET'])
})

t.test('live: an app that is not there yet is created, an invalid one is an error', async (t) => {
  const { env } = await cluster(t, [])
  t.match((await runCommand(['diff', '-', '--live'], { stdin: app(1, '1Gi'), env })).out, /^StatefulSet demo\/shop-app: created with 1 pod$/m)
  t.match(await runCommand(['diff', '-', '--live'], { stdin: app(1, '1Gi').replace('plain', 'nonsense'), env }), { code: 1, err: /^(reading the cluster …\n)?KH_SPEC_INVALID: KasprApp demo\/shop: spec\.authentication\.type: / })
})

t.test('live: no cluster, and one that refuses, are errors with a code', async (t) => {
  t.match(await runCommand(['diff', '-', '--live'], { stdin: app(1, '1Gi'), env: {} }), { code: 1, err: /^KH_KUBE_CONFIG_MISSING: / })
  const { server } = await fakeServer(t, (_, answer) => { json(answer, 403, refusal(403, 'Forbidden', 'not for you')) })
  const folder = t.testdir({ config: kubeconfig(server) })
  t.match(await runCommand(['diff', '-', '--live', '--kubeconfig', `${folder}/config`], { stdin: app(1, '1Gi') }), { code: 1, err: /^(reading the cluster …\n)?KH_API_FORBIDDEN: .*not for you/ })
  t.match(await runCommand(['diff', '-', '--live', '--kubeconfig', `${folder}/config`], { stdin: '' }), { code: 1, err: /^KH_NOTHING_TO_COMPARE: / })
})
