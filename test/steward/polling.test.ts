import t from 'tap'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { appSet, memberSet, openShop, setPlace } from './fixtures/shop.ts'

t.test('a report says of every member who it is and how it is', async (t) => {
  const shop = await openShop()
  shop.members.say('shop-app-1', { leader: false, rebalancing: true, recovering: false })
  shop.members.say('shop-app-2', 'refused')
  shop.steward()
  await shop.advance(2)
  const { observedAt, observedGeneration, members = [], claims } = await shop.status()
  t.match(observedAt, /^2026-01-01T00:00:2\dZ$/)
  t.equal(observedGeneration, 1)
  t.match(members, [
    { id: 0, pod: 'shop-app-0', phase: 'Running', ready: true, answered: true, leader: true, rebalancing: false, recovering: false },
    { id: 1, pod: 'shop-app-1', answered: true, leader: false, rebalancing: true },
    { id: 2, pod: 'shop-app-2', answered: false, error: 'refused' },
  ])
  t.equal(members[0]?.podUID, await shop.uidOf('Pod', 'shop-app-0'))
  t.match(members[0]?.podCreationTime, /^2026-01-01T/)
  t.strictSame(claims, [0, 1, 2].map((id) => ({ name: `data-shop-app-${id}`, requested: '1Gi', capacity: '1Gi', phase: 'Bound' })))
})

t.test('a member that keeps a round waiting for a whole period does not halve how often the others are heard', async (t) => {
  const shop = await openShop()
  await shop.setSpec({ polling: { enabled: true, periodSeconds: 10, timeoutSeconds: 10, heartbeatSeconds: 60 } })
  shop.members.delay('shop-app-2', 3_600_000)
  shop.steward()
  await shop.advance(20)
  const before = shop.members.asked.filter((pod) => pod === 'shop-app-0').length
  await shop.advance(100)
  t.equal(shop.members.asked.filter((pod) => pod === 'shop-app-0').length - before, 10)
})

t.test('a pod that does not run is not asked; one on its way out is left out', async (t) => {
  const shop = await openShop({ replicas: 2 })
  shop.cluster.faults.inject({ type: 'ImagePullError', pods: { name: 'shop-app-2' } })
  shop.cluster.faults.inject({ type: 'PodStuck', pods: { name: 'shop-app-1' } })
  await shop.cluster.change('StatefulSet', 'shop-app', () => ({ ...appSet({ replicas: 3 }) }))
  await shop.cluster.delete('Pod', 'shop-app-1')
  await shop.advance(20)
  shop.steward()
  await shop.advance(2)
  const { members } = await shop.status()
  t.match(members, [{ id: 0, answered: true }, { id: 2, answered: false, error: 'not-running', ready: false, waiting: { reason: /Image/ } }])
  t.equal(members?.length, 2)
  t.strictSame(shop.members.asked, ['shop-app-0'])
})

t.test('at rest nothing is written but a heartbeat a minute', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.advance(30)
  const before = shop.writes('steward')
  await shop.advance(600)
  t.equal(shop.writes('steward') - before, 10)
  t.ok(shop.members.asked.length >= 180, 'members are asked all the same')
})

t.test('while members rebalance there is a report every 30 s, each with a time of its own', async (t) => {
  const shop = await openShop()
  shop.members.say('shop-app-1', { leader: false, rebalancing: true, recovering: false })
  shop.steward()
  await shop.advance(15)
  const times = new Set<string | undefined>()
  for (let second = 0; second < 300; second += 1) {
    times.add((await shop.status()).observedAt)
    await shop.advance(1)
  }
  const moments = [...times].map((time) => Date.parse(time ?? ''))
  t.ok(moments.length >= 10 && moments.length <= 11, `${moments.length} reports`)
  t.ok(moments.every((time, index) => index === 0 || time - (moments[index - 1] ?? 0) >= 30_000))
})

t.test('what was between two reports shows in the time since when an answer is given', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.advance(15)
  const before = (await shop.status()).members?.[1]?.since
  shop.members.say('shop-app-1', { leader: false, rebalancing: true, recovering: false })
  const heal = shop.cluster.faults.inject({ type: 'RequestFailed', client: 'steward', kind: 'KasprMemberSet', verbs: ['updateStatus'], count: 1 })
  await shop.advance(12)
  heal()
  shop.members.say('shop-app-1', { leader: false, rebalancing: false, recovering: false })
  await shop.advance(30)
  const after = (await shop.status()).members?.[1]
  t.match(after, { rebalancing: false })
  t.ok(Date.parse(after?.since ?? '') > Date.parse(before ?? ''), 'an answer that nobody digested')
  t.equal((await shop.status()).members?.[0]?.since, before, 'the others are as they were')
})

t.test('what changes is written in the next round', async (t) => {
  const shop = await openShop()
  shop.steward()
  await shop.advance(12)
  shop.members.say('shop-app-2', 'http-503')
  await shop.advance(10)
  t.match((await shop.status()).members?.[2], { answered: false, error: 'http-503' })
  shop.members.say('shop-app-2', { leader: false, rebalancing: false, recovering: false })
  await shop.advance(10)
  t.match((await shop.status()).members?.[2], { answered: true })
  t.notOk((await shop.status()).members?.[2]?.error)
})

t.test('a hung member costs its own time and nothing else', async (t) => {
  const shop = await openShop()
  shop.members.delay('shop-app-1', 3_600_000)
  shop.steward()
  await shop.advance(10)
  t.match((await shop.status()).members, [{ answered: true }, { answered: false, error: 'timeout' }, { answered: true }])
})

t.test('members that hang never keep others waiting', async (t) => {
  const shop = await openShop()
  await shop.cluster.create(appSet({ replicas: 12 }, 'slow-app'))
  await shop.cluster.store.create(KasprMemberSet, memberSet('slow-app'))
  await shop.advance(20)
  for (let id = 0; id < 12; id += 1) shop.members.delay(`slow-app-${id}`, 3_600_000)
  shop.steward({ concurrency: 4 })
  await shop.advance(60)
  const before = shop.members.asked.filter((pod) => pod.startsWith('shop-app')).length
  await shop.advance(100)
  t.ok(shop.members.asked.filter((pod) => pod.startsWith('shop-app')).length - before >= 30, 'ten rounds of three')
})

t.test('with polling switched off nobody is asked, and pods are still reported', async (t) => {
  const shop = await openShop()
  await shop.setSpec({ polling: { enabled: false, periodSeconds: 10, timeoutSeconds: 5, heartbeatSeconds: 60 } })
  shop.steward()
  await shop.advance(20)
  t.match((await shop.status()).members, [{ id: 0, ready: true, answered: false }, { id: 1 }, { id: 2 }])
  t.notOk((await shop.status()).members?.[0]?.error)
  t.strictSame(shop.members.asked, [])
})

t.test('pods and claims of others are not in the report', async (t) => {
  const shop = await openShop()
  await shop.cluster.create(appSet({ replicas: 1 }, 'shop-app-2'), appSet({ replicas: 1 }, 'other'))
  await shop.cluster.store.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', scope: 'Namespaced' }, {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-shop-app-packages', namespace: 'shop', labels: { app: 'shop-app' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  })
  await shop.advance(20)
  shop.steward()
  await shop.advance(2)
  const { members, claims } = await shop.status()
  t.strictSame(members?.map(({ pod }) => pod), ['shop-app-0', 'shop-app-1', 'shop-app-2'])
  t.strictSame(claims?.map(({ name }) => name), ['data-shop-app-0', 'data-shop-app-1', 'data-shop-app-2'])
})

t.test('errors of the API server are one line each, and the report comes when they are over', async (t) => {
  const shop = await openShop()
  shop.cluster.faults.inject({ type: 'RequestFailed', client: 'steward', kind: 'KasprMemberSet', verbs: ['updateStatus'], count: 3 })
  shop.steward()
  await shop.advance(150)
  t.equal((await shop.status()).members?.length, 3)
  const about = shop.lines.filter((line) => line.includes('report on shop/shop-app'))
  t.match(about, [/^warn failed .*KH_API_FAILED/, /^info works again .*"failures":3/])
  t.equal(about.length, 2)
})

t.test('a set that goes and comes back is kept anew', async (t) => {
  const shop = await openShop()
  const steward = shop.steward()
  await shop.advance(5)
  await shop.cluster.store.delete(setPlace, { propagation: 'Background' })
  await shop.advance(5)
  const asked = shop.members.asked.length
  await shop.advance(60)
  t.equal(shop.members.asked.length, asked, 'nobody is asked for a set that is gone')
  await shop.cluster.store.create(KasprMemberSet, memberSet())
  await shop.advance(5)
  t.equal((await shop.status()).members?.length, 3)
  await steward.stop()
})

t.test('a steward of one namespace leaves the others alone', async (t) => {
  const shop = await openShop()
  shop.steward({ namespace: 'elsewhere', leaseNamespace: 'shop' })
  await shop.advance(30)
  t.strictSame(await shop.status(), {})
})
