import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { specOf } from '../cluster-embedded/fixtures/cluster.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { openShop } from './fixtures/shop.ts'
import type { Shop } from './fixtures/shop.ts'

const requestOf = (claim: StoredObject): string | undefined => trusted<{ resources: { requests: { storage?: string } } }>(specOf(claim)).resources.requests.storage

const packagesClaim = trusted<StoredObject>({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-shop-app-packages', namespace: 'shop', labels: { app: 'shop-app' } },
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
})

const resize = async (shop: Shop, size: string): Promise<void> =>
  shop.ask({ id: 'resize-1', type: 'ResizeStorage', size, statefulSetUID: await shop.uidOf('StatefulSet', 'shop-app') })

/** What the steward wrote beside statuses, in order. */
const written = (shop: Shop): readonly string[] => shop.changes.filter(({ by, object }) => by === 'steward' && ['PersistentVolumeClaim', 'StatefulSet', 'Pod'].includes(object.kind))
  .map(({ object }) => `${object.kind} ${object.metadata.name}`)

t.test('claims grow first, then the StatefulSet goes and leaves its pods behind', async (t) => {
  const shop = await openShop()
  await shop.cluster.create(packagesClaim)
  const pods = await Promise.all([0, 1, 2].map((id) => shop.uidOf('Pod', `shop-app-${id}`)))
  shop.steward()
  await resize(shop, '2Gi')
  await shop.advance(30)
  t.strictSame(written(shop), [0, 1, 2].map((id) => `PersistentVolumeClaim data-shop-app-${id}`).concat('StatefulSet shop-app'))
  t.match(await shop.outcome('resize-1'), { state: 'Succeeded', message: '3 of 3 claims grown to 2Gi; StatefulSet shop-app deleted, its pods stay' })
  t.notOk(await shop.cluster.has('StatefulSet', 'shop-app'))
  t.strictSame(await Promise.all([0, 1, 2].map((id) => shop.uidOf('Pod', `shop-app-${id}`))), pods)
  t.equal(requestOf(await shop.cluster.get('PersistentVolumeClaim', 'data-shop-app-packages')), '1Gi', 'the claim of the packages is left alone')
  t.match((await shop.status()).claims, [{ requested: '2Gi', capacity: '2Gi' }, { requested: '2Gi' }, { requested: '2Gi' }])
})

t.test('claims that are large enough are not written', async (t) => {
  const shop = await openShop()
  await shop.cluster.change('PersistentVolumeClaim', 'data-shop-app-1', (claim) => ({ ...claim, spec: { ...specOf(claim), resources: { requests: { storage: '3Gi' } } } }))
  shop.steward()
  await resize(shop, '2Gi')
  await shop.advance(30)
  t.strictSame(written(shop), ['PersistentVolumeClaim data-shop-app-0', 'PersistentVolumeClaim data-shop-app-2', 'StatefulSet shop-app'])
  t.equal(requestOf(await shop.cluster.get('PersistentVolumeClaim', 'data-shop-app-1')), '3Gi')
})

t.test('a claim that is refused ends it, and nothing is deleted', async (t) => {
  const shop = await openShop({ storageClasses: [{ name: 'fixed', isDefault: true, allowVolumeExpansion: false }] })
  shop.steward()
  await resize(shop, '2Gi')
  await shop.advance(60)
  t.match(await shop.outcome('resize-1'), { state: 'Failed', message: /^Claim data-shop-app-0 cannot grow to 2Gi: / })
  t.strictSame(written(shop), [])
  t.ok(await shop.cluster.has('StatefulSet', 'shop-app'))
})

t.test('passing errors of the API server are waited out', async (t) => {
  const shop = await openShop()
  shop.cluster.faults.inject({ type: 'RequestFailed', status: 503, client: 'steward', kind: 'PersistentVolumeClaim', verbs: ['update'], count: 2 })
  shop.cluster.faults.inject({ type: 'Conflict', client: 'steward', kind: 'PersistentVolumeClaim', count: 1 })
  shop.cluster.faults.inject({ type: 'AnswerLost', client: 'steward', kind: 'StatefulSet', verbs: ['delete'], count: 1 })
  shop.steward()
  await resize(shop, '2Gi')
  await shop.advance(60)
  t.match(await shop.outcome('resize-1'), { state: 'Succeeded' })
  t.notOk(await shop.cluster.has('StatefulSet', 'shop-app'))
})

t.test('another StatefulSet of the same name is never deleted', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.ask({ id: 'resize-1', type: 'ResizeStorage', size: '1Gi', statefulSetUID: 'of-the-one-before' })
  await shop.advance(30)
  t.match(await shop.outcome('resize-1'), { state: 'Succeeded', message: '0 of 3 claims grown to 1Gi; StatefulSet shop-app was gone already' })
  t.ok(await shop.cluster.has('StatefulSet', 'shop-app'))
})

t.test('without a UID or a size nothing happens', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.ask({ id: 'a', type: 'ResizeStorage', size: '2Gi' }, { id: 'b', type: 'ResizeStorage', size: 'large', statefulSetUID: 'x' })
  await shop.advance(30)
  t.match(await shop.outcome('a'), { state: 'Failed', message: /^statefulSetUID is missing/ })
  t.match(await shop.outcome('b'), { state: 'Failed', message: 'size: "large" is no quantity' })
  t.strictSame(written(shop), [])
})
