import t from 'tap'
import { migrateCommand } from '../../../kaspr/migrate/command.ts'
import type { Moved } from '../../../kaspr/migrate/move.ts'
import { kopfAnnotations } from '../../../kaspr/migrate/kopf.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { HorizontalPodAutoscaler, StatefulSet } from '../../../src/kit/kinds.ts'
import { goldenNamed } from '../../goldens/cases.ts'
import { runWith } from './fixtures/command-run.ts'
import { Deployment, Pod, upstream } from './fixtures/upstream.ts'
import type { Upstream } from './fixtures/upstream.ts'

const runIn = (world: Upstream) => (...args: readonly string[]) => runWith(migrateCommand(() => world.access), args, { env: world.settings })
const movedIn = (out: string): readonly Moved[] => JSON.parse(out)
const texts = async (world: Upstream): Promise<readonly string[]> => [...(await world.objects()).values()].map((object) => JSON.stringify(object))

const operator = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'operator', namespace: 'demo' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'operator' } },
    template: { metadata: { labels: { app: 'operator' } }, spec: { containers: [{ name: 'main', image: 'mirror.example.com/kasprio/kaspr-operator:0.18.51', env: [{ name: 'KASPR_IMAGE_REGISTRY', value: 'mirror.example.com' }] }] } },
  },
})

t.test('every child gets the label of its own parent, the pod template of the StatefulSet none', async (t) => {
  const world = await upstream(goldenNamed('all-kinds'))
  const before = await world.objects()
  await runIn(world)('apply')
  const after = await world.objects()
  const owned = [...after.values()].filter((object) => controllerOf(object)?.apiVersion === 'kaspr.io/v1alpha1')
  t.equal(owned.length, 12)
  for (const child of owned) t.equal(child.metadata.labels?.['controller-uid'], controllerOf(child)?.uid, `${child.kind} ${child.metadata.name}`)
  t.same(after.get('StatefulSet demo/orders-app')?.['spec'], before.get('StatefulSet demo/orders-app')?.['spec'])
  t.equal(after.get('StatefulSet demo/orders-app')?.metadata.generation, 1)
  t.same(after.get('Pod demo/orders-app-0'), before.get('Pod demo/orders-app-0'))
})

t.test('finalizer and annotations of kopf go from all six kinds, those of others stay', async (t) => {
  const world = await upstream(goldenNamed('all-kinds'), (object) => object.metadata.finalizers === undefined ? object
    : withMetadata(object, { finalizers: ['example.com/mine', ...object.metadata.finalizers], annotations: { ...object.metadata.annotations, mine: 'yes' } }))
  await runIn(world)('apply')
  const resources = [...(await world.objects()).values()].filter(({ apiVersion }) => apiVersion === 'kaspr.io/v1alpha1')
  t.same(new Set(resources.map(({ kind }) => kind)).size, 6)
  for (const resource of resources) {
    t.strictSame(resource.metadata.finalizers, ['example.com/mine'])
    t.strictSame(kopfAnnotations(resource), [])
    t.equal(resource.metadata.annotations?.['mine'], 'yes')
  }
})

t.test('labels come before the marks of kopf, so that whoever stops in between has lost nothing', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const doings = movedIn((await runIn(world)('apply', '--dry-run', '-o', 'json')).out).map(({ doing }) => doing)
  t.strictSame([...doings].toSorted((a, b) => Number(a.includes('kopf')) - Number(b.includes('kopf'))), doings)
})

t.test('a dry run says what would be done and writes nothing', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const before = await texts(world)
  const { code, out } = await runIn(world)('apply', '--dry-run', '-o', 'json')
  t.equal(code, 0)
  t.strictSame([...new Set(movedIn(out).map(({ state }) => state))], ['planned'])
  t.strictSame(await texts(world), before)
})

t.test('applied twice, the second time nothing is written', async (t) => {
  const world = await upstream(goldenNamed('all-kinds'))
  await runIn(world)('apply')
  const before = await texts(world)
  t.match(await runIn(world)('apply'), { code: 0, out: 'nothing to do\n' })
  t.strictSame(await texts(world), before)
})

t.test('stopped half-way by a server that fails, it says so and finishes when it is repeated', async (t) => {
  const world = await upstream(goldenNamed('all-kinds'))
  let writes = 0
  const failing = migrateCommand(() => ({ ...world.access, update: async (kind, object) => {
    writes += 1
    return writes > 5 ? world.access.update({ ...kind, kind: 'Nothing', plural: 'nothings' }, object) : world.access.update(kind, object)
  } }))
  const first = await runWith(failing, ['apply', '-o', 'json'])
  t.equal(first.code, 1)
  t.equal(movedIn(first.out).filter(({ state }) => state === 'done').length, 5)
  t.match(movedIn(first.out).find(({ state }) => state === 'failed'), { message: /^KH_/ })
  t.equal((await runIn(world)('apply')).code, 0)
  t.match(await runIn(world)('apply'), { out: 'nothing to do\n' })
})

t.test('somebody who writes in between is not overwritten: the change is made anew', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  let disturbed = false
  const racing = migrateCommand(() => ({ ...world.access, get: async (reference) => {
    const found = await world.access.get(reference)
    if (!disturbed && found !== undefined && reference.kind.kind === 'StatefulSet') {
      disturbed = true
      await world.cluster.store.update(StatefulSet, withMetadata(found, { annotations: { ...found.metadata.annotations, 'example.com/in-between': 'yes' } }))
    }
    return found
  } }))
  t.equal((await runWith(racing, ['apply'])).code, 0)
  t.ok(disturbed)
  const [set] = await world.cluster.store.list(StatefulSet)
  t.match(set?.metadata, { annotations: { 'example.com/in-between': 'yes' }, labels: { 'controller-uid': /./ } })
})

t.test('an object that was made anew since it was read is left alone', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const stale = migrateCommand(() => ({ ...world.access, list: async (kind, namespace) => {
    const found = await world.access.list(kind, namespace)
    return kind.kind === 'ConfigMap' ? found.map((object): StoredObject => withMetadata(object, { uid: 'another' })) : found
  } }))
  const { code, out } = await runWith(stale, ['apply', '-o', 'json'])
  t.equal(code, 1)
  t.match(movedIn(out).find(({ state }) => state === 'failed'), { object: 'ConfigMap demo/minimal-app-config', message: /^KH_OBJECT_GONE/ })
})

t.test('an object that somebody else has taken since it was read is not taken back', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'))
  const taken = migrateCommand(() => ({ ...world.access, get: async (reference) => {
    const found = await world.access.get(reference)
    return found === undefined || reference.kind.kind !== 'Service' ? found
      : withMetadata(found, { ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: 'x', controller: true }] })
  } }))
  const { code, out } = await runWith(taken, ['apply', '-o', 'json'])
  t.equal(code, 1)
  t.match(movedIn(out).filter(({ state }) => state === 'failed').map(({ message }) => message), ['KH_OBJECT_FOREIGN: Service demo/minimal-app belongs to Thing x', /^KH_OBJECT_FOREIGN/])
})

t.test('an autoscaler without an owner gets one, and is not made a second time', async (t) => {
  const world = await upstream(goldenNamed('app-minimal'), (object) => object.kind === 'HorizontalPodAutoscaler' ? withMetadata(object, { ownerReferences: undefined }) : object)
  const [before] = await world.cluster.store.list(HorizontalPodAutoscaler)
  t.match((await runIn(world)('plan')).out, /becomes the owner of HorizontalPodAutoscaler demo\/minimal-app-hpa/)
  await runIn(world)('apply')
  await world.register()
  const [after] = await world.cluster.store.list(HorizontalPodAutoscaler)
  t.equal(after?.metadata.uid, before?.metadata.uid)
  t.match(after === undefined ? undefined : controllerOf(after), { kind: 'KasprApp', name: 'minimal' })
})

t.test('a packages claim that is to be kept is neither labelled nor owned', async (t) => {
  const world = await upstream(goldenNamed('packages-pvc-options'))
  const claim = 'PersistentVolumeClaim demo/cached-options-app-python-packages'
  t.match((await runIn(world)('plan', '-o', 'json')).out, new RegExp(`"code": "Retained"`))
  await runIn(world)('apply')
  await world.register()
  const after = (await world.objects()).get(claim)
  t.match(after, { metadata: { name: 'cached-options-app-python-packages' } })
  t.equal(after === undefined ? 'gone' : controllerOf(after), undefined)
  t.notOk(after?.metadata.labels?.['controller-uid'])
})

t.test('what the hook would delete is not labelled, and survives', async (t) => {
  const world = await upstream(goldenNamed('app-replicas-zero'))
  const [app] = [...(await world.objects()).values()].filter(({ kind }) => kind === 'KasprApp')
  await world.create({
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'idle-app-hpa', namespace: 'demo', ownerReferences: [{ apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', name: 'idle', uid: app?.metadata.uid ?? '', controller: true, blockOwnerDeletion: true }] },
    spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'idle-app' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }] },
  })
  const plan = await runIn(world)('plan')
  t.match(plan, { code: 1, out: /! HorizontalPodAutoscaler demo\/idle-app-hpa is wanted by nobody/ })
  await runIn(world)('apply')
  await world.register()
  t.ok((await world.objects()).has('HorizontalPodAutoscaler demo/idle-app-hpa'))
})

t.test('while kaspr-operator runs nothing is touched, unless told to', async (t) => {
  const world = await upstream(goldenNamed('app-image-registry'))
  await world.create(operator(1))
  await world.cluster.runUntilIdle({ limit: 60_000 })
  const before = await texts(world)
  t.match((await runIn(world)('plan')).out, /! kaspr-operator seems to run: Deployment demo\/operator has pods/)
  await t.rejects(runIn(world)('apply'), { code: 'KH_OPERATOR_RUNNING', message: /Deployment demo\/operator/ })
  t.strictSame(await texts(world), before)
  t.equal((await runIn(world)('apply', '--force')).code, 0)
})

t.test('stopped, its settings are compared with ours', async (t) => {
  const world = await upstream(goldenNamed('app-image-registry'))
  await world.create(operator(0))
  await world.cluster.runUntilIdle({ limit: 60_000 })
  t.strictSame((await world.cluster.store.list(Pod)).filter(({ metadata: { name } }) => name.startsWith('operator')), [])
  t.equal((await world.cluster.store.list(Deployment)).length, 1)
  t.notMatch((await runIn(world)('plan')).out, /seems to run/)
  t.match((await runIn(world)('plan')).out, /setting of kaspr-operator: KASPR_IMAGE_REGISTRY is "mirror\.example\.com" there/)
  t.equal((await runIn(world)('apply')).code, 0)
})

t.test('a resource whose deletion waits for kopf is left alone', async (t) => {
  const world = await upstream(goldenNamed('agent-one'))
  const agent = [...(await world.objects()).values()].find(({ kind }) => kind === 'KasprAgent')
  const kind = { apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprAgent', plural: 'kaspragents', scope: 'Namespaced' } as const
  await world.cluster.store.delete({ kind, name: agent?.metadata.name ?? '', namespace: 'demo' }, { propagation: 'Background' })
  t.match((await runIn(world)('plan')).out, /! its deletion waits for kopf/)
  await runIn(world)('apply')
  t.ok((await world.objects()).has(`KasprAgent demo/${agent?.metadata.name ?? ''}`))
})
