import t from 'tap'
import type { RelatedRule } from '../../../src/protocol/answer.ts'
import type { CompositeRegistration, HookVersion } from '../../../src/engine/registration.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import { ClusterThing, ConfigMap, Thing, builtIn, loose, parent, stored, strict, things } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { World } from '../fixtures/world.ts'

// Group G of metacontroller.md §7.9: three namespaces with a ConfigMap `s` each, and a parent in the first.

const Namespace = builtIn('Namespace')
const namespaces = [['n1', { env: 'dev' }], ['n2', { env: 'dev' }], ['n3', {}]] as const
const around: readonly StoredObject[] = namespaces.flatMap(([name, labels]) => [
  stored(Namespace, { metadata: { name, labels } }),
  stored(ConfigMap, { metadata: { name: 's', namespace: name, uid: `s-${name}`, labels: { of: name } } }),
])

const hook = (version: HookVersion) => version === 'v1' ? loose : strict
const registration = (customize: HookVersion, sync: HookVersion): CompositeRegistration =>
  ({ ...things, children: [], hooks: { sync: hook(sync), customize: hook(customize) } })
const synced = parent({ status: { observedGeneration: 1 } })
const clustered = stored(ClusterThing, { metadata: { name: 'p', uid: 'U1', generation: 1 }, spec: {}, status: { observedGeneration: 1 } })

const asking = (rules: readonly object[], of: CompositeRegistration, objects: readonly StoredObject[] = [synced]): World => world({
  registration: of, objects: [...objects, ...around],
  hook: (call) => call.hook === 'customize' ? { relatedResources: trusted<JsonObject[]>(rules) } : {},
})

/** Keys of `related` in the last sync request. */
const related = ({ calls }: World): unknown => {
  const groups = calls.findLast(({ hook: asked }) => asked === 'sync')?.request['related']
  return isObject(groups) ? Object.fromEntries(Object.entries(groups).map(([key, objects]) => [key, Object.keys(isObject(objects) ? objects : {})])) : undefined
}
const customized = ({ calls }: World): number => calls.filter(({ hook: asked }) => asked === 'customize').length

const configMaps: Pick<RelatedRule, 'apiVersion' | 'resource'> = { apiVersion: 'v1', resource: 'configmaps' }
const everyNamespace = { apiVersion: 'v1', resource: 'namespaces', labelSelector: {} }
const dev = { matchLabels: { env: 'dev' } }

for (const [id, rule, versions, sent] of [
  ['G01', { ...configMaps, names: ['s'] }, [['v1', 'v1']], { 'ConfigMap.v1': ['s'] }],
  ['G02', { ...configMaps, namespace: 'n2', names: ['s'] }, [['v1', 'v1'], ['v1', 'v2']], undefined],
  ['G03', { ...configMaps, namespace: 'n2', names: ['s'] }, [['v2', 'v2']], { 'ConfigMap.v1': ['n2/s'] }],
  ['G04', { ...configMaps, namespaceSelector: dev }, [['v2', 'v2']], { 'ConfigMap.v1': ['n1/s', 'n2/s'] }],
  ['G05', { ...configMaps, namespaceSelector: dev }, [['v1', 'v1'], ['v1', 'v2']], undefined],
  ['G06', everyNamespace, [['v1', 'v1']], { 'Namespace.v1': [] }],
  ['G07', everyNamespace, [['v1', 'v2'], ['v2', 'v2']], { 'Namespace.v1': ['n1', 'n2', 'n3'] }],
  ['G08', { ...configMaps, names: ['s'], labelSelector: {} }, [['v1', 'v1'], ['v2', 'v2']], undefined],
] as const) {
  for (const [customize, sync] of versions) {
    t.test(`${id}: ${JSON.stringify(rule)}, customize ${customize}, sync ${sync}`, async (t) => {
      const made = asking([rule], registration(customize, sync))
      await made.run()
      t.strictSame(related(made), sent)
      t.equal(made.passes.some(({ outcome }) => outcome === 'failed'), sent === undefined)
    })
  }
}

t.test('G09: a cluster-scoped parent may look anywhere, even in v1', async (t) => {
  const of: CompositeRegistration = { ...registration('v1', 'v1'), parents: [{ kind: ClusterThing, ignoreStatusChanges: false }] }
  const made = asking([{ ...configMaps, namespace: 'n2', names: ['s'] }], of, [clustered])
  await made.run()
  t.strictSame(related(made), { 'ConfigMap.v1': ['n2/s'] })
})

for (const [says, rule, of, sent] of [
  ['no selector is everything', configMaps, registration('v2', 'v2'), ['n1/s', 'n2/s', 'n3/s']],
  ['no selector is everything at home, in v1', configMaps, registration('v1', 'v1'), ['s']],
  ['an empty selector too', { ...configMaps, labelSelector: {} }, registration('v2', 'v2'), ['n1/s', 'n2/s', 'n3/s']],
  ['no names at all are no condition', { ...configMaps, names: [] }, registration('v2', 'v2'), ['n1/s', 'n2/s', 'n3/s']],
  ['a namespace alone', { ...configMaps, namespace: 'n3' }, registration('v2', 'v2'), ['n3/s']],
  ['namespace and labels', { ...configMaps, namespace: 'n3', labelSelector: { matchLabels: { of: 'n1' } } }, registration('v2', 'v2'), []],
  ['labels in chosen namespaces', { ...configMaps, namespaceSelector: dev, labelSelector: { matchLabels: { of: 'n2' } } }, registration('v2', 'v2'), ['n2/s']],
  ['names without namespace reach everywhere, even from v1 to a v2 hook', { ...configMaps, names: ['s'] }, registration('v1', 'v2'), ['n1/s', 'n2/s', 'n3/s']],
] as const) {
  t.test(`rule shapes: ${says}`, async (t) => {
    const made = asking([rule], of)
    await made.run()
    t.strictSame(related(made), { 'ConfigMap.v1': sent })
  })
}

for (const [says, rule] of [
  ['namespace and namespaceSelector', { ...configMaps, namespace: 'n1', namespaceSelector: dev }],
  ['namespaces of what has none', { ...everyNamespace, namespaceSelector: dev }],
  ['an unknown resource', { apiVersion: 'v1', resource: 'things' }],
  ['an unknown operator', { ...configMaps, labelSelector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] } }],
] as const) {
  t.test(`a rule with ${says} fails the pass`, async (t) => {
    const made = asking([rule], registration('v2', 'v2'))
    await made.run(30)
    t.ok(made.passes.some(({ outcome }) => outcome === 'failed'))
    t.equal(made.calls.filter(({ hook: asked }) => asked === 'sync').length, 0)
  })
}

t.test('rules for one kind are added up', async (t) => {
  const made = asking([{ ...configMaps, namespace: 'n3' }, { ...configMaps, namespace: 'n2' }, everyNamespace], registration('v2', 'v2'))
  await made.run()
  t.strictSame(related(made), { 'ConfigMap.v1': ['n2/s', 'n3/s'], 'Namespace.v1': ['n1', 'n2', 'n3'] })
})

const annotate = async (made: World, value: string): Promise<void> => {
  const live = await made.get(Thing, 'p') ?? synced
  await made.store.update(Thing, withMetadata(live, { annotations: { at: value } }))
  await made.run()
}

t.test('G10: a changed annotation asks for nothing new for 20 minutes', async (t) => {
  const made = asking([{ ...configMaps, names: ['s'] }], registration('v2', 'v2'))
  await made.run()
  const passes = made.passes.length
  await annotate(made, '1')
  t.strictSame([customized(made), made.passes.length], [1, passes + 1])
  await made.run(20 * 60_000)
  await annotate(made, '2')
  t.equal(customized(made), 2)
})

t.test('G11: a new generation asks once', async (t) => {
  const made = asking([{ ...configMaps, names: ['s'] }], registration('v2', 'v2'))
  await made.run()
  await made.store.update(Thing, { ...await made.get(Thing, 'p') ?? synced, spec: { size: 2 } })
  await made.run()
  await annotate(made, '1')
  t.equal(customized(made), 2)
})

for (const [version, isCalled] of [['v2', true], ['v1', false]] as const) {
  t.test(`G12: a change of n2/s ${isCalled ? 'calls the parent under G03' : 'calls nobody under G01'}`, async (t) => {
    const made = asking([{ ...configMaps, ...(isCalled ? { namespace: 'n2' } : {}), names: ['s'] }], registration(version, version))
    await made.run()
    const passes = made.passes.length
    await made.store.update(ConfigMap, { ...await made.get(ConfigMap, 's', 'n2') ?? synced, data: { new: 'yes' } })
    await made.run()
    t.equal(made.passes.length - passes, isCalled ? 1 : 0)
  })
}

t.test('an object that stops matching calls the parent as well, and a parent whose rules are unknown is asked for them', async (t) => {
  const made = asking([{ ...configMaps, namespace: 'n2', labelSelector: { matchLabels: { of: 'n2' } } }], registration('v2', 'v2'))
  await made.run(21 * 60_000)
  const [passes, asked] = [made.passes.length, customized(made)]
  await made.store.update(ConfigMap, withMetadata(await made.get(ConfigMap, 's', 'n2') ?? synced, { labels: {} }))
  await made.run()
  t.strictSame([made.passes.length - passes, customized(made) - asked, related(made)], [1, 1, { 'ConfigMap.v1': [] }])
})

t.test('a customize hook that fails or wants to rest ends the pass before the sync hook', async (t) => {
  const replies = [{ status: 500, body: 'boom' }, { status: 429, body: '', retryAfter: '3' }]
  const made = world({ registration: registration('v2', 'v2'), objects: [synced, ...around], hook: (call) => call.hook === 'customize' && replies.length > 0 ? { reply: replies.shift() ?? { status: 200, body: '{}' } } : {} })
  await made.run(10_000)
  t.strictSame(made.passes.map(({ outcome }) => outcome), ['failed', 'throttled', 'done'])
})
