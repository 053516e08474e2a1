import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { cluster, resourceOf, settled, touch } from '../fixtures/cluster.ts'
import { app, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { applied, childOf, conditionOf, said, statefulSetOf, sync } from '../fixtures/world.ts'

const stored = (live: number, spec: JsonObject = {}): Manifest => {
  const child = childOf(sync(app(spec)), 'StatefulSet/orders-app')
  return applied(changed(child, path('spec.replicas'), live))
}
const kept = (parent: Manifest, observed: Manifest) => {
  const { children, status } = sync(parent, { observed: [observed] })
  return { spec: statefulSetOf({ children }).spec, applied: conditionOf(status, 'SpecApplied') }
}

interface Row { readonly wanted: number; readonly live?: number; readonly first?: string; readonly replicas: number; readonly why: string }

// kaspr-resources.md 8.1: the table and the rule under it.
const rows: readonly Row[] = [
  { wanted: 3, replicas: 1, why: 'created with wanted > 0' },
  { wanted: 3, first: '2', replicas: 2, why: 'created with INITIAL_MAX_REPLICAS' },
  { wanted: 1, first: '5', replicas: 1, why: 'never more than wanted' },
  { wanted: 0, replicas: 0, why: 'created with 0' },
  { wanted: 12, live: 5, replicas: 5, why: 'running: left as the autoscaler set it' },
  { wanted: 12, live: 1, first: '4', replicas: 1, why: 'INITIAL_MAX_REPLICAS means nothing to members that run' },
  { wanted: 2, live: 5, replicas: 5, why: 'lowered: the autoscaler brings them down' },
  { wanted: 0, live: 5, replicas: 0, why: 'switched off' },
  { wanted: 5, live: 0, replicas: 1, why: 'switched on' },
  { wanted: 5, live: 0, first: '2', replicas: 2, why: 'switched on with INITIAL_MAX_REPLICAS' },
  { wanted: 1, live: 0, first: '2', replicas: 1, why: 'switched on, never more than wanted' },
  { wanted: 0, live: 0, replicas: 0, why: 'stays off' },
]

t.test('replicas follow the table', async (t) => {
  for (const { wanted, live, first, replicas, why } of rows) {
    const observed = live === undefined ? [] : [stored(live)]
    const answer = sync(app({ replicas: wanted }), { observed, settings: first === undefined ? {} : { INITIAL_MAX_REPLICAS: first } })
    t.equal(statefulSetOf(answer).spec.replicas, replicas, why)
    t.equal(answer.children.some(({ kind }) => kind === 'HorizontalPodAutoscaler'), wanted > 0, `${why}: autoscaler`)
  }
})

t.test('without a wish for replicas it is one', async (t) => {
  const { children, status } = sync(changed(app(), path('spec.replicas'), undefined))
  t.equal(statefulSetOf({ children }).spec.replicas, 1)
  t.match(childOf({ children }, 'HorizontalPodAutoscaler/orders-app-hpa')['spec'], { minReplicas: 1, maxReplicas: 1 })
  t.equal(status.availableMembers, '0/1')
})

t.test('a number that the autoscaler set is never sent back', async (t) => {
  const scaled = touch(settled(cluster(app())), 'KasprApp/orders', (child) => child.kind === 'StatefulSet' ? changed(child, path('spec.replicas'), 3) : child)
  t.same(settled(scaled).writes, [])
  t.equal(statefulSetOf({ children: settled(scaled).children['KasprApp/orders'] ?? [] }).spec.replicas, 3)
})

t.test('claims are kept unless deleteClaim says otherwise, and always when members go', async (t) => {
  const policy = (deleteClaim: JsonObject) => statefulSetOf(sync(app({ storage: { type: 'ephemeral', class: 'c', size: '1Gi', ...deleteClaim } }))).spec.persistentVolumeClaimRetentionPolicy
  t.same(policy({}), { whenDeleted: 'Retain', whenScaled: 'Retain' })
  t.same(policy({ deleteClaim: false }), { whenDeleted: 'Retain', whenScaled: 'Retain' })
  t.same(policy({ deleteClaim: true }), { whenDeleted: 'Delete', whenScaled: 'Retain' })
  t.same(kept(app({ storage: { type: 'ephemeral', class: 'standard', size: '1Gi', deleteClaim: true } }), stored(1)).spec.persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Delete', whenScaled: 'Retain' }, 'changed in place')
})

t.test('every default of the API server stands in the claim template (verified.md 1–3)', async (t) => {
  const [template, ...others] = statefulSetOf(sync(app({ storage: { type: 'ephemeral', class: 'fast', size: '2048Mi' } }))).spec.volumeClaimTemplates ?? []
  t.same(others, [])
  t.match(template, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'orders-app-pv' }, status: { phase: 'Pending' } })
  t.same(template?.spec, { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, storageClassName: 'fast', volumeMode: 'Filesystem' })
  t.same(Object.keys(template?.metadata ?? {}).toSorted(), ['annotations', 'name'], 'no labels')
})

t.test('both storage types make a claim template', async (t) => {
  const template = (type: string) => statefulSetOf(sync(app({ storage: { type, class: 'c', size: '1Gi' } }))).spec.volumeClaimTemplates
  t.same(template('ephemeral'), template('persistent-claim'))
})

t.test('another class keeps the claim template as it is, and a condition says so', async (t) => {
  const { volumeClaimTemplates } = statefulSetOf({ children: [stored(1)] }).spec
  const storage = (given: JsonObject): JsonObject => ({ storage: { type: 'ephemeral', class: 'standard', size: '1Gi', ...given } })
  const { spec, applied: claim } = kept(app(storage({ class: 'fast' })), stored(1))
  t.same(spec.volumeClaimTemplates, volumeClaimTemplates)
  t.match(claim, { status: 'False', reason: 'ImmutableField' })
  t.match(claim?.message, 'spec.storage.class')
  for (const size of ['2Gi', '1Mi']) t.same(kept(app(storage({ size })), stored(1)).spec.volumeClaimTemplates, volumeClaimTemplates, size)
  t.equal(kept(app(storage({})), stored(1)).applied, undefined, 'no condition without a wish')
  t.equal(kept(app(storage({ size: '1024Mi' })), stored(1)).applied, undefined, 'another spelling is no wish')
})

t.test('the condition goes away with the wish', async (t) => {
  const wish = changed(app(), path('spec.storage.class'), 'fast')
  const { status } = sync(wish, { observed: [stored(1)] })
  t.equal(said(status, 'SpecApplied'), 'False/ImmutableField')
  t.equal(said(sync({ ...app(), status: JSON.parse(JSON.stringify(status)) }, { observed: [stored(1)] }).status, 'SpecApplied'), 'absent')
})

t.test('fields that cannot change are repeated as observed', async (t) => {
  const old = { podManagementPolicy: 'OrderedReady', serviceName: 'old-name', selector: { matchLabels: { old: 'label' } } }
  const observed = Object.entries(old).reduce((object, [key, value]) => changed(object, ['spec', key], value), stored(1))
  const { spec, applied: claim } = kept(app(), observed)
  t.match(spec, old)
  t.same(spec.selector, old.selector)
  t.match(claim?.message, 'old-name')
})

t.test('its annotation changes exactly when pods are replaced', async (t) => {
  const hash = (spec: JsonObject) => childOf(sync(app(spec)), 'StatefulSet/orders-app').metadata.annotations?.['kaspr.io/resource-hash']
  t.equal(hash({ replicas: 7 }), hash({}))
  t.equal(hash({ storage: { type: 'ephemeral', class: 'other', size: '5Gi' } }), hash({}))
  t.not(hash({ image: 'other' }), hash({}))
})

t.test('it carries the labels of the app and no others', async (t) => {
  const labels = { team: 'a', 'kaspr.io/cluster': 'mine' }
  t.same(childOf(sync(app({}, { labels })), 'StatefulSet/orders-app').metadata.labels, labels)
  t.equal(childOf(sync(app()), 'StatefulSet/orders-app').metadata.labels, undefined)
})

t.test('a manual edit is repaired, foreign fields stay', async (t) => {
  const before = settled(cluster(app()))
  const edited = touch(before, 'KasprApp/orders', (child) => child.kind === 'StatefulSet'
    ? changed(changed(child, path('spec.template.spec.containers[0].image'), 'evil:1'), path('spec.template.metadata.annotations'), { 'kubectl.kubernetes.io/restartedAt': 'now' }) : child)
  const after = statefulSetOf({ children: settled(edited).children['KasprApp/orders'] ?? [] }).spec.template
  t.equal(after.spec?.containers[0]?.image, 'kasprio/kaspr:0.11.19')
  t.same(after.metadata?.annotations, { 'kubectl.kubernetes.io/restartedAt': 'now' }, 'kubectl rollout restart survives')
  t.ok(resourceOf(edited, 'KasprApp/orders'))
})
