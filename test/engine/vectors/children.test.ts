import t from 'tap'
import { BadRequest, Conflict, Invalid, NotFound } from '../../../src/engine/api-errors.ts'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import { lastAppliedAnnotation } from '../../../src/kit/last-applied.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { ClusterThing, ConfigMap, builtIn, child, parent, stored, things, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { Setup, World } from '../fixtures/world.ts'

// Group B of metacontroller.md §7.4, the cases that need no merge.

const observed = child(ConfigMap, { metadata: { name: 'c' }, data: { a: '1' } })
const known = parent({ status: { observedGeneration: 1 } })
const ran = async (setup: Setup, milliseconds = 100): Promise<World> => {
  const made = world(setup)
  await made.run(milliseconds)
  return made
}
const method = (name: 'OnDelete' | 'Recreate' | 'InPlace'): CompositeRegistration => ({ ...things, children: [{ kind: ConfigMap, method: name }] })

for (const name of ['OnDelete', 'Recreate', 'InPlace'] as const) {
  t.test(`B20: what the answer does not want is deleted, whatever the method (${name})`, async (t) => {
    const made = await ran({ registration: method(name), objects: [known, observed], hook: () => ({ children: [] }) })
    t.strictSame(made.ops(), ['DELETE ConfigMap n1/c (uid X, Background)'])
  })
}

const deleting = child(ConfigMap, { metadata: { name: 'c', deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['example.com/hold'] }, data: { a: '1' } })

t.test('B21: what is being deleted and not wanted is left alone', async (t) => {
  t.strictSame((await ran({ objects: [known, deleting], hook: () => ({ children: [] }) })).ops(), [])
})

t.test('B22: what is being deleted and differs is waited for, then made anew', async (t) => {
  const made = await ran({ objects: [known, deleting], hook: () => ({ children: [wanted('c', { a: '2' })] }) })
  t.strictSame(made.ops(), [])
  const { finalizers: _, ...metadata } = deleting.metadata
  await made.store.update(ConfigMap, { ...deleting, metadata })
  await made.run()
  t.strictSame(made.ops(), ['POST ConfigMap n1/c'])
})

t.test('B23: an object of somebody else with the name of a child is neither taken nor reported', async (t) => {
  const somebody = stored(builtIn('Secret'), { metadata: { name: 'o', namespace: 'n1', uid: 'U9' } })
  const foreign = stored(ConfigMap, { metadata: { name: 'c', namespace: 'n1', ownerReferences: [{ apiVersion: 'v1', kind: 'Secret', name: 'o', uid: 'U9', controller: true }] } })
  const made = await ran({ objects: [known, somebody, foreign], hook: () => ({ children: [wanted('c')], resyncAfterSeconds: 1 }) }, 2_500)
  t.strictSame(made.ops(), Array.from({ length: 3 }, () => 'POST ConfigMap n1/c'))
  t.strictSame(made.writes.map(({ refused }) => refused), Array.from({ length: 3 }, () => 'KH_API_ALREADY_EXISTS'))
  t.strictSame(made.passes.map(({ outcome }) => outcome), ['done', 'done', 'done'])
  t.strictSame(made.warnings(), [])
})

t.test('B24: a conflict over a child is swallowed', async (t) => {
  const made = await ran({
    objects: [known, observed], hook: () => ({ children: [wanted('c', { a: '2' })] }),
    fault: (operation) => operation.startsWith('PUT ConfigMap') ? new Conflict('ConfigMap n1/c', 'changed') : undefined,
  })
  t.strictSame([made.ops(), made.passes.map(({ outcome }) => outcome), made.warnings()], [['PUT ConfigMap n1/c'], ['done'], []])
})

t.test('B25: a child that is gone already is as good as deleted', async (t) => {
  const made = await ran({
    objects: [known, observed], hook: () => ({ children: [] }),
    fault: (operation) => operation.startsWith('DELETE') ? new NotFound('ConfigMap n1/c') : undefined,
  })
  t.strictSame([made.passes.map(({ outcome }) => outcome), made.warnings()], [['done'], []])
})

for (const [id, says, error, operation] of [
  ['B26', 'a child that the server refuses to change', new Invalid('ConfigMap n1/a', 'immutable'), 'PUT ConfigMap n1/a'],
  ['B27', 'a child that the server refuses to create', new BadRequest('ConfigMap n1/a', 'bad name'), 'POST ConfigMap n1/a'],
] as const) {
  t.test(`${id}: ${says} keeps nobody else from being done, fails the pass and is tried again`, async (t) => {
    const objects = id === 'B26' ? [parent(), child(ConfigMap, { metadata: { name: 'a' }, data: { v: '1' } })] : [parent()]
    const made = world({ objects, hook: () => ({ children: [wanted('a', { v: '2' }), wanted('b')], status: { ready: 1 } }), fault: (one) => one === operation ? error : undefined })
    await made.run(1)
    t.strictSame(made.ops(), [operation, 'POST ConfigMap n1/b', 'PUT Thing n1/p/status'])
    t.equal(made.passes[0]?.outcome, 'failed')
    t.match(made.warnings(), [/^Sync error: .*ConfigMap n1\/a/])
    t.match(made.engine.delayed(), [{ key: 'n1/p', reason: 'retry' }])
    await made.run()
    t.ok(made.ops().filter((one) => one === operation).length > 2)
  })
}

t.test('B28: another version than the rule\'s is deleted and created over and over', async (t) => {
  const [v1, v2] = [builtIn('HorizontalPodAutoscaler', 'autoscaling/v1'), builtIn('HorizontalPodAutoscaler', 'autoscaling/v2')]
  const made = await ran({
    registration: { ...things, children: [{ kind: v1, method: 'InPlace' }] },
    objects: [known, child(v1, { metadata: { name: 'h' } })],
    hook: () => ({ children: [{ apiVersion: v2.apiVersion, kind: v2.kind, metadata: { name: 'h' } }] }),
  }, 20)
  t.match(made.ops().slice(0, 4), [/^DELETE HorizontalPodAutoscaler n1\/h/, /^POST/, /^DELETE/, /^POST/])
  t.ok(made.passes.length > 4)
})

t.test('B29: a name made up by the server is never found again', async (t) => {
  const made = await ran({ objects: [known], hook: () => ({ children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } }] }) }, 20)
  t.ok(made.ops().filter((operation) => operation.startsWith('POST')).length > 4)
  t.ok(made.ops().filter((operation) => operation.startsWith('DELETE')).length > 4)
  t.equal((await made.store.list(ConfigMap)).length, 1)
})

t.test('B30: of two children with one name the last one counts', async (t) => {
  const made = await ran({ objects: [known], hook: () => ({ children: [wanted('c', { v: '1' }), wanted('c', { v: '2' })] }) })
  t.strictSame(made.ops(), ['POST ConfigMap n1/c'])
  t.match(await made.get(ConfigMap, 'c'), { data: { v: '2' } })
})

t.test('B31: a child of a kind without rule is created, and nobody looks at it again', async (t) => {
  const Secret = builtIn('Secret')
  const answers = [[{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }], [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }], []]
  const made = await ran({ objects: [known], hook: () => ({ children: answers.shift() ?? [], resyncAfterSeconds: 1 }) }, 2_500)
  t.strictSame(made.ops(), ['POST Secret n1/s', 'POST Secret n1/s'])
  t.strictSame(made.writes.map(({ refused }) => refused), [undefined, 'KH_API_ALREADY_EXISTS'])
  t.ok(await made.get(Secret, 's'), 'it stays')
})

t.test('B32: first deletes, then creates, kind by kind', async (t) => {
  const [Service, Deployment] = [builtIn('Service'), builtIn('Deployment')]
  const made = await ran({
    registration: { ...things, children: [Deployment, Service, ConfigMap].map((kind) => ({ kind, method: 'InPlace' })) },
    objects: [known, child(ConfigMap, { metadata: { name: 'old' } })],
    hook: () => ({ children: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } }, { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } }, wanted('new')] }),
  })
  t.strictSame(made.ops(), ['DELETE ConfigMap n1/old (uid X, Background)', 'POST ConfigMap n1/new', 'POST Service n1/s', 'POST Deployment n1/d'])
})

const annotation = async (made: World, name: string): Promise<JsonObject> =>
  JSON.parse(String((await made.get(ConfigMap, name))?.metadata.annotations?.[lastAppliedAnnotation]))

t.test('B33: the parent\'s namespace is filled in before the annotation is computed', async (t) => {
  const made = await ran({ objects: [known], hook: () => ({ children: [wanted('c')] }) })
  t.match(await annotation(made, 'c'), { metadata: { name: 'c', namespace: 'n1' } })
})

t.test('B34: a cluster-scoped parent has no namespace to give', async (t) => {
  const made = await ran({
    registration: { ...things, parents: [{ kind: ClusterThing, ignoreStatusChanges: false }] },
    objects: [stored(ClusterThing, { metadata: { name: 'p', uid: 'U1', generation: 1 }, spec: {} })],
    hook: () => ({ children: [wanted('c')] }),
  }, 1)
  t.match(made.writes.map(({ verb, refused }) => [verb, refused]), [['create', 'KH_API_METHOD_NOT_ALLOWED'], ['updateStatus', undefined]])
  t.equal(made.passes[0]?.outcome, 'failed')
})

t.test('B35: annotations that are no texts are all lost', async (t) => {
  const made = await ran({ objects: [known], hook: () => ({ children: [wanted('c', {}, { annotations: { a: 1, b: 'x' } })] }) }, 1)
  t.strictSame(Object.keys((await made.get(ConfigMap, 'c'))?.metadata.annotations ?? {}), [lastAppliedAnnotation])
  t.match(await annotation(made, 'c'), { metadata: { annotations: { a: 1, b: 'x' } } })
})

t.test('an annotation of ours in an answer costs one more write after the create (B13)', async (t) => {
  const echoing = () => ({ children: [wanted('c', {}, { annotations: { [lastAppliedAnnotation]: 'junk' } })] })
  const made = await ran({ objects: [known], hook: echoing })
  t.strictSame(made.ops(), ['POST ConfigMap n1/c', 'PUT ConfigMap n1/c'])
  const anew = await ran({ registration: method('Recreate'), objects: [known], hook: echoing }, 30)
  t.ok(anew.ops().length > 6, 'Recreate never comes to rest')
})
