import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { apply, cluster, settled } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { app } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { childOf, conditionOf, sync } from '../fixtures/world.ts'

const key = 'PersistentVolumeClaim/orders-app-python-packages'
const cached = (cache: JsonObject, metadata: JsonObject = {}): Manifest => app({ pythonPackages: { packages: ['a'], cache: { enabled: true, ...cache } } }, metadata)
const claimOf = ({ children }: Cluster): Manifest | undefined => children['KasprApp/orders']?.find(({ kind }) => kind === 'PersistentVolumeClaim')
const after = (...apps: readonly Manifest[]): Cluster => apps.reduce((now, next) => settled(apply(now, next)), cluster())
const applied = ({ resources }: Cluster) => conditionOf(JSON.parse(JSON.stringify(resources[0]?.['status'])), 'SpecApplied')

t.test('the claim has upstream\'s defaults and labels', async (t) => {
  const { spec, metadata } = childOf(sync(cached({}, { labels: { team: 'a' } })), key)
  t.same(spec, { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '256Mi' } } })
  t.match(metadata.labels, { 'kaspr.io/component': 'python-packages', 'kaspr.io/name': 'orders-app', team: 'a' })
  t.same(childOf(sync(cached({ size: '', storageClass: 'nfs' })), key)['spec'], { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '256Mi' } }, storageClassName: 'nfs' })
})

t.test('a claim that is kept carries no labels of the app', async (t) => {
  t.equal(childOf(sync(cached({ deleteClaim: false }, { labels: { team: 'a' } })), key).metadata.labels?.['team'], undefined)
})

t.test('a claim grows', async (t) => {
  const grown = after(cached({ size: '1Gi' }), cached({ size: '2Gi' }))
  t.match(claimOf(grown)?.['spec'], { resources: { requests: { storage: '2Gi' } } })
  t.equal(applied(grown), undefined)
})

t.test('a claim without a volume cannot grow yet, and a condition says so', async (t) => {
  const { children } = after(cached({ size: '1Gi' }))
  const pending = (children['KasprApp/orders'] ?? []).map((child) => child.kind === 'PersistentVolumeClaim' ? { ...child, status: { phase: 'Pending' } } : child)
  const answer = sync(cached({ size: '2Gi' }), { observed: pending })
  t.match(childOf(answer, key)['spec'], { resources: { requests: { storage: '1Gi' } } })
  t.match(conditionOf(answer.status, 'SpecApplied')?.message, 'a claim grows only once it is bound')
})

t.test('a claim never shrinks, and a condition says so', async (t) => {
  const kept = after(cached({ size: '2Gi' }), cached({ size: '1Gi' }))
  t.match(claimOf(kept)?.['spec'], { resources: { requests: { storage: '2Gi' } } })
  t.match(applied(kept), { status: 'False', reason: 'ImmutableField' })
  t.match(applied(kept)?.message, 'spec.pythonPackages.cache.size')
})

t.test('another spelling of the size is no wish', async (t) => {
  t.equal(applied(after(cached({ size: '1Gi' }), cached({ size: '1024Mi' }))), undefined)
})

t.test('the class of a claim stays, and a condition says so', async (t) => {
  const kept = after(cached({ storageClass: 'nfs' }), cached({ storageClass: 'efs' }))
  t.match(claimOf(kept)?.['spec'], { storageClassName: 'nfs' })
  t.match(applied(kept)?.message, 'spec.pythonPackages.cache.storageClass')
  t.equal(applied(after(cached({ storageClass: 'nfs' }), cached({}))), undefined, 'no wish, no message')
})

t.test('a claim that is not wanted any more goes', async (t) => {
  const off: readonly Manifest[] = [app(), app({ pythonPackages: { packages: ['a'] } }), cached({ enabled: false }), cached({ type: 'gcs', gcs: { bucket: 'b', secretRef: { name: 's' } } })]
  for (const next of off) t.equal(claimOf(after(cached({}), next)), undefined, JSON.stringify(next['spec']))
})

t.test('deleteClaim false keeps it, whatever is switched off (Q22)', async (t) => {
  const off: readonly Manifest[] = [app(), app({ pythonPackages: { packages: ['a'] } }), cached({ enabled: false, deleteClaim: false }), cached({ type: 'gcs', deleteClaim: false, gcs: { bucket: 'b', secretRef: { name: 's' } } })]
  for (const next of off) {
    const kept = after(cached({ deleteClaim: false, size: '1Gi' }), next)
    t.match(claimOf(kept)?.['spec'], { resources: { requests: { storage: '1Gi' } } }, JSON.stringify(next['spec']))
    t.same(settled(kept).writes, [])
  }
})

t.test('deleteClaim can be taken back', async (t) => {
  t.equal(claimOf(after(cached({ deleteClaim: false }), cached({ deleteClaim: true }), app())), undefined)
  t.ok(claimOf(after(cached({}), cached({ deleteClaim: false }), app())))
})

t.test('packages that come back use the claim that was kept', async (t) => {
  const back = after(cached({ deleteClaim: false, size: '1Gi' }), app(), cached({ deleteClaim: false, size: '2Gi' }))
  t.match(claimOf(back)?.['spec'], { resources: { requests: { storage: '2Gi' } } })
})
