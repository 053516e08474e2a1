import t from 'tap'
import { NotFound } from '../../../src/engine/api-errors.ts'
import type { Delivery } from '../../../src/engine/informer.ts'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { ConfigMap, builtIn, child, label, owner, parent, stored, things, wanted } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { Hook, Setup, World } from '../fixtures/world.ts'

// Group C of metacontroller.md §7.5.

const known = parent({ status: { observedGeneration: 1 } })
const gone = parent({ status: { observedGeneration: 1 } }, { deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['example.com/hold'] })
const orphan = (metadata: JsonObject = {}) => stored(ConfigMap, { metadata: { name: 'c', namespace: 'n1', uid: 'X', labels: label, ...metadata }, data: { a: '1' } })
const strayed = stored(ConfigMap, { metadata: { name: 'c', namespace: 'n1', uid: 'X', labels: { 'controller-uid': 'other' }, ownerReferences: [owner] }, data: { a: '1' } })
const bySpec: CompositeRegistration = { ...things, generateSelector: false }

const firstPass = async (setup: Setup): Promise<World> => {
  const made = world(setup)
  await made.run(1)
  return made
}
const sent = ({ calls }: World): unknown => calls[0]?.request['children']

t.test('C01: an orphan whose labels match is adopted and then treated as observed', async (t) => {
  const made = await firstPass({ objects: [known, orphan()], hook: () => ({ children: [wanted('c', { a: '1' })] }) })
  // The write of the child meets its own adoption: the cached version is old by then.
  t.strictSame(made.operations, ['GET Thing n1/p', 'GET ConfigMap n1/c', 'PUT ConfigMap n1/c', 'PUT ConfigMap n1/c', 'GET Thing n1/p'])
  t.match(sent(made), { 'ConfigMap.v1': { 'n1/c': { metadata: { uid: 'X' } } } })
  await made.run()
  t.match(await made.get(ConfigMap, 'c'), { metadata: { ownerReferences: [owner] }, data: { a: '1' } })
  t.strictSame(made.warnings(), [])
})

t.test('C02: a parent that is being deleted, or another one of its name, adopts nothing and fails', async (t) => {
  for (const live of [gone, parent({}, { uid: 'U2' })]) {
    // The cache is never told of the new parent.
    const late = world({ objects: [known, orphan()], hook: () => ({ children: [] }), delivery: (kind, event, deliver) => { if (kind.kind !== 'Thing' || event.type === 'Added') deliver() } })
    late.store.load([live])
    await late.run(1)
    t.strictSame([late.ops(), late.calls.length, late.passes.map(({ outcome }) => outcome)], [[], 0, ['failed']])
  }
  const alone = await firstPass({ objects: [known, orphan()], hook: () => ({ children: [] }), fault: (operation, at) => operation === 'GET Thing n1/p' && at === 1 ? new NotFound('Thing n1/p') : undefined })
  t.strictSame([alone.ops(), alone.passes.map(({ outcome }) => outcome)], [[], ['done']], 'a parent that is gone adopts nothing either, and the pass goes on')
})

t.test('C03: an owned child whose labels match no longer is released', async (t) => {
  const made = await firstPass({ objects: [known, strayed], hook: () => ({ children: [wanted('c', { a: '1' })] }) })
  t.strictSame(made.ops(), ['GET ConfigMap n1/c', 'PUT ConfigMap n1/c', 'POST ConfigMap n1/c'])
  t.strictSame(sent(made), { 'ConfigMap.v1': {} })
  t.equal(controllerOf(await made.get(ConfigMap, 'c') ?? known), undefined)
  t.equal(made.passes[0]?.outcome, 'done')
})

t.test('C04: a parent that is being deleted releases nothing', async (t) => {
  const made = await firstPass({ objects: [gone, strayed], hook: () => ({ children: [] }) })
  t.strictSame([made.ops(), sent(made)], [[], { 'ConfigMap.v1': {} }])
})

t.test('C05: an orphan that is being deleted is ignored', async (t) => {
  const made = await firstPass({ objects: [known, orphan({ deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: ['example.com/hold'] })], hook: () => ({ children: [] }) })
  t.strictSame([made.ops(), sent(made)], [[], { 'ConfigMap.v1': {} }])
})

t.test('C06: a child of another controller is ignored', async (t) => {
  const other = orphan({ ownerReferences: [{ ...owner, uid: 'U9' }] })
  const made = await firstPass({ objects: [known, other], hook: () => ({ children: [] }) })
  t.strictSame([made.ops(), sent(made)], [[], { 'ConfigMap.v1': {} }])
})

for (const [says, spec] of [['no selector', {}], ['an empty selector', { selector: {} }], ['an old map', { selector: { app: 'x' } }], ['a text', { selector: 'x' }], ['an unknown operator', { selector: { matchExpressions: [{ key: 'a', operator: 'Like' }] } }]] as const) {
  t.test(`C07: without a generated selector, ${says} fails the pass before the hook`, async (t) => {
    const made = await firstPass({ registration: bySpec, objects: [parent({ spec })], hook: () => ({}) })
    t.strictSame([made.calls.length, made.passes[0]?.outcome, made.warnings().length], [0, 'failed', 1])
  })
}

t.test('C08: a child that the selector does not match fails the pass: nothing is written, not even the status', async (t) => {
  const made = await firstPass({
    registration: bySpec, objects: [parent({ spec: { selector: { matchLabels: { app: 'x' } } } })],
    hook: () => ({ children: [wanted('a', {}, { labels: { app: 'x' } }), wanted('b', {}, { labels: { app: 'y' } })], status: { ready: 1 } }),
  })
  t.strictSame([made.calls.length, made.operations, made.passes[0]?.outcome, made.warnings().length], [1, [], 'failed', 1])
})

t.test('C09: a child without labels gets that of the generated selector, in the object and in the annotation', async (t) => {
  const made = await firstPass({ objects: [known], hook: () => ({ children: [wanted('c')] }) })
  const created = await made.get(ConfigMap, 'c')
  t.strictSame(created?.metadata.labels, label)
  t.match(Object.values(created?.metadata.annotations ?? {})[0], '"labels":{"controller-uid":"U1"}')
})

t.test('C10: a child with another uid in that label fails the pass', async (t) => {
  const made = await firstPass({ objects: [known], hook: () => ({ children: [wanted('c', {}, { labels: { 'controller-uid': 'other' } })] }) })
  t.strictSame([made.operations, made.passes[0]?.outcome], [[], 'failed'])
})

t.test('C11: of two parents that could adopt an orphan the first one wins', async (t) => {
  const selecting = (name: string, uid: string) => parent({ spec: { selector: { matchLabels: { app: 'x' } } } }, { name, uid })
  const keeping: Hook = ({ request }) => ({ children: JSON.stringify(request['children']).includes('n1/c') ? [wanted('c', { a: '1' }, { labels: { app: 'x' } })] : [] })
  const late: Delivery = (kind, event, deliver) => { if (kind.kind === 'ConfigMap' && event.type === 'Modified') made.clock.after(5, deliver); else deliver() }
  const made = world({ registration: bySpec, objects: [selecting('p', 'U1'), selecting('q', 'U2')], hook: keeping, delivery: late })
  await made.run()
  made.passes.splice(0)
  await made.store.create(ConfigMap, orphan({ labels: { app: 'x' } }))
  await made.run(1)
  t.strictSame(made.passes.map((pass) => [pass.parent, pass.outcome]), [['Thing n1/p', 'done'], ['Thing n1/q', 'failed']], 'both are called; the second one asks too late')
  await made.run(1000)
  t.strictSame([controllerOf(await made.get(ConfigMap, 'c') ?? known)?.uid, made.passes.at(-1)?.outcome, made.engine.delayed()], ['U1', 'done', []])
})

for (const labels of [null, { n: 1 }, { n: null }, 'text']) {
  t.test(`C12: labels ${JSON.stringify(labels)} fail the pass before anything is written`, async (t) => {
    const made = await firstPass({ objects: [parent()], hook: () => ({ children: [wanted('a'), wanted('b', {}, { labels })], status: { ready: 1 } }) })
    t.strictSame([made.calls.length, made.operations, made.passes[0]?.outcome], [1, [], 'failed'])
  })
}

t.test('a failed adoption keeps nobody else from being adopted, but fails the pass', async (t) => {
  const refused = (operation: string): boolean => operation === 'PUT ConfigMap n1/a'
  const made = await firstPass({
    objects: [known, orphan({ name: 'a', uid: 'XA' }), orphan({ name: 'b', uid: 'XB' })], hook: () => ({ children: [] }),
    fault: (operation) => refused(operation) ? Object.assign(new NotFound('x'), { code: 'KH_API_FORBIDDEN' }) : undefined,
  })
  t.strictSame([made.operations.filter((one) => one.startsWith('PUT')), made.calls.length, made.passes[0]?.outcome], [['PUT ConfigMap n1/a', 'PUT ConfigMap n1/b'], 0, 'failed'])
  t.equal(made.operations.filter((one) => one === 'GET Thing n1/p').length, 1, 'the parent is looked at once a kind')
})

t.test('an adopted object is deleted by Recreate, because it was never applied', async (t) => {
  const made = await firstPass({ registration: { ...things, children: [{ kind: ConfigMap, method: 'Recreate' }] }, objects: [known, orphan()], hook: () => ({ children: [wanted('c', { a: '1' })] }) })
  t.equal(made.ops().at(-1), 'DELETE ConfigMap n1/c (uid X, Background)')
})

t.test('children of kinds in other namespaces are out of sight of a namespaced parent', async (t) => {
  const Secret = builtIn('Secret')
  const far = child(Secret, { metadata: { name: 's', namespace: 'n2' } })
  const made = await firstPass({ registration: { ...things, children: [{ kind: Secret, method: 'InPlace' }] }, objects: [known, far], hook: () => ({ children: [] }) })
  t.strictSame(sent(made), { 'Secret.v1': {} })
})
