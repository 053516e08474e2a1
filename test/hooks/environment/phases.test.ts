import t from 'tap'
import { Deployment, Namespace, StatefulSet } from '../../../src/kit/kinds.ts'
import type { PodMatch } from '../../../src/cluster/fault.ts'
import { begin, grown } from './fixtures/life.ts'
import type { Life } from './fixtures/life.ts'
import { environmentFrom, sync } from './fixtures/rendered.ts'
import { deploymentReadiness } from '../../../hooks/environment/environment/web.ts'

const web: PodMatch = { labelSelector: { matchLabels: { app: 'web' } } }
const database: PodMatch = { labelSelector: { matchLabels: { app: 'postgres' } } }
const production = { type: 'production', preset: 'custom', config: { image: 'shop:1', ports: [{ containerPort: 3000 }], initContainers: [{ name: 'migrate', command: ['migrate'] }] } }

/** Phases in their order, each once, until it rests. */
const phasesOf = async (life: Life): Promise<readonly string[]> => {
  const seen: string[] = []
  for (let step = 0; step < 400; step += 1) {
    const { phase } = await life.status()
    if (phase !== undefined && phase !== seen.at(-1)) seen.push(phase)
    await life.world.advance(50)
  }
  return seen
}

t.test('an environment is pending, provisioned and ready', async (t) => {
  t.match(sync().status, { phase: 'Pending', stage: 'namespace' })
  t.strictSame(await phasesOf(await begin()), ['Provisioning', 'Ready'])
})

t.test('one in production migrates in between', async (t) => {
  t.strictSame((await phasesOf(await begin({ spec: production }))).filter((phase) => phase !== 'Provisioning'), ['Migrating', 'Ready'])
})

t.test('Part C 4: a crash after Ready is seen: Degraded, and Ready again', async (t) => {
  const life = await grown()
  const mend = life.world.cluster.faults.inject({ type: 'PodUnready', pods: web })
  await life.world.advance(10_000)
  t.match(await life.status(), { phase: 'Degraded', stage: 'web' })
  t.match(await life.condition('Ready'), { status: 'False', reason: 'NotAvailable' })
  mend()
  await life.rest()
  t.match(await life.status(), { phase: 'Ready', stage: 'done' })
  t.match(await life.condition('Ready'), { status: 'True' })
})

t.test('a database that is not ready does not close the stages behind it', async (t) => {
  const life = await grown()
  life.world.cluster.faults.inject({ type: 'PodUnready', pods: database })
  await life.world.advance(10_000)
  t.match(await life.status(), { phase: 'Degraded', stage: 'services' })
  t.match(await life.condition('ServicesReady'), { status: 'False', reason: 'NotReady', message: 'service postgres: its pod is not ready' })
  t.ok(await life.object(Deployment, 'web'))
})

t.test('Part C 7: past its deadline it has failed, by a resync alone, and it comes back', async (t) => {
  const life = await begin({ spec: { progressDeadlineSeconds: 120 } })
  const mend = life.world.cluster.faults.inject({ type: 'PodUnready', pods: database })
  await life.world.advance(115_000)
  t.match(await life.status(), { phase: 'Provisioning', stage: 'services' })
  await life.world.advance(10_000)
  t.match(await life.status(), { phase: 'Failed', stage: 'services' })
  t.match(await life.condition('Ready'), { reason: 'ProgressDeadlineExceeded', message: /^stage services takes longer than spec\.progressDeadlineSeconds: service postgres: its pod is not ready/ })
  mend()
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('what has failed writes nothing while it waits', async (t) => {
  const life = await begin({ spec: { progressDeadlineSeconds: 60 } })
  life.world.cluster.faults.inject({ type: 'PodUnready', pods: database })
  await life.world.advance(600_000)
  const before = JSON.stringify(await life.status())
  await life.world.advance(6 * 3600_000)
  t.equal(JSON.stringify(await life.status()), before)
})

t.test('a migration that fails has failed, with the job\'s own words', async (t) => {
  const life = await begin({ spec: production })
  life.world.cluster.faults.inject({ type: 'PodCrash', pods: { labelSelector: { matchLabels: { app: 'migration' } } }, times: 'always' })
  await life.rest()
  t.match(await life.status(), { phase: 'Failed', stage: 'migration' })
  t.match(await life.condition('MigrationsReady'), { status: 'False', reason: 'MigrationFailed' })
  t.equal(await life.object(Deployment, 'web'), undefined)
})

t.test('what ran and cannot be read any more is degraded, not ready; it goes on where it was', async (t) => {
  const life = await grown()
  await life.apply({ projectRef: { namespace: 'acme', name: 'gone' } })
  await life.rest()
  t.match(await life.status(), { phase: 'Degraded' })
  t.match(await life.condition('Ready'), { status: 'False', reason: 'ProjectNotFound' })
  t.ok(await life.object(StatefulSet, 'postgres'))
  await life.apply()
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('what never began and cannot be read is pending, however long', async (t) => {
  const life = await begin({ spec: { projectRef: { namespace: 'acme', name: 'gone' }, progressDeadlineSeconds: 60 } })
  await life.world.advance(600_000)
  t.match(await life.status(), { phase: 'Pending' })
})

t.test('the deadline begins anew once a frozen environment goes on', async (t) => {
  const life = await begin({ spec: { progressDeadlineSeconds: 120 } })
  life.world.cluster.faults.inject({ type: 'PodUnready', pods: database })
  await life.world.advance(60_000)
  await life.removeProject()
  await life.world.advance(600_000)
  t.match(await life.status(), { phase: 'Pending' })
  await life.applyProject()
  await life.world.advance(60_000)
  t.match(await life.status(), { phase: 'Provisioning', stage: 'services' })
})

t.test('a namespace that somebody deletes is told', async (t) => {
  const life = await grown()
  life.world.cluster.faults.inject({ type: 'PodStuck', pods: database })
  await life.world.cluster.store.delete({ kind: Namespace, name: 'acme-shop-pr7' }, { propagation: 'Background' })
  await life.world.advance(5000)
  t.match(await life.condition('NamespaceReady'), { status: 'False', reason: 'NotActive', message: 'namespace acme-shop-pr7 is Terminating' })
})

t.test('pods that a quota refuses are told from the deployment, in words that stay', async (t) => {
  const refused = (pod: string) => deploymentReadiness(environmentFrom({ observed: [{
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'acme-shop-pr7', generation: 1 },
    status: { observedGeneration: 1, conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: `pods "${pod}" is forbidden: exceeded quota: default-quota` }] },
  }] }), 'web')
  t.strictSame(refused('web-abc'), { state: 'Waiting', reason: 'FailedCreate', message: 'a pod is forbidden: exceeded quota: default-quota' })
  t.strictSame(refused('web-xyz'), refused('web-abc'))
})

t.test('a quota that is too small is no reason to try without end', async (t) => {
  const life = await begin({ spec: { quota: { 'limits.memory': '1Gi' } } })
  await life.world.advance(60_000)
  t.match(await life.status(), { phase: 'Provisioning', stage: 'web' })
})

t.test('Part C 11: a database is ready when it answers, and nothing that needs it starts before', async (t) => {
  const life = await begin()
  const mend = life.world.cluster.faults.inject({ type: 'PodUnready', pods: database })
  await life.world.advance(60_000)
  t.match(await life.object(StatefulSet, 'postgres'), { spec: { template: { spec: { containers: [{ readinessProbe: { exec: { command: ['sh', '-c', /^pg_isready/] } } }] } } } })
  t.equal(await life.object(Deployment, 'web'), undefined)
  mend()
  await life.rest()
  t.ok(await life.object(Deployment, 'web'))
})
