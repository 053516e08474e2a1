import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { kindOf, refused, specOf, testCluster, withImage, withSpec } from './fixtures/cluster.ts'
import { claim, claimTemplates, configMap, deployment, job, namespace, pod, sent, statefulSet } from './fixtures/workloads.ts'

type Change = (object: StoredObject) => JsonObject

const secret = sent({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key', namespace }, type: 'a.example.com/b' })
const service = sent({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace }, spec: { ports: [{ port: 80 }] } })
const storage = (size: string): JsonObject => ({ resources: { requests: { storage: size } } })
const growing = { storageClasses: [{ name: 'grows', isDefault: true, allowVolumeExpansion: true }, { name: 'fixed' }] }

const templateLabels: Change = (object) => {
  const template = trusted<{ spec: { template: { metadata: JsonObject } } }>(object).spec.template
  return withSpec({ template: { ...template, metadata: { ...template.metadata, annotations: { note: 'new' } } } })(object)
}

const refusals: readonly (readonly [name: string, object: StoredObject, change: Change, status: number, path: RegExp])[] = [
  ['selector of a StatefulSet', statefulSet(), withSpec({ selector: { matchLabels: { app: 'orders', more: 'x' } } }), 422, /spec\.selector/],
  ['service name of a StatefulSet', statefulSet(), withSpec({ serviceName: 'other' }), 422, /spec\.serviceName/],
  ['pod management of a StatefulSet', statefulSet(), withSpec({ podManagementPolicy: 'OrderedReady' }), 422, /spec\.podManagementPolicy/],
  ['claim templates of a StatefulSet', statefulSet({ spec: { volumeClaimTemplates: claimTemplates } }), withSpec({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], ...storage('2Gi') } }] }), 422, /spec\.volumeClaimTemplates/],
  ['selector of a Deployment', deployment(), withSpec({ selector: { matchLabels: { other: 'x' } } }), 422, /spec\.selector/],
  ['template of a Job', job(), templateLabels, 422, /spec\.template/],
  ['completions of a Job', job({ spec: { completions: 2 } }), withSpec({ completions: 3 }), 422, /spec\.completions/],
  ['address of a Service', service, withSpec({ clusterIP: '10.1.2.3', clusterIPs: ['10.1.2.3'] }), 422, /spec\.clusterIPs/],
  ['class of a claim', claim(), withSpec({ storageClassName: 'fixed' }), 422, /spec\.storageClassName/],
  ['access modes of a claim', claim(), withSpec({ accessModes: ['ReadWriteMany'] }), 422, /spec\.accessModes/],
  ['size of a claim downwards', claim(), withSpec(storage('500Mi')), 422, /storage/],
  ['size of a claim whose class does not grow', claim('data', { storageClassName: 'fixed' }), withSpec(storage('2Gi')), 403, /class/],
  ['environment of a pod', pod(), withSpec({ containers: [{ name: 'main', image: 'example.com/app:1', env: [{ name: 'A', value: 'b' }] }] }), 422, /spec\.containers/],
  ['data of a sealed ConfigMap', configMap('sealed', { immutable: true }), (object) => ({ ...object, data: {} }), 422, /data/],
  ['type of a Secret', secret, (object) => ({ ...object, type: 'a.example.com/c' }), 422, /type/],
]

for (const [name, object, change, status, path] of refusals) {
  t.test(`the ${name} cannot change`, async (t) => {
    const cluster = testCluster(growing)
    await cluster.create(object)
    await cluster.rest()
    const before = await cluster.get(object.kind, object.metadata.name)
    await t.rejects(cluster.change(object.kind, object.metadata.name, change), refused(status, path))
    t.strictSame(await cluster.get(object.kind, object.metadata.name), before)
  })
}

const allowed: readonly (readonly [name: string, object: StoredObject, change: Change])[] = [
  ['replicas, template and retention of a StatefulSet', statefulSet(), (object) => withSpec({ replicas: 3, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' } })(trusted(withImage('a:2')(object)))],
  ['size of a claim upwards', claim(), withSpec(storage('2Gi'))],
  ['ports of a Service', service, withSpec({ ports: [{ port: 81 }] })],
  ['image of a pod', pod(), withSpec({ containers: [{ name: 'main', image: 'example.com/app:2' }] })],
  ['back-off limit and suspension of a Job', job(), withSpec({ backoffLimit: 1, suspend: true })],
  ['data of a ConfigMap', configMap(), (object) => ({ ...object, data: { key: 'new' } })],
]

for (const [name, object, change] of allowed) {
  t.test(`the ${name} can change`, async (t) => {
    const cluster = testCluster(growing)
    await cluster.create(object)
    await cluster.advance(2000)
    const before = await cluster.get(object.kind, object.metadata.name)
    const wanted = change(before)
    const merged = object.kind === 'Pod' ? podWith(before, wanted) : wanted
    t.match((await cluster.change(object.kind, object.metadata.name, () => merged)).metadata.resourceVersion, /^\d+$/)
    t.not((await cluster.get(object.kind, object.metadata.name)).metadata.resourceVersion, before.metadata.resourceVersion)
  })
}

/** Everything of a pod's containers but the image stays. */
const podWith = (before: StoredObject, wanted: JsonObject): JsonObject => {
  const images = trusted<{ spec: { containers: readonly { image: string }[] } }>(wanted).spec.containers
  const containers = trusted<readonly JsonObject[]>(specOf(before)['containers']).map((container, index) => ({ ...container, image: images[index]?.image ?? '' }))
  return withSpec({ containers })(before)
}

t.test('a Job that waits may still be told where to run', async (t) => {
  const cluster = testCluster()
  await cluster.create(job({ spec: { suspend: true } }))
  await cluster.rest()
  t.match((await cluster.change('Job', 'once', templateLabels)).metadata.generation, 2)
  await t.rejects(cluster.store.update(kindOf('Job'), trusted(withSpec({ selector: { matchLabels: { a: 'b' } } })(await cluster.get('Job', 'once')))), refused(422, /spec\.selector/))
})
