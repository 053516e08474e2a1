import t from 'tap'
import type { Operation } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { ownersOf, withOwner } from '../../src/engine/owner-reference.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { specOf } from '../cluster-embedded/fixtures/cluster.ts'
import { havePackagesClaim, madeBy, owner, packagesClaimName } from './fixtures/packages-claim.ts'
import { openShop } from './fixtures/shop.ts'
import type { Shop, ShopOptions } from './fixtures/shop.ts'

const claimOf = (shop: Shop): Promise<StoredObject> => shop.cluster.get('PersistentVolumeClaim', packagesClaimName)
const writes = ({ changes }: Shop): number => changes.filter(({ by, object }) => by === 'steward' && object.kind === 'PersistentVolumeClaim').length
const shopWith = async (metadata: JsonObject = {}, options: ShopOptions = {}): Promise<Shop> => {
  const shop = await openShop(options)
  await havePackagesClaim(shop, metadata)
  shop.steward()
  return shop
}
/** A shop whose packages claim was made by an app; `more` joins its metadata. */
const ownedShop = async (more: (of: JsonObject) => JsonObject = (of) => of): Promise<{ readonly shop: Shop; readonly release: Operation }> => {
  const shop = await openShop()
  const by = await owner(shop)
  await havePackagesClaim(shop, more(madeBy(by)))
  shop.steward()
  return { shop, release: { ...release, ownerUID: by.uid } }
}
const ownersIn = (claim: StoredObject): readonly string[] => ownersOf(claim).map(({ name }) => name)
const ask = async (shop: Shop, more: Operation): Promise<void> => {
  await shop.ask({ claim: packagesClaimName, claimUID: await shop.uidOf('PersistentVolumeClaim', packagesClaimName), ...more })
  await shop.advance(30)
}
const release: Operation = { id: 'release-1', type: 'ReleaseClaim', ownerUID: 'the-app' }
const grow: Operation = { id: 'grow-1', type: 'GrowClaim', size: '2Gi' }

t.test('a report tells of the packages claim, whose it is and when it is gone; data claims stay apart', async (t) => {
  const { shop, release: { ownerUID = '' } } = await ownedShop()
  await shop.advance(30)
  const { packagesClaim, claims } = await shop.status()
  t.strictSame(packagesClaim, {
    name: packagesClaimName, uid: await shop.uidOf('PersistentVolumeClaim', packagesClaimName), requested: '1Gi', capacity: '1Gi', phase: 'Bound',
    storageClass: 'standard', accessModes: ['ReadWriteMany'], ownerUID,
  })
  t.strictSame(claims?.map((claim) => Object.keys(claim).toSorted()), [0, 1, 2].map(() => ['capacity', 'name', 'phase', 'requested']))
  await shop.cluster.delete('PersistentVolumeClaim', packagesClaimName)
  await shop.advance(30)
  t.equal((await shop.status()).packagesClaim, undefined)
})

t.test('a release takes away the reference and the label in one write, and nothing else', async (t) => {
  const { shop, release } = await ownedShop((made) => ({ ...made, annotations: { mine: 'stays' }, finalizers: ['example.com/keep'] }))
  const other = await owner(shop, 'other')
  await shop.cluster.change('PersistentVolumeClaim', packagesClaimName, (claim) => withOwner(claim, other))
  await shop.advance(5)
  const before = await claimOf(shop)
  await ask(shop, release)
  const after = await claimOf(shop)
  t.match(await shop.outcome('release-1'), { state: 'Succeeded', attempts: 1, message: `Claim ${packagesClaimName} is released` })
  t.equal(writes(shop), 1)
  t.strictSame([ownersIn(before), ownersIn(after), after.metadata.labels], [['the-app', 'other'], ['other'], { app: 'shop-app' }])
  t.strictSame([after.metadata.annotations, after.metadata.finalizers, specOf(after)], [before.metadata.annotations, before.metadata.finalizers, specOf(before)])
  t.equal((await shop.status()).packagesClaim?.ownerUID, other.uid)
})

t.test('what is released already, or belongs to somebody else, is left as it is', async (t) => {
  const free = await shopWith({ labels: { 'controller-uid': 'another' } })
  await ask(free, release)
  t.match(await free.outcome('release-1'), { state: 'Succeeded', message: `Claim ${packagesClaimName} is released already` })
  t.strictSame([(await claimOf(free)).metadata.labels, writes(free)], [{ 'controller-uid': 'another' }, 0])
})

for (const [words, operation, message] of [
  ['another UID', { claimUID: 'of-the-one-before' }, `Claim ${packagesClaimName} with UID of-the-one-before is gone`],
  ['no UID', { claimUID: '' }, 'claimUID is missing: no claim is changed by its name alone'],
  ['the name of another claim', { claim: 'data-shop-app-0' }, 'Claim data-shop-app-0 is not the packages claim of shop-app'],
  ['no name', { claim: '' }, 'Claim  is not the packages claim of shop-app'],
] as const) {
  t.test(`${words}: no claim is changed`, async (t) => {
    const { shop, release } = await ownedShop()
    await ask(shop, { ...release, ...operation })
    await ask(shop, { ...grow, ...operation })
    t.match([(await shop.status()).operations], [[{ state: 'Failed', message }, { state: 'Failed', message }]])
    t.equal(writes(shop), 0)
  })
}

t.test('without an owner or a size nothing happens', async (t) => {
  const { shop } = await ownedShop()
  await ask(shop, { id: 'a', type: 'ReleaseClaim' })
  await ask(shop, { id: 'b', type: 'GrowClaim', size: 'large' })
  t.match(await shop.outcome('a'), { state: 'Failed', message: /^ownerUID is missing/ })
  t.match(await shop.outcome('b'), { state: 'Failed', message: 'size: "large" is no quantity' })
  t.equal(writes(shop), 0)
})

t.test('conflicts, passing errors and lost answers are waited out, and what others wrote meanwhile stays', async (t) => {
  for (const type of ['ReleaseClaim', 'GrowClaim'] as const) {
    const { shop, release } = await ownedShop()
    const asked = type === 'GrowClaim' ? grow : release
    const claims = { client: 'steward', kind: 'PersistentVolumeClaim', count: 1 } as const
    shop.cluster.faults.inject({ type: 'Conflict', ...claims })
    shop.cluster.faults.inject({ type: 'RequestFailed', status: 503, verbs: ['update'], ...claims })
    shop.cluster.faults.inject({ type: 'AnswerLost', verbs: ['update'], ...claims })
    await ask(shop, asked)
    t.match(await shop.outcome(asked.id), { state: 'Succeeded', attempts: 1 })
    t.equal(writes(shop), 1)
  }
})

t.test('the packages claim grows, and neither StatefulSet nor data claims are touched', async (t) => {
  const shop = await shopWith()
  const uid = await shop.uidOf('StatefulSet', 'shop-app')
  await ask(shop, grow)
  t.match(await shop.outcome('grow-1'), { state: 'Succeeded', message: `Claim ${packagesClaimName} is grown to 2Gi` })
  t.match((await shop.status()).packagesClaim, { requested: '2Gi', capacity: '2Gi' })
  t.equal(await shop.uidOf('StatefulSet', 'shop-app'), uid)
  t.equal(writes(shop), 1)
})

t.test('a claim that is large enough is not written, one whose class refuses is a failure', async (t) => {
  const large = await shopWith()
  await ask(large, { ...grow, size: '512Mi' })
  t.match(await large.outcome('grow-1'), { state: 'Succeeded', message: /already$/ })
  t.equal(writes(large), 0)
  const fixed = await shopWith({}, { storageClasses: [{ name: 'fixed', isDefault: true, allowVolumeExpansion: false }] })
  await ask(fixed, grow)
  t.match(await fixed.outcome('grow-1'), { state: 'Failed' })
  t.equal(writes(fixed), 0)
})
