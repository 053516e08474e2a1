import t from 'tap'
import { withField } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { lastAppliedAnnotation } from '../../../src/kit/last-applied.ts'
import type { UpdateMethod } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { applyVectors } from '../fixtures/apply-vectors.ts'
import { ConfigMap, child, owner, parent, things, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { World } from '../fixtures/world.ts'

// Group B of metacontroller.md §7.4, whole passes: test/engine/apply.test.ts has the decisions alone.

const mapOf = (value: unknown): JsonObject => isObject(value) ? value : {}

/** A world with one child as observed and as wanted, after its first pass. */
const onePass = async (method: UpdateMethod, { obs, last, des }: (typeof applyVectors)[number]): Promise<World> => {
  const made = world({
    registration: { ...things, children: [{ kind: ConfigMap, method }] },
    objects: [parent({ status: { observedGeneration: 1 } }), child(ConfigMap, obs, last)],
    hook: () => ({ children: [{ apiVersion: 'v1', kind: 'ConfigMap', ...des }] }),
  })
  await made.run(1)
  return made
}

for (const vector of applyVectors) {
  const name = String(mapOf(vector.obs['metadata'])['name'])
  t.test(`${vector.id} in a pass: ${vector.says}`, async (t) => {
    const [onDelete, inPlace, recreate] = [await onePass('OnDelete', vector), await onePass('InPlace', vector), await onePass('Recreate', vector)]
    t.strictSame(onDelete.ops(), [], 'OnDelete')
    t.strictSame(inPlace.ops(), vector.put === undefined ? [] : [`PUT ConfigMap n1/${name}`], 'InPlace')
    t.strictSame(recreate.ops(), vector.put === undefined ? [] : [`DELETE ConfigMap n1/${name} (uid X, Background)`], 'Recreate')
    t.match([onDelete, inPlace, recreate].map(({ passes }) => passes[0]?.outcome), ['done', 'done', 'done'])
  })
}

for (const method of ['OnDelete', 'InPlace', 'Recreate'] as const) {
  t.test(`B01 in a pass, ${method}: a child that is not there is posted with annotation and owner`, async (t) => {
    const desired = wanted('c', { a: '1' }, { namespace: 'n1', labels: { 'controller-uid': 'U1' } })
    const made = world({ registration: { ...things, children: [{ kind: ConfigMap, method }] }, objects: [parent()], hook: () => ({ children: [desired] }) })
    await made.run()
    t.strictSame(made.ops(), ['POST ConfigMap n1/c', 'PUT Thing n1/p/status'])
    const annotation = '{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap","metadata":{"labels":{"controller-uid":"U1"},"name":"c","namespace":"n1"}}'
    t.match(await made.get(ConfigMap, 'c'), { data: { a: '1' }, metadata: { ownerReferences: [owner], annotations: { [lastAppliedAnnotation]: annotation } } })
  })
}

t.test('a wish that the server never stores is put on every pass, and made anew for ever by Recreate (B10, B11, B12)', async (t) => {
  const shape = (sent: StoredObject): StoredObject =>
    withField(sent, 'spec', Object.fromEntries(Object.entries(mapOf(sent['spec'])).filter(([, value]) => value !== null)))
  const made = (method: UpdateMethod) => world({
    registration: { ...things, children: [{ kind: ConfigMap, method }] }, objects: [parent()], shape,
    hook: () => ({ children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, spec: { a: 1, b: null } }], resyncAfterSeconds: 1 }),
  })
  const inPlace = made('InPlace')
  await inPlace.run(3_500)
  t.ok(inPlace.ops().filter((operation) => operation === 'PUT ConfigMap n1/c').length >= 3)
  t.equal(inPlace.writes.filter(({ before, after }) => after !== undefined && before?.metadata.resourceVersion !== after.metadata.resourceVersion && before !== undefined).length, 1, 'only the status changes anything')
  const recreate = made('Recreate')
  await recreate.run(50)
  t.ok(recreate.ops().filter((operation) => operation === 'POST ConfigMap n1/c').length > 5, 'a hot loop')
})
