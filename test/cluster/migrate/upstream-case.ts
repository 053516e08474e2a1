import { storageClass } from '../../../scripts/cluster/furniture.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import { canonical } from '../../../src/kit/canonical.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { goldenCases } from '../../goldens/cases.ts'
import type { GoldenCase } from '../../goldens/cases.ts'
import { fieldAt, rendered, variablesOf } from '../../goldens/rendered.ts'

/** This one stays where its golden was made, so that nothing of it is touched. */
const untouched = 'agents-three'

/** Where a golden is brought: many have the same names. */
export const namespaceOf = (name: string): string => name === untouched ? 'demo' : `move-${name}`

/** A golden in a namespace of its own, as kaspr-operator leaves it. */
export interface UpstreamCase {
  readonly name: string
  readonly namespace: string
  /** With the marks of kopf, and with their statuses. */
  readonly resources: readonly StoredObject[]
  /** Owners by name; their uids are those of the goldens. */
  readonly children: readonly StoredObject[]
}

/** In that namespace, with claims that can be bound here. */
const placed = (object: JsonObject, namespace: string): StoredObject => trusted<StoredObject>(JSON.parse(JSON.stringify(object)
  .replaceAll('"namespace":"demo"', `"namespace":"${namespace}"`).replaceAll('.demo.svc', `.${namespace}.svc`)
  .replaceAll(/"(class|storageClass|storageClassName)":"(standard|fast-ssd|shared-nfs)"/g, `"$1":"${storageClass}"`)))

/** Hashes of components count the namespace: upstream's are replaced by ours where the golden shows that both are the same. */
const rehashed = (golden: GoldenCase, resources: readonly StoredObject[]): ((object: StoredObject) => StoredObject) => {
  const [here, there] = [variablesOf(rendered(golden)), variablesOf(rendered({ ...golden, resources }))]
  const hashes = [...here].filter(([name]) => name.endsWith('_HASH')).map(([name, hash]) => [String(hash), String(there.get(name))] as const)
  return (object) => trusted<StoredObject>(JSON.parse(hashes.reduce((text, [before, after]) => text.replaceAll(`"${before}"`, `"${after}"`), JSON.stringify(object))))
}

const long = '2026-01-01T00:00:00.123456+00:00'

const leftByKopf = (resource: StoredObject): StoredObject => withMetadata(resource, {
  uid: undefined,
  generation: undefined,
  finalizers: ['kopf.zalando.org/KopfFinalizerMarker'],
  annotations: {
    ...resource.metadata.annotations,
    'kopf.zalando.org/last-handled-configuration': `${JSON.stringify({ spec: resource['spec'] })}\n`,
    'kopf.zalando.org/on_create.reconcile': `{"started":"${long}","stopped":"${long}","success":true}`,
  },
})

const conditions = [['Progressing', 'False', 'ReconcileComplete', 'All resources are in desired state'], ['Ready', 'True', 'Healthy', 'App is ready']].map(
  ([type = '', status = '', reason = '', message = '']) => ({ type, status, reason, message, lastTransitionTime: long, observedGeneration: 1 }))

const member = { id: 0, leader: true, rebalancing: false, recovering: false, podUID: '0', podCreationTime: long, lastTransitionTime: long } as const

/** What of a component makes an app read other topics (kaspr-lifecycle.md 3.1.2). */
const subscribed = (component: JsonObject): JsonObject => {
  const topic = (key: string): JsonValue | undefined => fieldAt(component, 'spec', 'input', 'topic', key)
  const found = component['kind'] === 'KasprAgent' ? { topicName: topic('name'), topicPattern: topic('pattern') } : { tableName: component['kind'] === 'KasprTable' ? fieldAt(component, 'spec', 'name') : undefined }
  return trusted<JsonObject>(JSON.parse(JSON.stringify(found)))
}

/** kaspr-lifecycle.md 3.1. */
const appStatus = ({ observed, resources }: GoldenCase, { metadata: { name } }: StoredObject): JsonObject => {
  const linked = (kind: string): readonly JsonValue[] => resources.filter((one) => one.kind === kind && one.metadata.labels?.['kaspr.io/app'] === name)
    .map((one) => ({ name: one.metadata.name, hash: observed.componentStatus[`${kind}/${one.metadata.name}`]?.['hash'] ?? '', ...subscribed(trusted<JsonObject>(one)) }))
  return {
    observedGeneration: 1, kasprVersion: observed.apps[name]?.['kasprVersion'] ?? '', availableMembers: '1/1', rolloutInProgress: false,
    members: [member], rebalancingMembers: '0/1', rebalanceRequired: false, conditions,
    linkedResources: { agents: linked('KasprAgent'), tables: linked('KasprTable'), webviews: linked('KasprWebView'), tasks: linked('KasprTask') },
  }
}

/** Scaled as its autoscaler wants it: it takes minutes until that is so. */
const scaled = (children: readonly StoredObject[]): readonly StoredObject[] => {
  const most = fieldAt(children.find(({ kind }) => kind === 'HorizontalPodAutoscaler'), 'spec', 'maxReplicas')
  return children.map((child) => child.kind !== 'StatefulSet' || most === undefined ? child
    : { ...child, spec: { ...Object(child['spec']), replicas: most } })
}

const statusOf = (golden: GoldenCase, resource: StoredObject): JsonObject => resource.kind === 'KasprApp' ? appStatus(golden, resource)
  : golden.observed.componentStatus[`${resource.kind}/${resource.metadata.name}`] ?? {}

const upstreamCase = (golden: GoldenCase): UpstreamCase => {
  const namespace = namespaceOf(golden.name)
  const resources = golden.resources.map((resource) => placed(trusted<JsonObject>(resource), namespace))
  return {
    name: golden.name,
    namespace,
    resources: resources.map((resource) => ({ ...leftByKopf(resource), status: statusOf(golden, resource) })),
    children: scaled([...golden.expected.values()].map((child) => placed(trusted<JsonObject>(canonical(child)), namespace)).map(rehashed(golden, resources))),
  }
}

export const upstreamCases: readonly UpstreamCase[] = goldenCases.map(upstreamCase)

const namespaces = new Set(upstreamCases.map(({ namespace }) => namespace))

/** Whether a namespace is that of an app that moves. */
export const isMoving = (namespace: string | undefined): boolean => namespaces.has(namespace ?? '')

/** Its pods ask for a scheduler that is not there, and wait. */
export const isWaiting = (set: StoredObject): boolean => fieldAt(set, 'spec', 'template', 'spec', 'schedulerName') === 'custom-scheduler'
