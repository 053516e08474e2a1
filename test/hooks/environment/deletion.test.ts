import t from 'tap'
import { finalize } from '../../../hooks/environment/environment/deletion.ts'
import { Deployment, Ingress, Job, NetworkPolicy, PersistentVolumeClaim, Secret, Service, StatefulSet } from '../../../src/kit/kinds.ts'
import { viewOf } from '../../../src/kit/view.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { begin, grown, name } from './fixtures/life.ts'
import { parent } from './fixtures/rendered.ts'
import { applyObject } from '../../../src/simulation/apply.ts'

const running = [Deployment, Ingress, Job, StatefulSet, Service]

t.test('a deleted environment takes everything with it', async (t) => {
  const life = await grown()
  await life.remove()
  await life.rest()
  t.equal(await life.isThere(), false)
  t.equal(await life.hasNamespace(), false)
  t.strictSame(await life.names(...running, PersistentVolumeClaim, Secret), [])
})

t.test('the application goes before its services, they before the claims, the namespace last', async (t) => {
  const life = await grown()
  const gone: string[] = []
  life.world.cluster.faults.inject({ type: 'PodStuck', pods: { labelSelector: { matchLabels: { app: 'web' } } } })
  await life.remove()
  await life.world.cluster.runUntilIdle({ limit: 5000, until: () => false })
  gone.push(...await life.names(...running))
  t.strictSame(gone, [], 'what runs is deleted')
  t.ok(await life.hasNamespace(), 'a claim in use keeps the namespace')
  const status = await life.status()
  t.match(status, { phase: 'Terminating', stage: 'claims' })
  t.match(await life.condition('Ready'), { status: 'False', reason: 'Terminating', message: 'claims: PersistentVolumeClaim/code is deleted' })
  t.ok((await life.names(NetworkPolicy)).includes('NetworkPolicy/default-deny'), 'pods on their way out keep their policies')
})

t.test('retainData: what runs goes, the namespace stays with its claims and passwords', async (t) => {
  const life = await grown({ spec: { retainData: true } })
  await life.remove()
  await life.rest()
  t.strictSame(await life.names(...running), [])
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/code', 'PersistentVolumeClaim/postgres-data-postgres-0'])
  t.ok((await life.names(Secret)).includes('Secret/postgres-credentials'))
  t.match(await life.status(), { phase: 'Terminating', stage: 'done' })
  t.match(await life.condition('DataRetained'), { status: 'True', reason: 'RetainData', message: /set spec\.retainData to false/ })
})

t.test('retained data goes once it is not retained any longer', async (t) => {
  const life = await grown({ spec: { retainData: true } })
  await life.remove()
  await life.rest()
  await life.apply({ retainData: false })
  await life.rest()
  t.equal(await life.isThere(), false)
  t.equal(await life.hasNamespace(), false)
})

t.test('Part C 5: an environment goes although its Project went first', async (t) => {
  const life = await grown()
  await life.removeProject()
  await life.rest()
  t.match(await life.condition('ConfigValid'), { status: 'False', reason: 'ProjectNotFound' })
  t.ok(await life.hasNamespace())
  await life.remove()
  await life.rest()
  t.equal(await life.isThere(), false)
  t.equal(await life.hasNamespace(), false)
})

t.test('Part C 5: no spec, no labels and no settings are needed to let an environment go', async (t) => {
  for (const spec of [undefined, {}, { team: 7, retainData: 'no' }]) {
    const { spec: _spec, ...bare } = parent()
    const answer = finalize({ parent: trusted({ ...bare, ...(spec === undefined ? {} : { spec }) }), children: viewOf({}), related: viewOf({}), finalizing: true, now: '2026-06-01T12:00:00Z', settings: {} })
    t.match(answer, { finalized: true, children: [], status: { phase: 'Terminating' } })
  }
})

t.test('Part C 6: an environment that is made again at once finds no namespace that is on its way out', async (t) => {
  const life = await grown()
  await life.remove()
  await life.world.cluster.runUntilIdle({ until: () => false })
  t.equal(await life.hasNamespace(), false)
  await life.apply()
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('while the namespace is there, the environment is', async (t) => {
  const life = await grown()
  const seen: boolean[] = []
  await life.remove()
  for (let step = 0; step < 200 && await life.isThere(); step += 1) {
    seen.push(await life.hasNamespace())
    await life.world.advance(100)
  }
  t.equal(await life.isThere(), false)
  t.equal(await life.hasNamespace(), false)
  t.ok(seen.length > 1)
})

t.test('an environment that was refused for a foreign namespace goes and leaves it', async (t) => {
  const life = await begin()
  await applyObject(life.world, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await life.rest()
  t.match(await life.condition('ConfigValid'), { status: 'False', reason: 'NamespaceTaken' })
  await life.remove()
  await life.rest()
  t.equal(await life.isThere(), false)
  t.ok(await life.hasNamespace())
})

t.test('a foreground deletion does not pretend to retain data', async (t) => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
  const asked = parent({ spec: { retainData: true } })
  const { status } = finalize({
    parent: trusted({ ...asked, metadata: { ...asked.metadata, finalizers: ['foregroundDeletion'] } }),
    children: viewOf({ 'Namespace.v1': { [name]: namespace } }), related: viewOf({}), finalizing: true, now: '2026-06-01T12:00:00Z', settings: {},
  })
  t.match(status.conditions, [{ type: 'Ready' }, { type: 'DataRetained', status: 'False', reason: 'ForegroundDeletion' }])
})

t.test('a namespace that does not go says why', async (t) => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, status: { phase: 'Terminating', conditions: [{ type: 'NamespaceContentRemaining', status: 'True', message: 'Some resources are remaining: pods. has 1 resource instances' }] } }
  const { status, children, childless, finalized } = finalize({ parent: trusted(parent()), children: viewOf({ 'Namespace.v1': { [name]: namespace } }), related: viewOf({}), finalizing: true, now: '2026-06-01T12:00:00Z', settings: {} })
  t.match({ children, childless, finalized }, { children: [], childless: true, finalized: false })
  t.match(status.conditions?.[0]?.message, 'namespace: Namespace/acme-shop-pr7 is deleted; Some resources are remaining: pods. has 1 resource instances')
})

