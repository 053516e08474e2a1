import t from 'tap'
import { controllerObjects } from '../../src/engine/controller-objects.ts'
import { discoveryOf } from '../../src/engine/discovery.ts'
import { rest } from '../../src/engine/rest.ts'
import { withField, withMetadata } from '../../src/engine/metadata.ts'
import type { CompositeRegistration } from '../../src/engine/registration.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { ConfigMap, Thing, builtIn, parent, stored, things, wanted } from './fixtures/things.ts'
import { begin, world } from './fixtures/world.ts'
import type { Answer, World } from './fixtures/world.ts'

const touch = async (made: World, annotations: JsonObject): Promise<void> => {
  await made.store.update(Thing, withMetadata(await made.get(Thing, 'p') ?? parent(), { annotations }))
}

t.test('every write is told with who, what and why', async (t) => {
  const made = world({ objects: [parent()], hook: ({ request }) => ({ children: [wanted('a', { v: JSON.stringify(request['parent']).includes('"on"') ? '2' : '1' })], status: { ready: 1 } }) })
  await made.run()
  await touch(made, { mode: 'on' })
  await made.run()
  t.match(made.writes.map(({ verb, object, controller, parent: of, reason }) => [verb, object, controller, of, reason]), [
    ['create', 'ConfigMap n1/a', 'things', 'Thing n1/p', 'the answer wants it and it is not there'],
    ['updateStatus', 'Thing n1/p', 'things', 'Thing n1/p', 'the status differs: ready, observedGeneration'],
    ['update', 'ConfigMap n1/a', 'things', 'Thing n1/p', 'it differs: data.v, metadata.annotations.metacontroller.k8s.io/last-applied-configuration'],
  ])
  t.match(made.passes.map(({ causes }) => causes), [['Thing n1/p was added'], ['child ConfigMap n1/a was added', 'Thing n1/p was changed'], ['Thing n1/p was changed'], ['child ConfigMap n1/a was modified']])
  t.match(made.hooks[0], { controller: 'things', hook: 'sync', parent: 'Thing n1/p', status: 200, request: { finalizing: false }, answer: { status: { ready: 1 } } })
})

t.test('a stopped engine writes nothing any longer, not even in the middle of a pass', async (t) => {
  for (const stopAt of ['POST ConfigMap n1/a', 'POST ConfigMap n1/b', 'GET Thing n1/p']) {
    const made = world({
      objects: [parent()], hook: () => ({ children: ['a', 'b', 'c'].map((name) => wanted(name)) }),
      fault: (operation) => { if (operation === stopAt) made.engine.stop(); return undefined },
    })
    await made.run(10_000)
    t.equal(made.operations.at(-1), stopAt)
    t.strictSame([made.engine.pending(), made.passes.map(({ outcome }) => outcome), made.warnings()], [0, ['stopped'], []])
  }
})

t.test('a lost engine is replaced by a new one, which finishes the work', async (t) => {
  const hook = (): Answer => ({ children: ['a', 'b', 'c'].map((name) => wanted(name)), status: { ready: 1 } })
  const lost = world({ objects: [parent()], hook, fault: (operation) => { if (operation === 'POST ConfigMap n1/b') lost.engine.stop(); return undefined } })
  await lost.run()
  const next = world({ objects: lost.store.objects(), hook })
  await next.run()
  t.strictSame(next.ops(), ['POST ConfigMap n1/c', 'PUT Thing n1/p/status'])
})

t.test('a stale cache leads to writes that the server refuses, and to the right end', async (t) => {
  const made = world({
    objects: [parent()], hook: () => ({ children: [wanted('a')], status: { ready: 1 } }),
    delivery: (kind, event, deliver) => { if (kind.kind === 'ConfigMap' && event.type === 'Added') made.clock.after(50, deliver); else deliver() },
  })
  await made.run(1000)
  t.strictSame(made.ops(), ['POST ConfigMap n1/a', 'PUT Thing n1/p/status', 'POST ConfigMap n1/a'])
  t.strictSame([made.warnings(), (await made.store.list(ConfigMap)).length], [[], 1])
})

t.test('resyncs come as often as registered, and no less than the cache is flushed', async (t) => {
  const passes = async (resyncPeriodSeconds: number | undefined, milliseconds: number): Promise<number> => {
    const made = world({ registration: { ...things, resyncPeriodSeconds }, objects: [parent({ status: { observedGeneration: 1 } })], hook: () => ({}) })
    await made.run(milliseconds + 500)
    return made.passes.filter(({ causes }) => causes.includes('resync')).length
  }
  t.strictSame([await passes(60, 300_000), await passes(0, 3_000), await passes(undefined, 3_600_000), await passes(7_200, 3_600_000)], [5, 3, 2, 2])
})

t.test('ignoreStatusChanges drops what changes the status alone, and no resync', async (t) => {
  const registration: CompositeRegistration = { ...things, parents: [{ kind: Thing, ignoreStatusChanges: true }], resyncPeriodSeconds: 60 }
  const made = world({ registration, objects: [parent()], hook: () => ({ status: { n: 1 } }) })
  await made.run()
  t.equal(made.passes.length, 1, 'its own status does not call it again')
  await touch(made, { a: 'b' })
  await made.run()
  await made.store.update(Thing, withField(await made.get(Thing, 'p') ?? parent(), 'spec', { a: 1 }))
  await made.run()
  t.equal(made.passes.length, 3)
  await made.run(60_000)
  t.match(made.passes.slice(3), [{ causes: ['resync'] }])
  t.equal(made.passes.length, 4)
})

t.test('so many passes at a time as there are workers, and one a parent', async (t) => {
  let [busy, most] = [0, 0]
  const made = world({
    objects: Array.from({ length: 12 }, (_, index) => parent({}, { name: `p${index}`, uid: `U${index}` })),
    hook: async () => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise<void>((resolve) => { made.clock.after(10, resolve) })
      busy -= 1
      return {}
    },
  })
  await made.run(1000)
  t.strictSame([most, new Set(made.passes.map((pass) => pass.parent)).size], [5, 12])
})

t.test('Events about one object are sent 25 at once and one in five minutes after that', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ reply: { status: 429, body: '', retryAfter: '0' } }) })
  made.engine.end(things)
  for (let index = 0; index < 30; index += 1) made.engine.events.tell(parent(), { type: 'Warning', reason: 'SyncError', message: 'x' })
  await made.clock.advance(300_000)
  made.engine.events.tell(parent(), { type: 'Warning', reason: 'SyncError', message: 'x' })
  t.equal(made.events.filter(({ object, isSent }) => object === 'Thing n1/p' && isSent).length, 26)
})

t.test('a controller tells when it starts and stops; its parents are all looked at again when it is built anew', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({}) })
  await made.run()
  const passes = made.passes.length
  made.engine.start(things)
  await made.run()
  t.strictSame(made.events.map(({ reason }) => reason), ['Starting', 'Started', 'Stopping', 'Stopped', 'Starting', 'Started'])
  t.equal(made.passes.length, passes + 1)
})

const object = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: 'things', ...metadata },
  spec: { generateSelector: true, parentResource: { apiVersion: Thing.apiVersion, resource: 'things' }, hooks: { sync: { version: 'v2', webhook: { url: 'http://hooks' } } }, ...spec },
})

t.test('a controller object builds its controller anew when its spec changes, and only then', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({}) })
  const objects = controllerObjects(made.engine, discoveryOf([Thing]))
  t.equal(objects.apply(object()).state, 'running')
  const starts = () => made.events.filter(({ reason }) => reason === 'Starting').length
  const before = starts()
  objects.apply(object({}, { labels: { a: 'b' } }))
  t.equal(starts(), before)
  objects.apply(object({ resyncPeriodSeconds: 5 }))
  t.equal(starts(), before + 1)
  objects.remove(object())
  await made.run(10_000)
  t.equal(made.calls.length, 0)
})

t.test('a controller object that cannot be built says so in an Event', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({}) })
  const objects = controllerObjects(made.engine, discoveryOf([Thing]))
  t.equal(objects.apply(object({ childResources: [{ apiVersion: 'v1', resource: 'nothings' }] })).state, 'failed')
  t.match(made.events.filter(({ type }) => type === 'Warning'), [{ object: 'CompositeController things', reason: 'CreateError', message: /nothings/ }])
  const builtInParent = object({ parentResource: { apiVersion: 'v1', resource: 'namespaces' } })
  t.equal(objects.apply(builtInParent).state, 'failed', 'a composite\'s parent must be a custom resource')
})

t.test('an engine rests when nothing is due or tried again; what comes by itself later does not count', async (t) => {
  const quiet = world({ objects: [parent()], hook: () => ({ resyncAfterSeconds: 30 }) })
  t.equal(await rest(quiet.engine, quiet.clock), true)
  t.ok(quiet.clock.now() < begin + 2_000)
  const failing = world({ objects: [parent()], hook: () => ({ reply: { status: 500, body: '' } }) })
  t.equal(await rest(failing.engine, failing.clock, { mostMilliseconds: 60_000 }), false)
  const hot = world({ objects: [parent()], hook: () => ({ status: { at: hot.clock.now() } }) })
  t.equal(await rest(hot.engine, hot.clock, { mostMilliseconds: 100 }), false)
})

t.test('a namespaced parent cannot keep a child elsewhere: it is collected, and made again by every pass', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ children: [wanted('far', {}, { namespace: 'n2' })], resyncAfterSeconds: 1 }) })
  await made.run(2_500)
  t.ok(made.ops().filter((operation) => operation === 'POST ConfigMap n2/far').length >= 3)
  t.strictSame([await made.store.list(ConfigMap), made.warnings()], [[], []])
})

t.test('a namespaced parent cannot keep a cluster-scoped child either: it stays, and nobody sees it', async (t) => {
  const ClusterRole = builtIn('ClusterRole')
  const made = world({
    registration: { ...things, children: [{ kind: ClusterRole, method: 'InPlace' }] }, objects: [parent()],
    hook: () => ({ children: [{ apiVersion: ClusterRole.apiVersion, kind: 'ClusterRole', metadata: { name: 'r' } }] }),
  })
  await made.run(2_500)
  t.strictSame(made.writes.filter(({ verb }) => verb === 'create').map(({ refused }) => refused), [undefined, 'KH_API_ALREADY_EXISTS'])
  t.strictSame([(await made.store.list(ClusterRole)).map(({ metadata }) => metadata.namespace), made.calls.at(-1)?.request['children']], [[undefined], { 'ClusterRole.rbac.authorization.k8s.io/v1': {} }])
})

t.test('a v1 hook gets relative keys', async (t) => {
  const made = world({ registration: { ...things, hooks: { sync: { version: 'v1', isStrict: false, timeoutMilliseconds: 1000, isCallable: true } } }, objects: [parent()], hook: () => ({ children: [wanted('a')] }) })
  await made.run()
  t.match(made.calls.at(-1)?.request, { children: { 'ConfigMap.v1': { a: { metadata: { name: 'a' } } } } })
})

t.test('an orphan that appears calls only parents that could adopt it', async (t) => {
  const made = world({ objects: [parent(), parent({}, { name: 'q', uid: 'U2' })], hook: () => ({ children: [] }) })
  await made.run()
  made.passes.splice(0)
  await made.store.create(ConfigMap, stored(ConfigMap, { metadata: { name: 'o', namespace: 'n1', labels: { 'controller-uid': 'U2' } } }))
  await made.store.create(ConfigMap, stored(ConfigMap, { metadata: { name: 'far', namespace: 'n2', labels: { 'controller-uid': 'U1' } } }))
  await made.run(1)
  t.strictSame(made.passes.map((pass) => pass.parent), ['Thing n1/q'])
})
