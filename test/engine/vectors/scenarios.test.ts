import t from 'tap'
import { controllerOf } from '../../../src/engine/owner-reference.ts'
import { withField, withMetadata } from '../../../src/engine/metadata.ts'
import type { CompositeRegistration } from '../../../src/engine/registration.ts'
import { at, group, mapAt, numberAt } from '../fixtures/request.ts'
import { ConfigMap, Thing, builtIn, parent, stored, strict, things, wanted } from '../fixtures/things.ts'
import { begin, world } from '../fixtures/world.ts'
import type { World } from '../fixtures/world.ts'

// Group X of metacontroller.md §7.13: scenarios that run to a fixpoint, first part.

const of = (kinds: CompositeRegistration['children'], more: Partial<CompositeRegistration> = {}): CompositeRegistration => ({ ...things, children: kinds, ...more })
const outcomes = ({ passes }: World): readonly string[] => passes.map(({ outcome }) => outcome)

t.test('X01: one child takes one pass that writes; the passes after it write nothing', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ children: [wanted('p')] }) })
  await made.run(60_000)
  t.strictSame(made.ops(), ['POST ConfigMap n1/p', 'PUT Thing n1/p/status'])
  t.strictSame([controllerOf(await made.get(ConfigMap, 'p') ?? parent())?.uid, outcomes(made)], ['U1', ['done', 'done']])
})

t.test('X02: a Job that is not wanted any longer goes in the background', async (t) => {
  const Job = builtIn('Job')
  const made = world({
    registration: of([{ kind: Job, method: 'OnDelete' }]), objects: [parent({ spec: { replicas: 1 } })],
    hook: ({ request }) => ({ children: numberAt(request, 'parent', 'spec', 'replicas') > 0 ? [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' } }] : [] }),
  })
  await made.run()
  t.ok(await made.get(Job, 'j'))
  await made.store.update(Thing, withField(await made.get(Thing, 'p') ?? parent(), 'spec', { replicas: 0 }))
  await made.run()
  t.match(made.operations.filter((operation) => operation.startsWith('DELETE')), [/Background/])
  t.equal(await made.get(Job, 'j'), undefined)
})

t.test('X03: resyncAfterSeconds makes exactly one timed pass', async (t) => {
  let calls = 0
  const made = world({
    objects: [parent()],
    hook: ({ request }) => {
      const answers = [{ status: {} }, { resyncAfterSeconds: 0.1 }, { status: { elapsed: made.clock.now() - begin } }]
      return answers[calls++] ?? { status: mapAt(request, 'parent', 'status') }
    },
  })
  await made.run(600_000)
  const status = (await made.get(Thing, 'p'))?.['status']
  t.ok(numberAt(status, 'elapsed') >= 100 && numberAt(status, 'elapsed') < 1000)
  t.equal(made.passes.filter(({ causes }) => causes.includes('resyncAfterSeconds')).length, 1)
})

t.test('X04: a related object of a kind nobody watched yet: silent tries, then the child', async (t) => {
  const Secret = builtIn('Secret')
  const made = world({
    registration: { ...things, hooks: { sync: strict, customize: strict } },
    objects: [parent(), stored(Secret, { metadata: { name: 'r', namespace: 'n1' } })],
    hook: (call) => call.hook === 'customize'
      ? { relatedResources: [{ apiVersion: 'v1', resource: 'secrets', namespace: 'n1', names: ['r'] }] }
      : { children: Object.keys(group(call, 'related', 'Secret.v1')).map(() => wanted('p-r')) },
    delivery: (kind, event, deliver) => { if (kind.kind === 'Secret' && event.type === 'Added') setImmediate(() => { made.clock.after(30, deliver) }); else deliver() },
  })
  await made.run(1000)
  t.ok(await made.get(ConfigMap, 'p-r'))
  t.strictSame([[...new Set(outcomes(made))], made.warnings()], [['not synced', 'done'], []])
  t.ok(outcomes(made).filter((outcome) => outcome === 'not synced').length >= 2)
})

t.test('X06: an orphan is adopted; when its label breaks it is let go and lives on', async (t) => {
  const registration = of([{ kind: ConfigMap, method: 'OnDelete' }], { generateSelector: false })
  const orphan = stored(ConfigMap, { metadata: { name: 'c', namespace: 'n1', labels: { app: 'x' } }, data: {} })
  let children = [wanted('c', {}, { labels: { app: 'x' } })]
  const made = world({ registration, objects: [parent({ spec: { selector: { matchLabels: { app: 'x' } } } }), orphan], hook: () => ({ children }) })
  await made.run()
  t.equal(controllerOf(await made.get(ConfigMap, 'c') ?? orphan)?.uid, 'U1')
  children = []
  await made.store.update(ConfigMap, withMetadata(await made.get(ConfigMap, 'c') ?? orphan, { labels: { app: 'broken' } }))
  await made.run()
  t.strictSame([controllerOf(await made.get(ConfigMap, 'c') ?? parent()), (await made.get(ConfigMap, 'c'))?.metadata.labels], [undefined, { app: 'broken' }])
})

for (const method of ['OnDelete', 'Recreate'] as const) {
  t.test(`X08: a new value and a foreign key under ${method}`, async (t) => {
    const made = world({
      registration: of([{ kind: ConfigMap, method }]), objects: [parent({ spec: { v: 'v1' } })],
      hook: ({ request }) => ({ children: [wanted('c', { v: at(request, 'parent', 'spec', 'v') ?? '' })] }),
    })
    await made.run()
    const child = async () => await made.get(ConfigMap, 'c') ?? parent()
    await made.store.update(ConfigMap, withField(await child(), 'data', { v: 'v1', foreign: 'y' }))
    await made.run()
    await made.store.update(Thing, withField(await made.get(Thing, 'p') ?? parent(), 'spec', { v: 'v2' }))
    await made.run()
    if (method === 'OnDelete') {
      t.strictSame((await child())['data'], { v: 'v1', foreign: 'y' })
      await made.store.delete({ kind: ConfigMap, name: 'c', namespace: 'n1' }, { propagation: 'Background' })
      await made.run()
    }
    t.strictSame((await child())['data'], { v: 'v2' })
    const uid = (await child()).metadata.uid
    const passes = made.passes.length
    for (const turn of ['1', '2', '3']) {
      await made.store.update(Thing, withMetadata(await made.get(Thing, 'p') ?? parent(), { annotations: { turn } }))
      await made.run()
    }
    t.strictSame([(await child()).metadata.uid, made.passes.length - passes], [uid, 3])
  })
}

t.test('X12: ConfigMaps of another namespace are listed in a child', async (t) => {
  const made = world({
    registration: { ...things, hooks: { sync: strict, customize: strict } },
    objects: [parent(), ...['cm-2', 'cm-1'].map((name) => stored(ConfigMap, { metadata: { name, namespace: 'source-ns' } }))],
    hook: (call) => {
      if (call.hook === 'customize') return { relatedResources: [{ apiVersion: 'v1', resource: 'configmaps', namespace: 'source-ns' }] }
      const found = Object.keys(group(call, 'related', 'ConfigMap.v1'))
      return { children: [wanted('list', { names: found.join('\n') })], status: { count: found.length } }
    },
  })
  await made.run()
  t.match(await made.get(ConfigMap, 'list'), { data: { names: 'source-ns/cm-1\nsource-ns/cm-2' } })
  t.match(await made.get(Thing, 'p'), { status: { count: 2 } })
})

t.test('X13: a hook that does not know the caller never leads to a child', async (t) => {
  const made = world({ objects: [parent()], hook: () => ({ reply: { status: 401, body: 'who are you' } }) })
  await made.run(10_000)
  t.strictSame(await made.store.list(ConfigMap), [])
  t.ok(made.warnings().length > 3)
  t.ok(made.events.every(({ reason, type }) => type === 'Normal' || reason === 'SyncError'))
})
