import t from 'tap'
import { Deployment, Job, PersistentVolumeClaim, StatefulSet } from '../../../src/kit/kinds.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { begin, grown, name } from './fixtures/life.ts'
import type { Life } from './fixtures/life.ts'

const replicasOf = async (life: Life, kind: typeof Deployment | typeof StatefulSet, called: string): Promise<unknown> => {
  const spec = (await life.object(kind, called))?.['spec']
  return isObject(spec) ? spec['replicas'] : undefined
}

const migrated = { type: 'production', preset: 'custom', config: { image: 'shop:1', ports: [{ containerPort: 3000 }], initContainers: [{ name: 'migrate', command: ['migrate'] }] } }

t.test('a suspended environment runs nothing, keeps its data, and says so', async (t) => {
  const life = await grown()
  await life.apply({ suspend: true })
  await life.rest()
  t.equal(await replicasOf(life, Deployment, 'web'), 0)
  t.equal(await replicasOf(life, StatefulSet, 'postgres'), 0)
  t.strictSame(await life.names(PersistentVolumeClaim), ['PersistentVolumeClaim/code', 'PersistentVolumeClaim/postgres-data-postgres-0'])
  t.match(await life.status(), { phase: 'Suspended' })
  for (const type of ['Ready', 'ServicesReady', 'WebReady']) t.match(await life.condition(type), { status: 'False', reason: 'Suspended' }, type)
  for (const type of ['ConfigValid', 'NamespaceReady', 'GuardrailsReady']) t.match(await life.condition(type), { status: 'True' }, type)
})

t.test('what is suspended stops at once, even when its services are not ready', async (t) => {
  const life = await grown()
  life.world.cluster.faults.inject({ type: 'PodUnready', pods: { labelSelector: { matchLabels: { app: 'postgres' } } } })
  await life.world.advance(60_000)
  await life.apply({ suspend: true })
  await life.world.advance(100)
  t.equal(await replicasOf(life, Deployment, 'web'), 0)
  t.equal(await replicasOf(life, StatefulSet, 'postgres'), 0)
})

t.test('a resumed environment goes through its stages again: the application waits for the database', async (t) => {
  const life = await grown()
  await life.apply({ suspend: true })
  await life.rest()
  life.world.cluster.faults.inject({ type: 'SlowStart', pods: { labelSelector: { matchLabels: { app: 'postgres' } } }, milliseconds: 30_000 })
  await life.apply({ suspend: false })
  await life.world.advance(10_000)
  t.equal(await replicasOf(life, StatefulSet, 'postgres'), 1)
  t.equal(await replicasOf(life, Deployment, 'web'), 0)
  t.match(await life.status(), { phase: 'Provisioning', stage: 'services' })
  await life.rest()
  t.equal(await replicasOf(life, Deployment, 'web'), 1)
  t.match(await life.status(), { phase: 'Ready', stage: 'done' })
})

t.test('an environment that begins suspended is prepared and starts nothing', async (t) => {
  const life = await begin({ spec: { suspend: true } })
  await life.rest()
  t.match(await life.status(), { phase: 'Suspended', namespace: name })
  t.equal(await replicasOf(life, StatefulSet, 'postgres'), 0)
  t.equal(await replicasOf(life, Deployment, 'web'), 0)
})

t.test('no job is started while an environment is suspended', async (t) => {
  const life = await begin({ spec: { ...migrated, suspend: true } })
  await life.rest()
  t.strictSame(await life.names(Job), [])
  await life.apply({ suspend: false })
  await life.rest()
  t.equal((await life.names(Job)).length, 1)
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('a migration that is done is not run again after a suspension', async (t) => {
  const life = await grown({ spec: migrated })
  const [job = ''] = await life.names(Job)
  const uid = async (): Promise<unknown> => (await life.object(Job, job.replace('Job/', '')))?.metadata.uid
  const first = await uid()
  t.type(first, 'string')
  await life.apply({ suspend: true })
  await life.rest()
  t.equal(await uid(), first, 'while it is suspended')
  await life.apply({ suspend: false })
  await life.rest()
  t.equal(await uid(), first, 'and afterwards')
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('no deadline passes for what is suspended', async (t) => {
  const life = await begin({ spec: { suspend: true, progressDeadlineSeconds: 60 } })
  await life.world.advance(600_000)
  t.match(await life.status(), { phase: 'Suspended' })
  t.match(await life.condition('Ready'), { reason: 'Suspended' })
})

t.test('a suspended environment is deleted like any other', async (t) => {
  const life = await grown()
  await life.apply({ suspend: true })
  await life.rest()
  await life.remove()
  await life.rest()
  t.equal(await life.isThere(), false)
  t.equal(await life.hasNamespace(), false)
})
