import t from 'tap'
import { isObject } from '../../../../src/protocol/json.ts'
import { apply, cluster, resourceOf, round, settled } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app } from '../fixtures/manifests.ts'

const key = 'KasprApp/orders'
const before = settled(cluster(app(), agent('reader')), { now: '2026-01-01T00:00:00Z' })
const lastRollout = (of: Cluster): unknown => {
  const { status } = { status: null, ...resourceOf(of, key) }
  return isObject(status) ? status['lastRollout'] : undefined
}
const changed = (spec: object, made: Cluster = before): Cluster => {
  const old = resourceOf(made, key)
  return apply(made, { ...old, spec: JSON.parse(JSON.stringify({ ...JSON.parse(JSON.stringify(old['spec'])), ...spec })) })
}

t.test('a first start is no rollout', async (t) => {
  t.equal(lastRollout(before), undefined)
})

for (const [name, spec, reason] of [
  ['another version', { version: '0.11.18' }, 'image kasprio/kaspr:0.11.19 → kasprio/kaspr:0.11.18'],
  ['other settings', { config: { topicReplicationFactor: 3 } }, 'settings changed'],
  ['packages', { pythonPackages: { packages: ['requests'] } }, 'Python packages changed'],
  ['other resources', { resources: { limits: { memory: '1Gi' } } }, 'pod template changed'],
] as const) {
  t.test(`${name} roll the members, and the status says why and since when`, async (t) => {
    const rolled = settled(changed(spec), { now: '2026-02-02T00:00:00Z' })
    t.strictSame(lastRollout(rolled), { reasons: [reason], startedAt: '2026-02-02T00:00:00Z', generation: 2 })
    t.strictSame(lastRollout(settled(rolled, { now: '2026-03-03T00:00:00Z' })), lastRollout(rolled))
  })
}

t.test('a changed agent is named as the reason', async (t) => {
  const old = agent('reader')
  const spec = JSON.parse(JSON.stringify({ ...JSON.parse(JSON.stringify(old['spec'])), description: 'changed' }))
  t.match(lastRollout(settled(apply(before, { ...old, spec }), { now: '2026-02-02T00:00:00Z' })), { reasons: ['agents changed'] })
})

t.test('passes that still see the old StatefulSet do not move the time', async (t) => {
  const once = round(changed({ version: '0.11.18' }), { now: '2026-02-02T00:00:00Z' })
  const stale: Cluster = { ...once, children: before.children }
  t.strictSame(lastRollout(round(stale, { now: '2026-02-02T00:00:09Z' })), lastRollout(once))
})

t.test('a pass that sees the new StatefulSet and an old status does not forget it', async (t) => {
  const rolled = settled(changed({ version: '0.11.18' }), { now: '2026-02-02T00:00:00Z' })
  const { lastRollout: _lost, ...status } = JSON.parse(JSON.stringify(resourceOf(rolled, key)['status']))
  const behind = apply(rolled, { ...resourceOf(rolled, key), status })
  t.strictSame(lastRollout(round(behind, { now: '2026-02-02T00:01:00Z' })), lastRollout(rolled))
})

t.test('the same reason again is another rollout', async (t) => {
  const first = settled(changed({ config: { topicReplicationFactor: 3 } }), { now: '2026-02-02T00:00:00Z' })
  const second = settled(changed({ config: { topicReplicationFactor: 2 } }, first), { now: '2026-03-03T00:00:00Z' })
  t.match(lastRollout(second), { reasons: ['settings changed'], startedAt: '2026-03-03T00:00:00Z' })
})

t.test('more members are no rollout', async (t) => {
  t.equal(lastRollout(settled(changed({ replicas: 5 }))), undefined)
})
