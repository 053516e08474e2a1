import t from 'tap'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { memberSetOf } from '../../steward/member-set.ts'
import type { MemberSet } from '../../steward/member-set.ts'
import { SetRecord } from '../../steward/set-record.ts'
import { memberSet, openShop, setPlace } from './fixtures/shop.ts'
import type { Shop } from './fixtures/shop.ts'

const recordOf = async (shop: Shop): Promise<SetRecord> => {
  const set = memberSetOf(await shop.cluster.store.get(setPlace) ?? memberSet())
  if (typeof set === 'string') throw new TypeError(set)
  return new SetRecord(shop.cluster.client('steward'), set)
}

const seen = (observedAt: string) => (): MemberSet['status'] => ({ observedAt })

t.test('a change on top of an old version is made anew on top of the stored one', async (t) => {
  const shop = await openShop()
  const record = await recordOf(shop)
  await shop.ask({ id: 'rebalance-1', type: 'Rebalance' })
  const asked: (number | undefined)[] = []
  const isWritten = await record.change(({ spec }) => {
    asked.push(spec.operations?.length)
    return { observedAt: '2026-01-01T00:00:00Z' }
  })
  t.ok(isWritten)
  t.strictSame(asked, [undefined, 1])
  t.match(await shop.status(), { observedAt: '2026-01-01T00:00:00Z' })
})

t.test('changes are made one after the other', async (t) => {
  const shop = await openShop()
  const record = await recordOf(shop)
  await Promise.all([record.change(seen('2026-01-01T00:00:01Z')), record.change(seen('2026-01-01T00:00:02Z')), record.change(() => undefined)])
  t.match(await shop.status(), { observedAt: '2026-01-01T00:00:02Z' })
  t.equal(shop.writes('steward'), 2)
})

t.test('a set that went, or came back as another, is left alone', async (t) => {
  const shop = await openShop()
  const record = await recordOf(shop)
  await shop.cluster.store.delete(setPlace, { propagation: 'Background' })
  t.notOk(await record.change(seen('2026-01-01T00:00:01Z')))
  await shop.cluster.store.create(KasprMemberSet, memberSet())
  t.notOk(await record.change(seen('2026-01-01T00:00:01Z')))
  t.strictSame(await shop.status(), {})
})

t.test('one change that fails does not hold up the next', async (t) => {
  const shop = await openShop()
  const record = await recordOf(shop)
  shop.cluster.faults.inject({ type: 'RequestFailed', client: 'steward' })
  await t.rejects(record.change(seen('2026-01-01T00:00:01Z')), { code: 'KH_API_FAILED' })
  t.ok(await record.change(seen('2026-01-01T00:00:02Z')))
})

t.test('a spec that cannot be read is told in words', async (t) => {
  t.match(memberSetOf(memberSet('shop-app', { port: 0 })), 'spec.port: must be at least 1')
  const set = memberSetOf({ ...memberSet(), status: { members: 'none' } })
  t.match(set, { status: {} }, 'a status that fits no schema counts as none')
})
