import t from 'tap'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { Lease } from '../../steward/kinds.ts'
import { openShop } from './fixtures/shop.ts'
import type { Shop } from './fixtures/shop.ts'

const leaseOf = async (shop: Shop): Promise<Readonly<Record<string, unknown>>> =>
  trusted<{ spec?: Record<string, unknown> }>(await shop.cluster.store.get({ kind: Lease, name: 'kaspr-hooks-steward', namespace: 'shop' }) ?? {}).spec ?? {}

const one = (shop: Shop) => shop.steward({ identity: 'one', store: shop.cluster.client('steward-one') })
const two = (shop: Shop) => shop.steward({ identity: 'two', store: shop.cluster.client('steward-two') })

t.test('of two stewards one acts and the other waits', async (t) => {
  const shop = await openShop()
  const stewards = [one(shop), two(shop)]
  await shop.advance(60)
  t.strictSame(stewards.map(({ leads }) => leads()).toSorted(), [false, true])
  t.strictSame(stewards.map(({ isReady }) => isReady()), [true, true])
  t.equal(Math.min(shop.writes('steward-one'), shop.writes('steward-two')), 0)
  t.match(await leaseOf(shop), { leaseDurationSeconds: 15, renewTime: /^2026-01-01T00:01:\d\d\.\d{6}Z$/, leaseTransitions: 0 })
})

t.test('a steward that stops gives the lease up, and the next takes it at once', async (t) => {
  const shop = await openShop()
  const first = one(shop)
  await shop.advance(5)
  const second = two(shop)
  await shop.advance(5)
  const stopped = first.stop()
  await shop.advance(0)
  await stopped
  t.notOk((await leaseOf(shop))['holderIdentity'])
  await shop.advance(3)
  t.ok(second.leads())
  t.match(await leaseOf(shop), { holderIdentity: 'two', leaseTransitions: 1 })
  const writes = shop.writes('steward-one')
  await shop.advance(300)
  t.equal(shop.writes('steward-one'), writes, 'who stopped writes no more')
})

t.test('a steward that vanished is followed when its lease has run out, not before', async (t) => {
  const shop = await openShop()
  const isCut = { yes: false }
  const first = shop.steward({ identity: 'one', store: cuttable(shop.cluster.client('steward-one'), isCut) })
  await shop.advance(5)
  const second = two(shop)
  await shop.advance(5)
  isCut.yes = true
  await shop.advance(9)
  t.notOk(second.leads())
  await shop.advance(12)
  t.ok(second.leads())
  t.notOk(first.leads(), 'who cannot renew does not act any more')
})

t.test('at no moment do two stewards lead, whatever the network does', async (t) => {
  const shop = await openShop()
  const [isCutOne, isCutTwo] = [{ yes: false }, { yes: false }]
  const first = shop.steward({ identity: 'one', store: cuttable(shop.cluster.client('steward-one'), isCutOne) })
  const second = shop.steward({ identity: 'two', store: cuttable(shop.cluster.client('steward-two'), isCutTwo) })
  let both = 0
  const led = new Set<string>()
  for (let second_ = 0; second_ < 600; second_ += 1) {
    isCutOne.yes = second_ % 97 > 50
    isCutTwo.yes = second_ % 71 > 40
    await shop.advance(1)
    both += first.leads() && second.leads() ? 1 : 0
    if (first.leads()) led.add('one')
    if (second.leads()) led.add('two')
  }
  t.equal(both, 0)
  t.equal(led.size, 2, 'both had their turns')
})

t.test('two stewards that both believe to lead do an operation once', async (t) => {
  const shop = await openShop()
  // Two leases stand for a lease that failed to keep them apart.
  shop.steward({ identity: 'one', store: shop.cluster.client('steward-one') })
  shop.steward({ identity: 'two', store: shop.cluster.client('steward-two'), leaseNamespace: 'default' })
  await shop.advance(12)
  const operations = Array.from({ length: 8 }, (_, index) => ({ id: `rebalance-${index}`, type: 'Rebalance' as const }))
  for (const count of operations.keys()) {
    await shop.ask(...operations.slice(0, count + 1))
    await shop.advance(7)
  }
  await shop.advance(30)
  t.ok(shop.members.signals.length <= operations.length, `${shop.members.signals.length} signals`)
  for (const { id } of operations) t.match((await shop.outcome(id))?.state, /Succeeded|Failed/)
})

t.test('the lease may be refused for a while', async (t) => {
  const shop = await openShop()
  shop.cluster.faults.inject({ type: 'RequestFailed', status: 403, client: 'steward', kind: 'Lease', count: 20 })
  shop.steward()
  await shop.advance(100)
  t.equal((await shop.status()).members?.length, 3)
  t.equal(shop.lines.filter((line) => line.startsWith('warn') && line.includes('"thing":"lease"')).length, 1)
})

/** A store that answers nothing while it is cut off, not even with an error. */
const cuttable = (store: ObjectStore, isCut: { readonly yes: boolean }): ObjectStore => {
  const wire = <Input extends readonly unknown[], Output>(run: (...input: Input) => Promise<Output>) =>
    (...input: Input): Promise<Output> => isCut.yes ? Promise.reject(new TypeError('cut')) : run(...input)
  return { ...store, get: wire(store.get), list: wire(store.list), create: wire(store.create), update: wire(store.update), updateStatus: wire(store.updateStatus), delete: wire(store.delete) }
}
