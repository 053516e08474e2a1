import t from 'tap'
import { diffText, objectDiff } from '../../src/diff/object-diff.ts'
import type { ObjectDiff, ObjectPair } from '../../src/diff/object-diff.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

const metadata = { name: 'a', namespace: 'n' }
const template = (more: JsonObject = {}, containers: readonly JsonObject[] = []): JsonObject => ({ spec: { containers: [{ name: 'app', image: 'x:1', ...more }, ...containers] } })
const workload = (kind: string, spec: JsonObject): JsonObject => ({ apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: { a: 'b' } }, ...spec } })
const diff = (before: JsonObject | undefined, after: JsonObject | undefined, method: ObjectPair['method'] = 'InPlace'): ObjectDiff | undefined =>
  objectDiff({ before, after, method })
const memory = (limit: string): JsonObject => ({ resources: { limits: { memory: limit } } })

for (const kind of ['StatefulSet', 'Deployment']) {
  t.test(`another template of a ${kind} rolls its pods, and the words say for what`, async (t) => {
    const of = (limit: string): JsonObject => workload(kind, { replicas: 4, template: template(memory(limit)) })
    t.strictSame(diff(of('1Gi'), of('2Gi')), {
      object: `${kind} n/a`,
      effect: 'rolls',
      pods: 4,
      changes: [{ path: 'spec.template.spec.containers[name=app].resources.limits.memory', from: '1Gi', to: '2Gi' }],
      reason: 'rolls 4 pods: resources.limits.memory 1Gi → 2Gi',
    })
    t.equal(diff(of('1Gi'), of('1024Mi')), undefined)
  })

  t.test(`a ${kind} that only scales rolls nothing; one that does both rolls those that stay`, async (t) => {
    const of = (replicas: number, limit: string): JsonObject => workload(kind, { replicas, template: template(memory(limit)) })
    t.match(diff(of(2, '1Gi'), of(5, '1Gi')), { effect: 'inPlace', reason: 'in place; scales 2 → 5' })
    t.match(diff(of(2, '1Gi'), of(5, '2Gi')), { effect: 'rolls', pods: 2, reason: /; scales 2 → 5$/ })
    t.match(diff(of(0, '1Gi'), of(0, '2Gi')), { effect: 'inPlace', pods: 0, reason: /no pods to replace/ })
  })
}

t.test('defaults of the API server are no difference', async (t) => {
  const spelled = workload('Deployment', { replicas: 1, template: template({ imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' }) })
  t.equal(diff(workload('Deployment', { template: template() }), spelled), undefined)
})

t.test('a variable is named, and with several containers the container too', async (t) => {
  const of = (hash: string): JsonObject => workload('StatefulSet', { template: template({ env: [{ name: 'X_HASH', value: hash }] }) })
  t.match(diff(of('1'), of('2')), { reason: 'rolls 1 pod: variable X_HASH 1 → 2' })
  const two = (image: string): JsonObject => workload('StatefulSet', { template: template({}, [{ name: 'side', image }]) })
  t.match(diff(two('y:1'), two('y:2')), { reason: 'rolls 1 pod: side: image y:1 → y:2' })
  t.match(diff(workload('StatefulSet', { template: template() }), two('y:1')), { reason: 'rolls 1 pod: side: new container' })
  t.match(diff(workload('StatefulSet', { template: template() }), of('1')), { reason: 'rolls 1 pod: new variable X_HASH' })
})

t.test('pods that do not follow their template are not rolled', async (t) => {
  const of = (kind: string, image: string, more: JsonObject): JsonObject => workload(kind, { replicas: 4, template: template({ image }), ...more })
  const pair = (kind: string, more: JsonObject): ObjectDiff | undefined => diff(of(kind, 'x:1', more), of(kind, 'x:2', more))
  t.match(pair('StatefulSet', { updateStrategy: { type: 'OnDelete' } }), { effect: 'inPlace', pods: 0, reason: /OnDelete/ })
  t.match(pair('StatefulSet', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } }), { effect: 'rolls', pods: 1, reason: /below ordinal 3/ })
  t.match(pair('Deployment', { paused: true }), { effect: 'inPlace', pods: 0, reason: /paused/ })
  t.match(pair('ReplicaSet', {}), { effect: 'inPlace', reason: /running pods stay/ })
})

t.test('a field that cannot change is refused with its name, whatever else changes', async (t) => {
  const of = (size: string, image: string): JsonObject => workload('StatefulSet', { template: template({ image }), volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: size } } } }] })
  t.match(diff(of('1Gi', 'x:1'), of('2Gi', 'x:2')), { effect: 'refused', reason: 'refused: immutable spec.volumeClaimTemplates' })
  const claim = (size: string): JsonObject => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { resources: { requests: { storage: size } } } })
  t.match(diff(claim('2Gi'), claim('1Gi')), { effect: 'refused', reason: /^refused: .*less than the capacity/ })
  t.match(diff(claim('1Gi'), claim('2Gi')), { effect: 'inPlace' })
})

t.test('the update method of the registration counts', async (t) => {
  const of = (x: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { x } })
  t.match(diff(of('1'), of('2')), { effect: 'inPlace', reason: 'in place', changes: [{ path: 'data.x', from: '1', to: '2' }] })
  t.match(diff(of('1'), of('2'), 'Recreate'), { effect: 'replaces', reason: /made again/ })
  t.match(diff(of('1'), of('2'), 'OnDelete'), { effect: 'none', reason: /until it is deleted/ })
})

t.test('what comes and goes is told with its pods', async (t) => {
  const set = workload('StatefulSet', { replicas: 3, template: template() })
  t.match(diff(undefined, set), { object: 'StatefulSet n/a', effect: 'creates', pods: 3, changes: [], reason: 'created with 3 pods' })
  t.match(diff(set, undefined), { effect: 'deletes', pods: 3, reason: 'deleted with 3 pods' })
})

t.test('what only the server or Metacontroller writes is no difference', async (t) => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { x: '1' } }
  const stored = { ...map, metadata: {
    ...metadata, uid: 'U', resourceVersion: '5', labels: { 'controller-uid': 'P' }, ownerReferences: [{ uid: 'P' }], managedFields: [{}],
    annotations: { 'metacontroller.k8s.io/last-applied-configuration': '{}' },
  } }
  t.equal(diff(stored, map), undefined)
})

t.test('values of Secrets never show, that they changed does', async (t) => {
  const secret = (password: string): JsonObject => ({
    apiVersion: 'v1', kind: 'Secret', data: { password },
    metadata: { ...metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${password}"}`, 'note': password.slice(0, 1) } },
  })
  const found = diff(secret('aGlkZGVuMQ=='), secret('bGlkZGVuMg=='))
  t.match(found, { effect: 'inPlace', changes: [{ path: 'data.password', from: '***', to: '***' }, { path: /last-applied/, from: '***', to: '***' }, { path: 'metadata.annotations.note', from: 'a', to: 'b' }] })
  t.notMatch(JSON.stringify(found), /GlkZGVu/)
  t.notMatch(JSON.stringify(diff(secret('aGlkZGVuMQ=='), { apiVersion: 'v1', kind: 'Secret', metadata })), /GlkZGVu/)
})

t.test('text is grouped by object and cuts long values where they part', async (t) => {
  const of = (end: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { x: `${'same '.repeat(40)}${end}` } })
  const found = diff(of('one'), of('two'))
  t.equal(found === undefined ? '' : diffText(found), 'ConfigMap n/a: in place\n  data.x: …same same one → …same same two\n')
})
