import t from 'tap'
import { controllerObjects } from '../../../src/engine/controller-objects.ts'
import { discoveryOf } from '../../../src/engine/discovery.ts'
import { generationOf, withField } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { CompositeRegistration, DecoratorRegistration } from '../../../src/engine/registration.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { orderedPods } from '../fixtures/ordered-pods.ts'
import { at, group, mapAt } from '../fixtures/request.ts'
import { ConfigMap, Thing, builtIn, finalizer, parent, stored, strict, things, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { Hook, World } from '../fixtures/world.ts'

// Group X of metacontroller.md §7.13, second part: children that become ready, and controller objects.

const Pod = builtIn('Pod')
const changeSpec = async ({ store, get, run }: World, spec: JsonObject): Promise<void> => {
  await store.update(Thing, withField(await get(Thing, 'p') ?? parent(), 'spec', spec))
  await run()
}
const thing = async (made: World): Promise<StoredObject | undefined> => made.get(Thing, 'p')

/** Does what a kubelet does: every pod that is there becomes ready. True when there was one to see to. */
const kubelet = async ({ store, run }: World): Promise<boolean> => {
  const waiting = (await store.list(Pod)).filter((pod) => at(pod, 'status', 'ready') !== true)
  for (const pod of waiting) await store.updateStatus(Pod, withField(pod, 'status', { ready: true }))
  await run()
  return waiting.length > 0
}

t.test('X07: pods come one by one, go in reverse, and hold their parent until the last is gone', async (t) => {
  const registration: CompositeRegistration = { ...things, children: [{ kind: Pod, method: 'OnDelete' }], hooks: { sync: strict, finalize: strict } }
  const made = world({ registration, objects: [parent({ spec: { replicas: 3 } }, { finalizers: ['example.com/hold'] })], hook: orderedPods })
  await made.run()
  t.strictSame((await made.store.list(Pod)).map(({ metadata: { name } }) => name), ['p-0'], 'the second one waits for the first')
  while (await kubelet(made));
  t.match((await thing(made))?.['status'], { replicas: 3, ready: 3 })
  await changeSpec(made, { replicas: 4 })
  while (await kubelet(made));
  t.match((await thing(made))?.['status'], { replicas: 4, ready: 4 })
  await changeSpec(made, { replicas: 2 })
  t.match((await thing(made))?.['status'], { replicas: 2, ready: 2 })
  await made.store.delete({ kind: Thing, name: 'p', namespace: 'n1' }, { propagation: 'Background' })
  await made.run()
  t.match(await thing(made), { metadata: { finalizers: ['example.com/hold'] }, status: { replicas: 0 } })
  t.strictSame(made.operations.filter((operation) => operation.startsWith('DELETE')).map((operation) => operation.slice(14, 17)), ['p-3', 'p-2', 'p-1', 'p-0'])
  t.notOk((await thing(made))?.metadata.finalizers?.includes(finalizer))
})

t.test('X09: a DaemonSet that has done its work goes, the condition stays', async (t) => {
  const DaemonSet = builtIn('DaemonSet')
  const onceReady: Hook = (call) => {
    const isDone = at(call.request, 'parent', 'status', 'done') === true || at(group(call, 'children', 'DaemonSet.apps/v1')['n1/d'], 'status', 'ready') === true
    return { children: isDone ? [] : [{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'd' } }], status: { done: isDone } }
  }
  const made = world({ registration: { ...things, children: [{ kind: DaemonSet, method: 'InPlace' }] }, objects: [parent()], hook: onceReady })
  await made.run()
  await made.store.updateStatus(DaemonSet, withField(await made.get(DaemonSet, 'd') ?? parent(), 'status', { ready: true }))
  await made.run(60_000)
  t.strictSame([await made.store.list(DaemonSet), at((await thing(made))?.['status'], 'done')], [[], true])
})

t.test('X10: a RoleBinding of a decorated ClusterRole comes back when it is deleted', async (t) => {
  const [ClusterRole, RoleBinding] = [builtIn('ClusterRole'), builtIn('RoleBinding')]
  const registration: DecoratorRegistration = {
    type: 'decorator', name: 'bindings', parents: [{ kind: ClusterRole, ignoreStatusChanges: false }], children: [{ kind: RoleBinding, method: 'InPlace' }],
    hooks: { sync: strict }, object: { kind: 'DecoratorController', metadata: { name: 'bindings' } },
  }
  const made = world({
    registration, objects: [stored(ClusterRole, { metadata: { name: 'r' } })],
    hook: () => ({ attachments: [{ apiVersion: RoleBinding.apiVersion, kind: 'RoleBinding', metadata: { name: 'r', namespace: 'default' } }] }),
  })
  await made.run()
  const before = await made.get(RoleBinding, 'r', 'default')
  await made.store.delete({ kind: RoleBinding, name: 'r', namespace: 'default' }, { propagation: 'Background' })
  await made.run()
  const after = await made.get(RoleBinding, 'r', 'default')
  t.ok(before !== undefined && after !== undefined && before.metadata.uid !== after.metadata.uid)
})

/** The colour that is not active gets a new template; the Service moves to it once it is ready. */
const blueGreen: Hook = (call) => {
  const { request } = call
  const sets = group(call, 'children', 'ReplicaSet.apps/v1')
  const template = at(request, 'parent', 'spec', 'template') ?? ''
  const active = String(at(request, 'parent', 'status', 'active') ?? 'blue')
  const other = active === 'blue' ? 'green' : 'blue'
  const isNew = at(sets[`n1/${active}`], 'spec', 'template') !== template && sets[`n1/${active}`] !== undefined
  const next = isNew && at(sets[`n1/${other}`], 'status', 'ready') === template ? other : active
  const setOf = (colour: string, wantedTemplate: typeof template): JsonObject => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: colour }, spec: { template: wantedTemplate } })
  const old = at(sets[`n1/${active}`], 'spec', 'template') ?? template
  return {
    children: [
      setOf(active, old), ...(isNew ? [setOf(other, template)] : []),
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { selector: { colour: next } } },
    ],
    status: { active: next },
  }
}

t.test('X11: blue and green take turns', async (t) => {
  const ReplicaSet = builtIn('ReplicaSet')
  const children = [{ kind: ReplicaSet, method: 'InPlace' }, { kind: builtIn('Service'), method: 'InPlace' }] as const
  const made = world({ registration: { ...things, children }, objects: [parent({ spec: { template: 't0' } })], hook: blueGreen })
  await made.run()
  for (const [template, active] of [['t1', 'green'], ['t2', 'blue']] as const) {
    await changeSpec(made, { template })
    for (const set of await made.store.list(ReplicaSet)) await made.store.updateStatus(ReplicaSet, withField(set, 'status', { ready: at(set, 'spec', 'template') ?? '' }))
    await made.run()
    const live = await thing(made) ?? parent()
    t.strictSame([mapAt(live, 'status'), at(await made.get(builtIn('Service'), 's'), 'spec', 'selector', 'colour')], [{ active, observedGeneration: generationOf(live) }, active])
  }
})

const controllerObject = (labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: 'more', labels },
  spec: {
    generateSelector: true, parentResource: { apiVersion: Thing.apiVersion, resource: 'things' }, childResources: [{ apiVersion: 'v1', resource: 'configmaps' }],
    hooks: { sync: { version: 'v2', webhook: { url: 'http://hooks' } } },
  },
})

t.test('X05: a parent without status subresource keeps its controller idle', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ children: [wanted('c')] }) })
  made.engine.end(things)
  const registered = controllerObjects(made.engine, discoveryOf([{ ...Thing, hasStatus: false }])).apply(controllerObject())
  await made.run(60_000)
  t.strictSame([registered.state, made.operations], ['refused', []])
  t.match(made.events.filter(({ type }) => type === 'Warning'), [{ object: 'CompositeController more', reason: 'SyncError', message: /Status/ }])
})

t.test('X14: an instance leaves controllers without its label to others', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ children: [wanted('c')] }) })
  made.engine.end(things)
  const objects = controllerObjects(made.engine, discoveryOf([Thing]), { matchLabels: { foo: 'bar' } })
  t.equal(objects.apply(controllerObject()).state, 'foreign')
  await made.run()
  t.strictSame(made.calls, [])
  t.equal(objects.apply(controllerObject({ foo: 'bar' })).state, 'running')
  await made.run()
  t.ok(await made.get(ConfigMap, 'c'))
})
