import t from 'tap'
import type { Operation } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { havePackagesClaim, madeBy, owner, packagesClaimName } from './fixtures/packages-claim.ts'
import { dyingStore, openShop } from './fixtures/shop.ts'
import type { Shop } from './fixtures/shop.ts'

// A process dies before or after each of its writes; another one takes over. Nothing is done twice, and every operation ends.

type Case = readonly [name: string, operation: (shop: Shop) => Promise<Operation>, effects: (shop: Shop) => number]

const deletions = (shop: Shop, kind: string): number => shop.changes.filter(({ by, object, before }) =>
  by.startsWith('steward') && object.kind === kind && object.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined).length

const cases: readonly Case[] = [
  ['Rebalance', async () => ({ id: 'op', type: 'Rebalance' }), (shop) => shop.members.signals.length],
  ['TerminateMember', async (shop) => ({ id: 'op', type: 'TerminateMember', pod: 'shop-app-1', podUID: await shop.uidOf('Pod', 'shop-app-1') }), (shop) => deletions(shop, 'Pod')],
  ['ResizeStorage', async (shop) => ({ id: 'op', type: 'ResizeStorage', size: '2Gi', statefulSetUID: await shop.uidOf('StatefulSet', 'shop-app') }), (shop) => deletions(shop, 'StatefulSet')],
]

const withClaim = (more: Operation) => async (shop: Shop): Promise<Operation> => {
  const by = await owner(shop)
  await havePackagesClaim(shop, madeBy(by))
  return { ...more, claim: packagesClaimName, claimUID: await shop.uidOf('PersistentVolumeClaim', packagesClaimName), ownerUID: by.uid }
}

const claimCases: readonly Case[] = [
  ['ReleaseClaim', withClaim({ id: 'op', type: 'ReleaseClaim' }), (shop) => claimWrites(shop)],
  ['GrowClaim', withClaim({ id: 'op', type: 'GrowClaim', size: '2Gi' }), (shop) => claimWrites(shop)],
]

const claimWrites = ({ changes }: Shop): number => changes.filter(({ by, object }) => by.startsWith('steward') && object.kind === 'PersistentVolumeClaim').length

/** Lease, first report and all writes of the longest operation. */
const writes = Array.from({ length: 12 }, (_, index) => index + 1)

for (const [name, operation, effects] of [...cases, ...claimCases]) {
  for (const moment of ['before', 'after'] as const) {
    t.test(`${name}: a steward dies ${moment} any of its writes`, async (t) => {
      let deaths = 0
      for (const write of writes) {
        const shop = await openShop()
        const asked = await operation(shop)
        const dying = dyingStore(shop.cluster.client('steward-one'), write, moment)
        shop.steward({ store: dying.store, identity: 'one' })
        await shop.ask(asked)
        await shop.advance(8)
        deaths += dying.isDead() ? 1 : 0
        shop.steward({ store: shop.cluster.client('steward-two'), identity: 'two' })
        await shop.advance(120)
        const outcome = await shop.outcome('op')
        const done = effects(shop)
        t.match(outcome?.state, /^(Succeeded|Failed)$/, `write ${write}: it ended`)
        t.ok(done <= 1, `write ${write}: done ${done} times`)
        if (outcome?.state === 'Succeeded') t.equal(done, 1, `write ${write}: success is true`)
        else t.match(outcome?.message, 'The steward was restarted', `write ${write}: failure says why`)
      }
      t.ok(deaths >= 4, `${deaths} deaths`)
    })
  }
}

t.test('what was done by a process that died is seen where it can be seen', async (t) => {
  for (const [name, operation, effects] of [...cases.slice(1), ...claimCases]) {
    const shop = await openShop()
    const asked = await operation(shop)
    // Everything but the outcome is written: the process dies with the effect made.
    const store = shop.cluster.client('steward-one')
    const isOutcome = (object: object): boolean => /"state":"Succeeded"/.test(JSON.stringify(object))
    shop.steward({ identity: 'one', store: { ...store, updateStatus: (kind, object) => isOutcome(object) ? new Promise(() => {}) : store.updateStatus(kind, object) } })
    await shop.ask(asked)
    await shop.advance(4)
    t.match(await shop.outcome('op'), { state: 'Running' })
    t.equal(effects(shop), 1)
    shop.steward({ store: shop.cluster.client('steward-two'), identity: 'two', leaseNamespace: 'default' })
    await shop.advance(60)
    t.match(await shop.outcome('op'), { state: 'Succeeded' }, name)
    t.equal(effects(shop), 1, name)
  }
})
