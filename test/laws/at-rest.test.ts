import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { newBench, rest, step } from './bench.ts'
import { valueAt, withField } from './break.ts'
import { adopted } from './damage.ts'
import { parentOf } from './parents.ts'
import { ripened } from './workload.ts'
import { ordered } from './world.ts'
import type { Applied, Parent, World } from './world.ts'

// Fixpoints of whole apps by hand: every place where the API server, its admission or another controller writes into
// what we made (metacontroller.md §6.2, verified.md 1–3).

const kasprApp = controllers.flatMap((controller): readonly CompositeController[] => controller.type === 'composite' && controller.name === 'kasprapp' ? [controller] : [])

const base: JsonObject = { bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, storage: { type: 'persistent-claim', class: 'standard', size: '1Gi' } }

const worldWith = (spec: JsonObject, { annotations = {} }: { readonly annotations?: Readonly<Record<string, string>> } = {}): World => {
  const [controller] = kasprApp
  if (controller === undefined) throw new TypeError('no controller is called kasprapp')
  const parent = parentOf(controller, { name: 'shop', labels: {}, annotations, spec: { ...base, ...spec }, status: undefined })
  return { controller, parent, children: new Map(), objects: [], settings: {}, isStale: false, minute: 0 }
}

const bench = newBench()
const settled = (spec: JsonObject): World => rest(bench, worldWith(spec))
const grown = (spec: JsonObject): World => {
  const young = settled(spec)
  return rest(bench, { ...young, children: ripened(young.children) })
}

const names = { statefulSet: 'StatefulSet.apps/v1 demo/shop-app', autoscaler: 'HorizontalPodAutoscaler.autoscaling/v2 demo/shop-app-hpa', packages: 'PersistentVolumeClaim.v1 demo/shop-app-python-packages', headless: 'Service.v1 demo/shop-app', memberSet: 'KasprMemberSet.kaspr.io/v1alpha1 demo/shop-app' }

const childOf = ({ children }: World, identity: string): JsonObject => trusted<JsonObject>(children.get(identity) ?? {})
const field = (world: World, identity: string, path: string): JsonValue | undefined => valueAt(childOf(world, identity), path.split('.'))

/** The world after somebody else wrote one field of a child. */
const written = (world: World, identity: string, change: readonly [path: string, value: JsonValue]): World => {
  const made = withField(childOf(world, identity), change[0].split('.'), change[1])
  return { ...world, children: new Map([...world.children, [identity, ordered(trusted<KubernetesObject>(made))]]) }
}

const edited = (world: World, spec: JsonObject): World => ({
  ...world,
  parent: ordered(trusted<Parent>({ ...world.parent, metadata: { ...world.parent.metadata, generation: (world.parent.metadata.generation ?? 0) + 1 }, spec: { ...base, ...spec } })),
})

const isQuiet = ({ writes, isStatusWritten }: Applied): boolean => writes.length === 0 && !isStatusWritten

const apps: Readonly<Record<string, JsonObject>> = {
  'a plain app': {},
  'probes with zero and absent values': { livenessProbe: { initialDelaySeconds: 0 }, readinessProbe: { periodSeconds: 1 } },
  'quantities in every spelling': {
    resources: { requests: { cpu: '0.25', memory: '1024Mi', 'ephemeral-storage': '1e3' }, limits: { cpu: '1500m', memory: 2147483648 } }, storage: { type: 'ephemeral', class: 'standard', size: '0.5Gi' },
  },
  'amounts below a thousandth': { resources: { requests: { cpu: '100u' } } },
  'tolerations and spread constraints': { template: { pod: {
    tolerations: [{ key: 'a', operator: 'Exists' }, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }, { key: 'b', value: '' }],
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } }, matchLabelKeys: [] }],
  } } },
  'zero values that mean something': { template: { pod: { terminationGracePeriodSeconds: 0, enableServiceLinks: false, securityContext: { runAsUser: 0, runAsNonRoot: false, supplementalGroups: [] } } } },
  'volumes of all kinds': { template: { pod: { volumes: [
    { name: 'a', emptyDir: {} }, { name: 'b', emptyDir: { medium: 'Memory', sizeLimit: '1024Mi' } }, { name: 'c', secret: { secretName: 's' } }, { name: 'd', configMap: { name: 'm', items: [{ key: 'k', path: 'p', mode: 0 }] } },
    { name: 'e', persistentVolumeClaim: { claimName: 'c', readOnly: false } }, { name: 'f', csi: { driver: 'd', readOnly: false } },
  ] } } },
  'variables from fields, keys and nothing': { template: { kasprContainer: { env: [
    { name: 'A', value: '' }, { name: 'B', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }, { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } }, { name: 'POD_NAME', value: 'twice' },
  ] } } },
  'affinity with empty parts': { template: { pod: { affinity: { nodeAffinity: {}, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: {}, namespaces: [] } }] } } } } },
  'packages on a claim': { pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true, size: '1024Mi' } } },
  'no members': { replicas: 0 },
}

for (const [what, spec] of Object.entries(apps)) {
  t.test(`${what}: nothing is written at rest, nothing twice on the way there`, async (t) => {
    const first = step(bench, worldWith(spec))
    const second = step(bench, first.world)
    t.ok(first.writes.length >= 5 && first.writes.every((write) => write.startsWith('POST')), first.writes.join(', '))
    t.strictSame(second.changed, [], 'nothing that was made is changed')
    t.ok(isQuiet(step(bench, rest(bench, second.world))), 'at rest')
    t.ok(isQuiet(step(bench, grown(spec))), 'at rest with running pods and bound claims')
  })
}

t.test('claim templates carry the four fields that the API server would fill in', async (t) => {
  t.match(field(settled({}), names.statefulSet, 'spec.volumeClaimTemplates.0'), { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } })
})

t.test('an older Kubernetes gives claim templates back with a null in them, and nothing is written at rest', async (t) => {
  const older = (world: World): World => written(world, names.statefulSet, ['spec.volumeClaimTemplates.0.metadata.creationTimestamp', null])
  const rounds = [1, 2].reduce((world) => older(step(bench, world).world), older(settled({})))
  t.equal(field(rounds, names.statefulSet, 'spec.volumeClaimTemplates.0.metadata.creationTimestamp'), null)
  t.match(step(bench, rounds), { writes: [], isStatusWritten: false })
})

t.test('the number of members that the autoscaler chose is not written back', async (t) => {
  const scaled = rest(bench, written(grown({ replicas: 12 }), names.statefulSet, ['spec.replicas', 5]))
  t.equal(field(scaled, names.statefulSet, 'spec.replicas'), 5)
  t.ok(isQuiet(step(bench, scaled)))
})

t.test('the class that admission gives to the packages claim stays', async (t) => {
  const world = grown({ pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true } } })
  t.match(field(world, names.packages, 'spec'), { storageClassName: 'standard', volumeMode: 'Filesystem', volumeName: 'pv-1' })
  t.ok(isQuiet(step(bench, world)))
})

t.test('a claim that is not bound yet does not grow; once it is bound it does', async (t) => {
  const packages = (size: string): JsonObject => ({ pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true, size } } })
  const pending = rest(bench, edited(settled(packages('1Gi')), packages('2Gi')))
  t.equal(field(pending, names.packages, 'spec.resources.requests.storage'), '1Gi')
  t.equal(field(rest(bench, { ...pending, children: ripened(pending.children) }), names.packages, 'spec.resources.requests.storage'), '2Gi')
})

t.test('a packages claim that stands outside of the app is not asked for, and nothing is written at rest', async (t) => {
  for (const deleteClaim of [true, false]) {
    const made = grown({ pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true, deleteClaim } } })
    const children = new Map([...made.children].filter(([identity]) => identity !== names.packages))
    const outside = { name: 'shop-app-python-packages', uid: 'c-1', requested: '256Mi', phase: 'Bound' }
    const free = rest(bench, written({ ...made, children }, names.memberSet, ['status.packagesClaim', outside]))
    t.notOk(free.children.has(names.packages))
    t.ok(isQuiet(step(bench, free)))
  }
})

t.test('metrics and behaviour of the autoscaler are complete', async (t) => {
  t.match(step(bench, written(settled({}), names.autoscaler, ['status', { currentMetrics: [], desiredReplicas: 1 }])), { writes: [], isStatusWritten: false })
})

t.test('an app that another operator made is taken over with one write a child and no change of its pods', async (t) => {
  const home = grown({})
  const taken = step(bench, { ...home, children: adopted(home.children) })
  t.equal(taken.writes.length, home.children.size)
  t.strictSame(taken.changed, [])
  t.ok(isQuiet(step(bench, rest(bench, taken.world))))
})

t.test('annotations of others outlive the last one of ours', async (t) => {
  const annotated = settled({ template: { service: { metadata: { annotations: { ours: 'a' } } } } })
  const foreign = written(annotated, names.headless, ['metadata.annotations', { ...mapOf(field(annotated, names.headless, 'metadata.annotations')), theirs: 'b' }])
  const after = mapOf(field(rest(bench, edited(foreign, {})), names.headless, 'metadata.annotations'))
  t.strictSame(Object.keys(after).toSorted(), [lastAppliedAnnotation, 'theirs'])
})

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}

t.test('pause holds a manual edit, also over a change of the spec, and its end repairs it', async (t) => {
  const tampered = written(grown({}), names.statefulSet, ['spec.template.spec.containers.0.image', 'other:1'])
  const paused = { ...edited(tampered, { replicas: 3 }), parent: ordered({ ...edited(tampered, { replicas: 3 }).parent, metadata: { ...tampered.parent.metadata, generation: 4, annotations: { 'kaspr.io/pause-reconciliation': 'true' } } }) }
  const held = rest(bench, paused)
  t.equal(field(held, names.statefulSet, 'spec.template.spec.containers.0.image'), 'other:1')
  const back = rest(bench, { ...held, parent: ordered({ ...held.parent, metadata: { ...held.parent.metadata, annotations: {} } }) })
  t.not(field(back, names.statefulSet, 'spec.template.spec.containers.0.image'), 'other:1')
  t.equal(field(back, names.autoscaler, 'spec.maxReplicas'), 3)
})
