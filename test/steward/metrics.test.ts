import t from 'tap'
import { openShop } from './fixtures/shop.ts'

const lines = async (text: Promise<string>, name: string): Promise<readonly string[]> => (await text).split('\n').filter((line) => line.startsWith(name))

t.test('changes of the state of members are counted, under the names that dashboards know', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.advance(12)
  shop.members.say('shop-app-1', { leader: false, rebalancing: true, recovering: false })
  await shop.advance(10)
  shop.members.say('shop-app-1', 'timeout')
  await shop.advance(10)
  const metrics = await lines(shop.metrics.registry.metrics(), 'kasprop_member_state_transitions_total{')
  t.strictSame(metrics, [
    'kasprop_member_state_transitions_total{app_name="shop",namespace="shop",member_id="1",from_state="running",to_state="rebalancing"} 1',
    'kasprop_member_state_transitions_total{app_name="shop",namespace="shop",member_id="1",from_state="rebalancing",to_state="unreachable"} 1',
  ])
})

t.test('how long a member hangs falls back to 0 when it recovers, and goes with its set', async (t) => {
  const shop = await openShop({ replicas: 1 })
  const steward = shop.steward()
  shop.members.say('shop-app-0', { leader: true, rebalancing: true, recovering: false })
  await shop.advance(62)
  const hung = async (): Promise<number> => Number((await lines(shop.metrics.registry.metrics(), 'kasprop_hung_member_duration_seconds{'))[0]?.split(' ').at(-1))
  t.ok(await hung() >= 45, `${await hung()} s`)
  shop.members.say('shop-app-0', { leader: true, rebalancing: false, recovering: false })
  await shop.advance(10)
  t.equal(await hung(), 0)
  t.match(await shop.metrics.registry.metrics(), /kaspr_steward_leader 1\n[^]*kaspr_steward_member_sets 1\n/)
  t.match(await shop.metrics.registry.metrics(), /kaspr_steward_polls_total\{result="answered"\} \d+\n/)
  await steward.stop()
})
