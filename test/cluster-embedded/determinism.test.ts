import t from 'tap'
import { seeded } from '../../src/cluster/seed.ts'
import { delaysOf, defaultTiming } from '../../src/cluster/timing.ts'
import { virtualClock } from '../../src/cluster/virtual-clock.ts'
import { parseQuantity } from '../../src/kit/quantity.ts'
import { kindOf, statusOf, testCluster, withImage, withSpec } from './fixtures/cluster.ts'
import { autoscaler, claimTemplates, deployment, job, sent, statefulSet } from './fixtures/workloads.ts'

/** Everything that was written in a busy life of a cluster, one line a write. */
const history = async (seed: number): Promise<string> => {
  const lines: string[] = []
  const clock = virtualClock()
  const cluster = testCluster({
    clock, seed, metrics: () => ({ memory: '300Mi' }), timing: { start: [100, 5000], event: [0, 300], bind: [10, 900], stop: [10, 3000] },
    observe: (change) => { lines.push(JSON.stringify([clock.now(), change])) },
  })
  cluster.store.watch(kindOf('Pod'), ({ type, object }) => { lines.push(`${clock.now()} ${type} ${object.metadata.name}`) })
  cluster.faults.inject({ type: 'PodCrash', pods: { name: 'orders-1' }, times: 3 })
  await cluster.create(statefulSet({ spec: { volumeClaimTemplates: claimTemplates } }), deployment(), job({ spec: { completions: 3 } }), autoscaler({ maxReplicas: 4 }))
  await cluster.advance(30_000)
  await cluster.change('StatefulSet', 'orders', withImage('example.com/app:2'))
  await cluster.change('Deployment', 'web', withSpec({ replicas: 2 }))
  await cluster.advance(100_000)
  await cluster.delete('Namespace', 'shop')
  await cluster.runUntilIdle()
  return lines.join('\n')
}

t.test('the same seed gives the same bytes of history, another one another history', async (t) => {
  const [first, second, third] = [await history(7), await history(7), await history(8)]
  t.ok(first.length > 10_000)
  t.ok(first === second, 'same bytes')
  t.notOk(first === third)
})

t.test('a seed is a sequence of numbers, uuids and suffixes', (t) => {
  const [a, b] = [seeded(42), seeded(42)]
  const drawn = Array.from({ length: 1000 }, () => a.number())
  t.strictSame(drawn, Array.from({ length: 1000 }, () => b.number()))
  t.ok(drawn.every((number) => number >= 0 && number < 1))
  t.ok(Math.abs(drawn.reduce((sum, number) => sum + number, 0) / 1000 - 0.5) < 0.05)
  t.match(a.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.match(a.suffix(), /^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  t.not(seeded(1).uuid(), seeded(2 ** 32 + 1).uuid())
  t.end()
})

t.test('spans are drawn between their bounds, fixed delays use no number', (t) => {
  const seed = seeded(1)
  const delays = delaysOf({ ...defaultTiming, start: [100, 200] }, seed)
  t.equal(delays.prepare(), defaultTiming.prepare)
  t.equal(seeded(1).number(), seed.number())
  t.ok(Array.from({ length: 100 }, () => delays.start()).every((delay) => delay >= 100 && delay <= 200))
  t.end()
})

t.test('many sets become ready, each with its claim', async (t) => {
  const cluster = testCluster()
  const names = Array.from({ length: 150 }, (_, index) => `app-${index}`)
  for (const name of names) await cluster.create(statefulSet({ name, spec: { replicas: 1, volumeClaimTemplates: claimTemplates } }))
  t.ok(await cluster.rest())
  const sets = await cluster.store.list(kindOf('StatefulSet'))
  t.equal(sets.filter((set) => statusOf(set)['readyReplicas'] === 1).length, 150)
  const claims = await cluster.store.list(kindOf('PersistentVolumeClaim'))
  t.ok(claims.every((claim) => statusOf(claim)['phase'] === 'Bound' && parseQuantity('1Gi') !== undefined))
  t.equal(claims.length, 150)
})

t.test('at rest nothing is written, however long it lasts', async (t) => {
  let writes = 0
  const cluster = testCluster({ observe: () => { writes += 1 }, metrics: () => ({ memory: '1Mi' }) })
  await cluster.create(statefulSet(), deployment(), job(), autoscaler(), sent({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'shop' }, spec: { hard: { pods: '20' } } }))
  t.ok(await cluster.rest())
  const before = writes
  await cluster.advance(4 * 3600 * 1000)
  t.equal(writes, before)
})
