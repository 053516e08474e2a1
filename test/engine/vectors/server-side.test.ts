import t from 'tap'
import { BadRequest, Conflict, Invalid, NotFound } from '../../../src/engine/api-errors.ts'
import { withField, withMetadata } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { ChildMethod } from '../../../src/engine/registered-child.ts'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import { lastAppliedAnnotation } from '../../../src/kit/last-applied.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { mapAt } from '../fixtures/request.ts'
import { ConfigMap, Thing, builtIn, child, label, owner, parent, stored, things, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { Setup, World } from '../fixtures/world.ts'

// Group S of metacontroller.md §7.12.

const known = parent({ status: { observedGeneration: 1 } })
const apply = 'PATCH ConfigMap n1/c (apply as metacontroller)'
const dryRun = 'PATCH ConfigMap n1/c (apply as metacontroller, dry run)'
const anew = /^DELETE ConfigMap n1\/c \(uid .+, Background\)$/

const registered = (method: ChildMethod, kind = ConfigMap): CompositeRegistration =>
  ({ ...things, children: [{ kind, method }], applyStrategy: 'ServerSideApply' })

/** A hook whose answer can be changed, and its world after the first apply. */
const applied = async (method: ChildMethod, setup: Partial<Setup> = {}): Promise<{ made: World; wants: (data: JsonObject) => Promise<void> }> => {
  let data: JsonObject = { a: '1' }
  const made = world({ registration: registered(method), objects: [known], hook: () => ({ children: [wanted('c', data)] }), ...setup })
  await made.run()
  made.operations.splice(0)
  const wants = async (next: JsonObject): Promise<void> => {
    data = next
    await made.store.update(Thing, withMetadata(await made.get(Thing, 'p') ?? known, { labels: { touched: 'yes' } }))
    await made.run()
  }
  return { made, wants }
}

const dataOf = async (made: World): Promise<JsonObject> => mapAt(await made.get(ConfigMap, 'c'), 'data')
const setData = async (made: World, data: JsonObject): Promise<void> => {
  await made.store.update(ConfigMap, withField(await made.get(ConfigMap, 'c') ?? known, 'data', data))
  await made.run()
}

t.test('S01: what is not there is applied, with its owner and without annotation', async (t) => {
  const made = world({ registration: registered('InPlace'), objects: [known], hook: () => ({ children: [wanted('c', { a: '1' })] }) })
  await made.run()
  t.strictSame(made.ops(), [apply])
  const object = await made.get(ConfigMap, 'c')
  t.match(object, { data: { a: '1' }, metadata: { labels: label, ownerReferences: [owner] } })
  t.notOk(object?.metadata.annotations)
})

t.test('S02: the same once more needs no request', async (t) => {
  const { made, wants } = await applied('InPlace')
  await wants({ a: '1' })
  await made.run(60 * 60 * 1000)
  t.ok(made.passes.length > 2)
  t.strictSame(made.ops(), [])
})

t.test('S03: any change of an object without generation makes it apply again; a foreign key stays', async (t) => {
  const { made } = await applied('InPlace')
  await setData(made, { a: '1', foreign: 'x' })
  t.strictSame([made.ops(), await dataOf(made)], [[apply], { a: '1', foreign: 'x' }])
  made.operations.splice(0)
  await setData(made, { a: 'theirs', foreign: 'x' })
  t.strictSame(await dataOf(made), { a: '1', foreign: 'x' }, 'a key of ours comes back by force')
  t.strictSame(made.ops(), [apply], 'what we wrote ourselves is remembered')
})

t.test('S04: the annotation of dynamic apply goes first', async (t) => {
  const objects = [known, child(ConfigMap, { metadata: { name: 'c' }, data: { a: '1' } })]
  const { made } = await applied('InPlace', { objects, hook: () => ({ children: [wanted('c', { a: '2' })] }) })
  t.strictSame(made.writes.map(({ verb, reason }) => [verb, reason.split(':')[0]]), [['update', 'it was under dynamic apply before'], ['update', 'it is not as it was after the last time']])
  const object = await made.get(ConfigMap, 'c')
  t.strictSame([object?.['data'], object?.metadata.annotations?.[lastAppliedAnnotation]], [{ a: '2' }, undefined])
  const gone = world({ registration: registered('InPlace'), objects, hook: () => ({ children: [wanted('c', { a: '2' })] }), fault: (operation) => operation.includes('remove /metadata/annotations/metacontroller.k8s.io~1last') ? new NotFound('c') : undefined })
  await gone.run(1)
  t.match([gone.ops().length, gone.passes[0]?.outcome], [1, 'done'], 'a child that is gone ends its turn')
})

t.test('S05: Recreate tries, deletes, and applies in a later pass', async (t) => {
  const { made, wants } = await applied('Recreate')
  await wants({ a: '2' })
  t.match(made.ops(), [dryRun, anew, apply])
  t.strictSame([made.ops().length, await dataOf(made)], [3, { a: '2' }])
})

t.test('S06: Recreate leaves a foreign key alone', async (t) => {
  const { made } = await applied('Recreate')
  await setData(made, { a: '1', foreign: 'x' })
  t.strictSame([made.ops(), await dataOf(made)], [[dryRun], { a: '1', foreign: 'x' }])
})

t.test('S07: Recreate fails for ever over what has a generation', async (t) => {
  const Deployment = builtIn('Deployment')
  let image = 'one'
  const made = world({
    registration: registered('Recreate', Deployment), objects: [known],
    hook: () => ({ children: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { image } }], resyncAfterSeconds: 1 }),
  })
  await made.run(10)
  made.operations.splice(0)
  image = 'two'
  await made.run(5_000)
  t.ok(made.ops().length > 3)
  t.strictSame(new Set(made.ops()), new Set(['PATCH Deployment n1/d (apply as metacontroller, dry run)']))
  t.match([made.warnings().at(-1), await made.get(Deployment, 'd')], [/generation changed from 1 to 2/, { metadata: { generation: 1 }, spec: { image: 'one' } }])
})

t.test('drift of what makes no generation is not repaired until something else makes one, as seen on a real one', async (t) => {
  const Deployment = builtIn('Deployment')
  const made = world({
    registration: registered('InPlace', Deployment), objects: [known],
    hook: () => ({ children: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', labels: { mine: '1' } }, spec: { image: 'one' } }] }),
  })
  await made.run()
  const live = async (): Promise<StoredObject> => await made.get(Deployment, 'd') ?? known
  await made.store.update(Deployment, withMetadata(await live(), { labels: { ...label, mine: 'theirs' } }))
  await made.run()
  t.match(await live(), { metadata: { labels: { mine: 'theirs' } } })
  await made.store.update(Deployment, withField(await live(), 'spec', { image: 'one', paused: true }))
  await made.run()
  t.match(await live(), { metadata: { labels: { mine: '1' } }, spec: { paused: true } })
})

t.test('S08: OnDelete changes nothing', async (t) => {
  const { made, wants } = await applied('OnDelete')
  await wants({ a: '2' })
  t.strictSame([made.ops(), await dataOf(made)], [[], { a: '1' }])
})

t.test('S09: a key that was applied and is left out goes', async (t) => {
  const { made, wants } = await applied('InPlace')
  await wants({ b: '2' })
  t.strictSame([made.ops(), await dataOf(made)], [[apply], { b: '2' }])
})

t.test('a child that is being deleted is waited for', async (t) => {
  const deleting = child(ConfigMap, { metadata: { name: 'c', deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['example.com/hold'] }, data: {} })
  const { made } = await applied('InPlace', { objects: [known, deleting] })
  t.strictSame(made.writes, [])
})

t.test('what nobody owns is taken over, what another one controls is not', async (t) => {
  const foreign = (more: JsonObject): StoredObject => stored(ConfigMap, { metadata: { name: 'c', namespace: 'n1', ...more }, data: { x: '9' } })
  const { made } = await applied('InPlace', { objects: [known, foreign({})] })
  t.match(await made.get(ConfigMap, 'c'), { data: { a: '1', x: '9' }, metadata: { ownerReferences: [owner] } })
  const somebody = stored(builtIn('Secret'), { metadata: { name: 'o', namespace: 'n1', uid: 'U9' } })
  const other = { apiVersion: 'v1', kind: 'Secret', name: 'o', uid: 'U9', controller: true }
  const { made: refused } = await applied('InPlace', { objects: [known, somebody, foreign({ ownerReferences: [other] })] })
  t.match([refused.passes[0]?.outcome, refused.warnings()[0]], ['failed', /only one may be the controller/])
})

for (const [says, error, outcome] of [
  ['a conflict is swallowed', new Conflict('c', 'changed'), 'done'],
  ['another refusal is told', new Invalid('c', 'immutable'), 'failed'],
] as const) {
  t.test(`of an apply ${says}`, async (t) => {
    const made = world({ registration: registered('InPlace'), objects: [known], hook: () => ({ children: [wanted('c')] }), fault: (operation) => operation === apply ? error : undefined })
    await made.run(1)
    t.equal(made.passes[0]?.outcome, outcome)
  })
}

t.test('a dry run that is no good request counts as applied, any other failure is told', async (t) => {
  const objects = [known, child(ConfigMap, { metadata: { name: 'c' }, data: {} }, null)]
  for (const [error, outcomes] of [[new BadRequest('c', 'no'), ['done']], [new Invalid('c', 'immutable'), ['failed']]] as const) {
    const made = world({ registration: registered('Recreate'), objects, hook: () => ({ children: [wanted('c')] }), fault: (operation) => operation === dryRun ? error : undefined })
    await made.run(1)
    t.strictSame([made.ops(), made.passes.map(({ outcome }) => outcome)], [[dryRun], outcomes])
  }
})

t.test('the name of the field manager can be chosen', async (t) => {
  const { made } = await applied('InPlace', { registration: { ...registered('InPlace'), fieldManager: 'mine' } })
  await setData(made, {})
  t.equal(made.ops()[0], 'PATCH ConfigMap n1/c (apply as mine)')
})
