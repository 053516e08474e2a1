import t from 'tap'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { openShop, setPlace } from './fixtures/shop.ts'

t.test('a rebalance goes to the first member that leads, once', async (t) => {
  const shop = await openShop()
  shop.members.say('shop-app-0', { leader: false, rebalancing: false, recovering: false })
  shop.members.say('shop-app-1', { leader: true, rebalancing: false, recovering: false })
  shop.members.say('shop-app-2', { leader: true, rebalancing: false, recovering: false })
  shop.steward()
  await shop.advance(5)
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(120)
  t.strictSame(shop.members.signals, ['shop-app-1/signal/rebalance'])
  t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded', attempts: 1, startedAt: /^2026/, finishedAt: /^2026/, message: 'shop-app-1 took the signal' })
})

for (const [error, message] of [
  ['http-400', 'The leader answered with status 400'], ['http-422', 'The leader answered with status 422'], ['http-500', 'The leader answered with status 500'],
  ['http-401', 'Unauthorized'], ['http-403', 'Forbidden'], ['http-404', 'Not found'], ['timeout', 'The leader did not answer in time'],
] as const) {
  t.test(`a signal that ends with ${error} is a failure, and is not sent again`, async (t) => {
    const shop = await openShop()
    shop.members.refuseSignals(error)
    shop.steward()
    await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
    await shop.advance(120)
    t.match(await shop.outcome('rebalance-1'), { state: 'Failed', message })
    t.equal(shop.members.signals.length, 1)
  })
}

t.test('without a leader, or without any answer, no signal is sent', async (t) => {
  const shop = await openShop()
  shop.members.say('shop-app-0', { leader: false, rebalancing: true, recovering: false })
  shop.steward()
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(5)
  for (const id of [0, 1, 2]) shop.members.say(`shop-app-${id}`, 'refused')
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' }, { id: 'rebalance-2', type: 'Rebalance' })
  await shop.advance(5)
  t.match(await shop.outcome('rebalance-1'), { state: 'Failed', message: 'Leader member not found' })
  t.match(await shop.outcome('rebalance-2'), { state: 'Failed', message: 'No member status available' })
  t.strictSame(shop.members.signals, [])
})

t.test('a member is terminated with ten seconds to stop, and only the very pod that was named', async (t) => {
  const shop = await openShop()
  shop.cluster.faults.inject({ type: 'PodStuck', pods: { name: 'shop-app-1' } })
  const podUID = await shop.uidOf('Pod', 'shop-app-1')
  shop.steward()
  await shop.ask({ id: 'terminate-1', type: 'TerminateMember', pod: 'shop-app-1', podUID })
  await shop.advance(5)
  t.match((await shop.cluster.get('Pod', 'shop-app-1')).metadata, { deletionGracePeriodSeconds: 10 })
  t.match(await shop.outcome('terminate-1'), { state: 'Succeeded', message: 'Pod shop-app-1 deleted' })
  t.match(await shop.metrics.registry.metrics(), 'kasprop_member_terminations_total{app_name="shop",namespace="shop",member_id="1",reason="hung"} 1')
})

t.test('a pod that is gone, or has another UID by now, counts as terminated and its successor lives', async (t) => {
  const shop = await openShop()
  const uid = await shop.uidOf('Pod', 'shop-app-1')
  shop.steward()
  await shop.ask({ id: 'a', type: 'TerminateMember', pod: 'shop-app-1', podUID: 'somebody-else' }, { id: 'b', type: 'TerminateMember', pod: 'shop-app-9', podUID: 'x' })
  await shop.advance(10)
  t.match([await shop.outcome('a'), await shop.outcome('b')], [{ state: 'Succeeded', message: 'Pod shop-app-1 was gone already' }, { state: 'Succeeded' }])
  t.equal(await shop.uidOf('Pod', 'shop-app-1'), uid)
})

for (const [words, operation, message] of [
  ['a pod of another app', { pod: 'other-app-0', podUID: 'x' }, 'Pod other-app-0 is no member of shop-app'],
  ['a pod without a number', { pod: 'shop-app-x', podUID: 'x' }, 'Pod shop-app-x is no member of shop-app'],
  ['a pod without a UID', { pod: 'shop-app-0' }, 'podUID is missing: no pod is deleted by its name alone'],
] as const) {
  t.test(`${words} is never deleted`, async (t) => {
    const shop = await openShop()
    shop.steward()
    await shop.ask({ id: 'a', type: 'TerminateMember', ...operation })
    await shop.advance(10)
    t.match(await shop.outcome('a'), { state: 'Failed', message })
    t.equal(shop.changes.filter(({ by }) => by === 'steward').filter(({ object }) => object.kind === 'Pod').length, 0)
  })
}

t.test('what was asked for while the API server failed is done when it is back, once', async (t) => {
  const shop = await openShop()
  shop.cluster.faults.inject({ type: 'RequestFailed', client: 'steward', kind: 'KasprMemberSet', count: 7 })
  shop.steward()
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(300)
  t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded' })
  t.equal(shop.members.signals.length, 1)
})

for (const skipped of [0, 1, 2, 3]) {
  t.test(`a write whose answer got lost, after ${skipped} others, never makes an operation run twice`, async (t) => {
    const shop = await openShop()
    shop.steward()
    await shop.advance(5)
    await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
    for (let count = 0; count < skipped; count += 1) await shop.cluster.clock.step()
    shop.cluster.faults.inject({ type: 'AnswerLost', client: 'steward', kind: 'KasprMemberSet', verbs: ['updateStatus'], count: 1 + skipped })
    await shop.advance(120)
    t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded' })
    t.equal(shop.members.signals.length, 1)
  })
}

t.test('an outcome outlives its operation: an echo of it is not carried out again, not even after a restart', async (t) => {
  const shop = await openShop()
  const first = shop.steward()
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(20)
  await shop.ask()
  await shop.advance(20)
  t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded' })
  const stopped = first.stop()
  await shop.advance(1)
  await stopped
  shop.steward({ identity: 'two' })
  await shop.advance(700)
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(20)
  t.equal(shop.members.signals.length, 1)
})

t.test('an echo is not carried out again either when somebody wiped the status', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(20)
  const found = await shop.cluster.store.get(setPlace)
  if (found !== undefined) await shop.cluster.store.updateStatus(KasprMemberSet, trusted<StoredObject>({ ...found, status: {} }))
  await shop.advance(20)
  t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded' })
  t.equal(shop.members.signals.length, 1)
})

t.test('of operations that are not asked for any more the last 20 outcomes stay', async (t) => {
  const shop = await openShop()
  shop.steward()
  for (let count = 1; count <= 25; count += 1) {
    await shop.ask({ id: `terminate-${count}`, type: 'TerminateMember', pod: 'shop-app-9', podUID: `u${count}` })
    await shop.advance(2)
  }
  await shop.ask()
  await shop.advance(20)
  t.strictSame((await shop.status()).operations?.map(({ id }) => id), Array.from({ length: 20 }, (_, index) => `terminate-${index + 6}`))
})

t.test('operations keep the report, and reports keep the operations', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.advance(15)
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(1)
  t.equal((await shop.status()).members?.length, 3)
  shop.members.say('shop-app-2', 'dns')
  await shop.advance(12)
  t.match((await shop.status()).members?.[2], { error: 'dns' })
  t.match(await shop.outcome('rebalance-1'), { state: 'Succeeded' })
})

t.test('a steward that only observes leaves operations alone', async (t) => {
  const shop = await openShop()
  shop.steward({ operates: false })
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.advance(60)
  t.equal((await shop.status()).members?.length, 3)
  t.notOk(await shop.outcome('rebalance-1'))
  t.strictSame(shop.members.signals, [])
})

t.test('nothing is done for a set that is being deleted', async (t) => {
  const shop = await openShop()
  const found = await shop.cluster.store.get(setPlace)
  if (found !== undefined) await shop.cluster.store.update(KasprMemberSet, { ...found, metadata: { ...found.metadata, finalizers: ['example.com/keep'] } })
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  await shop.cluster.store.delete(setPlace, { propagation: 'Background' })
  shop.steward()
  await shop.advance(60)
  t.strictSame(shop.members.signals, [])
})
