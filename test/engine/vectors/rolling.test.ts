import t from 'tap'
import { served } from '../../../src/engine/discovery.ts'
import { ControllerRevision } from '../../../src/engine/rolling/controller-revision.ts'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import { Pod, changeSpec, deleted, forget, images, intended, kubelet, pods, revisions, rolledOut, rolling, updated } from '../fixtures/rolling.ts'
import { ClusterThing, ConfigMap, Thing, owner, parent, stored, strict, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { World } from '../fixtures/world.ts'

// Group H of metacontroller.md §7.10, both columns: as 4.17 does it, and as it was meant.

const both = [['upstream', rolling], ['intended', intended]] as const
/** With the SHA-1 of `U1{"spec":{"template":"one"}}`. */
const revisionName = 'things.demo.example.com-357a9f1a5f4a1141b29113846de5ef54e79a3811'

/** A world in which `c2` was moved and deleted; it is there again, not ready yet. */
const moved = async (registration: CompositeRegistration): Promise<World> => {
  const made = await rolledOut(registration)
  await changeSpec(made, { template: 'two' })
  return made
}

for (const [column, registration] of both) {
  t.test(`H01: a new template moves the first child of the answer and no other (${column})`, async (t) => {
    const made = await rolledOut(registration)
    t.strictSame(await revisions(made), { one: ['c2', 'c1', 'c0'] })
    await changeSpec(made, { template: 'two' }, 1)
    t.match(made.ops(), [/^POST ControllerRevision n1\//, /^PUT ControllerRevision n1\//, /^DELETE Pod n1\/c2 \(uid .+, Background\)$/, 'PUT Thing n1/p/status'])
    t.equal(made.ops().length, 4)
    t.strictSame(await revisions(made), { one: ['c1', 'c0'], two: ['c2'] })
    t.strictSame(await updated(made), ['False', 'RolloutProgressing', 'updating Pod c2'])
    t.equal(made.calls.length, 2, 'the hook is asked for both revisions')
    await made.run()
    t.strictSame([await images(made), deleted(made)], [{ c2: 'two', c1: 'one', c0: 'one' }, ['c2']])
  })
}

t.test('H02: upstream never finds the child again and waits for ever', async (t) => {
  const made = await moved(rolling)
  forget(made)
  await kubelet(made)
  await made.run(60 * 60 * 1000)
  t.strictSame([await updated(made), await revisions(made)], [['False', 'RolloutWaiting', 'missing child Pod c2'], { one: ['c1', 'c0'], two: ['c2'] }])
  t.strictSame(made.ops(), [], 'no operation')
  t.ok(made.passes.length > 1)
})

t.test('H02: as it was meant, the next child moves once the first is ready', async (t) => {
  const made = await moved(intended)
  t.strictSame(deleted(made), ['c2'])
  await kubelet(made)
  t.strictSame([deleted(made), await revisions(made)], [['c2', 'c1'], { one: ['c0'], two: ['c2', 'c1'] }])
})

for (const [column, registration, reason] of [
  ['upstream', rolling, 'missing child Pod c2'],
  ['intended', intended, 'child Pod c2 failed status check: required condition type missing: "Ready"'],
] as const) {
  t.test(`H03: a child that is not ready is waited for (${column})`, async (t) => {
    const made = await moved(registration)
    t.strictSame([deleted(made), await updated(made)], [['c2'], ['False', 'RolloutWaiting', reason]])
  })

  t.test(`H04: a child that was deleted by hand comes back as its own revision wants it (${column})`, async (t) => {
    const made = await moved(registration)
    await made.store.delete({ kind: Pod, name: 'c0', namespace: 'n1' }, { propagation: 'Background' })
    await made.run()
    t.strictSame(await images(made), { c2: 'two', c1: 'one', c0: 'one' })
  })

  t.test(`H05: what makes no revision is applied at once (${column})`, async (t) => {
    const made = await rolledOut(registration)
    const before = await made.store.list(ControllerRevision)
    await changeSpec(made, { replicas: 2 })
    t.strictSame([await images(made), await made.store.list(ControllerRevision)], [{ c1: 'one', c0: 'one' }, before])
    t.equal((await updated(made))[1], 'OnLatestRevision')
    await changeSpec(made, { replicas: 4 })
    t.strictSame(Object.keys(await images(made)).toSorted(), ['c0', 'c1', 'c2', 'c3'])
    t.strictSame(await revisions(made), { one: ['c2', 'c1', 'c0', 'c3'] }, 'a new child belongs to the latest one')
  })

  t.test(`H06: with one child in all, the old revision goes (${column})`, async (t) => {
    const made = await rolledOut(registration, { replicas: 1 })
    await changeSpec(made, { template: 'two' })
    t.strictSame([await images(made), await revisions(made)], [{ c0: 'two' }, { two: ['c0'] }])
    const [revision] = await made.store.list(ControllerRevision)
    t.strictSame(await updated(made), ['True', 'OnLatestRevision', `latest ControllerRevision: ${revision?.metadata.name}`])
    await kubelet(made)
    forget(made)
    await made.run(60 * 60 * 1000)
    t.strictSame(made.ops(), [], 'nothing is written at rest')
  })

  for (const status of [undefined, null]) {
    t.test(`H07: an answer with status ${String(status)} ends the process (${column})`, async (t) => {
      const made = world({
        registration, objects: [parent({ spec: { template: 'one' } })], kinds: [served(ControllerRevision)],
        hook: () => status === undefined ? { children: [] } : { children: [], status },
      })
      await made.run()
      t.match([made.engine.crash(), made.passes.map(({ outcome }) => outcome), made.ops()], [/without status/, ['crashed'], []])
    })
  }
}

t.test('H06: as it was meant, all three move one after the other', async (t) => {
  const made = await moved(intended)
  for (const moves of [2, 3, 3]) {
    await kubelet(made)
    t.equal(deleted(made).length, moves)
  }
  t.strictSame([deleted(made), await images(made), await revisions(made)], [['c2', 'c1', 'c0'], { c2: 'two', c1: 'two', c0: 'two' }, { two: ['c2', 'c1', 'c0'] }])
  t.equal((await updated(made))[1], 'OnLatestRevision')
})

t.test('a revision is an object of its own, owned by the parent', async (t) => {
  const made = await rolledOut(rolling, { replicas: 1 })
  const [revision] = await made.store.list(ControllerRevision)
  t.match(revision?.metadata, {
    name: revisionName, namespace: 'n1', ownerReferences: [owner],
    labels: { 'controller-uid': 'U1', 'metacontroller.k8s.io/apiGroup': 'demo.example.com', 'metacontroller.k8s.io/resource': 'things' },
  })
  t.match(revision, { parentPatch: { spec: { template: 'one' } }, children: [{ apiGroup: '', kind: 'Pod', names: ['c0'] }] })
})

t.test('going back before the rollout is through needs no new revision', async (t) => {
  const made = await moved(intended)
  await changeSpec(made, { template: 'one' })
  t.strictSame(await revisions(made), { one: ['c1', 'c0', 'c2'] })
  t.strictSame([await images(made), (await updated(made))[1]], [{ c1: 'one', c0: 'one', c2: 'one' }, 'OnLatestRevision'])
  const stuck = await moved(rolling)
  await changeSpec(stuck, { template: 'one' })
  t.strictSame([await images(stuck), await updated(stuck)], [{ c1: 'one', c0: 'one', c2: 'two' }, ['False', 'RolloutWaiting', 'missing child Pod c1']], 'upstream cannot even go back')
})

t.test('upstream moves on only when the child that it misses is not wanted any longer, as seen on a real one', async (t) => {
  const made = await moved(rolling)
  await changeSpec(made, { replicas: 2 })
  t.strictSame([await revisions(made), (await updated(made))[2]], [{ one: ['c0'], two: ['c1'] }, 'missing child Pod c1'])
  await changeSpec(made, { replicas: 4 })
  t.strictSame([await revisions(made), (await updated(made))[2]], [{ one: ['c0'], two: ['c1', 'c3', 'c2'] }, 'missing child Pod c1'])
  await changeSpec(made, { template: 'one' })
  t.strictSame([await revisions(made), (await updated(made))[2]], [{ one: ['c0'], two: ['c1', 'c3', 'c2'] }, 'missing child Pod c0'])
})

t.test('RollingInPlace changes one child and stalls as well', async (t) => {
  const registration: CompositeRegistration = { ...rolling, fieldPaths: undefined, children: [{ kind: ConfigMap, method: 'RollingInPlace' }] }
  const hook: typeof pods = ({ request: { parent: of } }) => ({ status: {}, children: ['a', 'b', 'c'].map((name) => wanted(name, { v: JSON.stringify(of).includes('two') ? 'two' : 'one' })) })
  const made = await rolledOut(registration, { hook })
  await changeSpec(made, { template: 'two' })
  t.strictSame(made.ops().filter((operation) => operation.includes('ConfigMap')), ['PUT ConfigMap n1/a'])
  t.strictSame(await updated(made), ['False', 'RolloutWaiting', 'missing child ConfigMap a'])
})

t.test('a cluster-scoped parent cannot roll: a revision needs a namespace', async (t) => {
  const made = world({
    registration: { ...rolling, parents: [{ kind: ClusterThing, ignoreStatusChanges: false }] }, kinds: [served(ControllerRevision)], hook: pods,
    objects: [stored(ClusterThing, { metadata: { name: 'p', uid: 'U1', generation: 1 }, spec: { template: 'one' } })],
  })
  await made.run(1)
  t.match([made.writes.map(({ object, refused }) => [object, refused]), made.passes[0]?.outcome], [[[/^ControllerRevision /, 'KH_API_NOT_FOUND']], 'failed'])
})

t.test('without sync hook the process ends, a condition of the hook stays, a revision that cannot be written fails the pass', async (t) => {
  const objects = [parent({ spec: { template: 'one' } })]
  const kinds = [served(ControllerRevision)]
  const hookless = world({ registration: { ...rolling, hooks: { finalize: strict } }, objects, kinds, hook: pods })
  await hookless.run()
  t.match(hookless.engine.crash(), /no hook/)
  const own = await rolledOut(rolling, { hook: (call) => ({ ...pods(call), status: { conditions: [{ type: 'Updated', status: 'Mine' }] } }) })
  t.strictSame((await updated(own))[0], 'Mine')
  const refused = world({ registration: rolling, objects, kinds, hook: pods, fault: (operation) => operation.startsWith('POST ControllerRevision') ? new TypeError('full') : undefined })
  await refused.run(1)
  t.match([refused.passes[0]?.outcome, refused.warnings()], ['failed', [/revisions.*full/]])
  t.notOk(refused.ops().some((operation) => operation.includes('Pod')), 'no child is touched')
})

t.test('a parent that is being deleted is not rolled', async (t) => {
  const leaving = parent({ spec: { template: 'one' } }, { deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['example.com/hold'] })
  const made = world({ registration: rolling, objects: [leaving], kinds: [served(ControllerRevision)], hook: () => ({ children: [] }) })
  await made.run()
  t.strictSame([made.engine.crash(), made.ops(), await made.get(Thing, 'p') !== undefined], [undefined, ['PUT Thing n1/p/status'], true])
})
