import t from 'tap'
import { Deployment, Job, Namespace, NetworkPolicy, Pod, ResourceQuota, StatefulSet } from '../../../src/kit/kinds.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { name } from './fixtures/rendered.ts'
import { born, watched } from './fixtures/watched-life.ts'
import type { WatchedLife } from './fixtures/watched-life.ts'

// Whole lives of environments: the engine, the hook and a cluster in memory (environment.md B3, B9).

const made = ({ writes }: WatchedLife): readonly string[] => writes.flatMap(({ verb, object, refused }) => verb === 'create' && refused === undefined ? [object.split(' ')[0] ?? ''] : [])
const deleted = ({ writes }: WatchedLife): readonly string[] => writes.flatMap(({ verb, object, refused }) => verb === 'delete' && refused === undefined ? [object] : [])
const specOf = async (life: WatchedLife, kind: Kind, called: string): Promise<JsonObject> => trusted((await life.object(kind, called))?.['spec'] ?? {})
const templateOf = async (life: WatchedLife): Promise<string> => JSON.stringify((await specOf(life, Deployment, 'web'))['template'])
const uidOf = async (life: WatchedLife, kind: Kind, called: string): Promise<unknown> => (await life.object(kind, called))?.metadata.uid

const isQuiet = async (life: WatchedLife): Promise<readonly string[]> => {
  const before = life.writes.length
  life.world.restartEngine()
  await life.rest()
  return life.writes.slice(before).map(({ verb, object, reason }) => `${verb} ${object}: ${reason}`)
}

/** Somebody changes an object with their own hands. */
const edit = async (life: WatchedLife, [kind, called]: readonly [kind: Kind, name: string], change: (spec: JsonObject) => JsonObject): Promise<void> => {
  const found = await life.object(kind, called)
  if (found === undefined) throw new TypeError(`there is no ${kind.kind} ${called}`)
  await life.world.cluster.client('somebody').update(kind, { ...found, spec: change(trusted<JsonObject>(found['spec'])) })
}

t.test('it is made in stages: each stands before the next begins, and nothing is written at rest', async (t) => {
  const life = await born()
  t.strictSame(life.early, [])
  const order = made(life)
  t.equal(order[0], 'Namespace')
  const first = (kind: string): number => order.indexOf(kind)
  t.ok(Math.max(order.lastIndexOf('NetworkPolicy'), first('ResourceQuota'), first('LimitRange'), order.lastIndexOf('Secret'), first('PersistentVolumeClaim')) < first('StatefulSet'))
  t.ok(first('StatefulSet') < first('Deployment') && first('Deployment') > 0 && first('Ingress') > first('StatefulSet'))
  t.match(await life.status(), { phase: 'Ready', stage: 'done', namespace: name })
  t.strictSame(deleted(life), [])
  t.strictSame(await isQuiet(life), [])
})

t.test('what somebody edits or deletes is as it was again', async (t) => {
  const life = await born()
  const before = await templateOf(life)
  await edit(life, [ResourceQuota, 'default-quota'], ({ hard, ...spec }) => ({ ...spec, hard: { ...trusted<JsonObject>(hard), pods: '999' } }))
  await edit(life, [NetworkPolicy, 'default-deny'], (spec) => ({ ...spec, policyTypes: ['Ingress'] }))
  await edit(life, [Deployment, 'web'], (spec) => ({ ...spec, template: trusted(JSON.parse(before.replace('node:22-slim', 'evil:1'))) }))
  await life.world.cluster.client('somebody').delete({ kind: NetworkPolicy, name: 'allow-egress-internet', namespace: name }, { propagation: 'Background' })
  await life.rest()
  t.match(await specOf(life, ResourceQuota, 'default-quota'), { hard: { pods: '20' } })
  t.strictSame((await specOf(life, NetworkPolicy, 'default-deny'))['policyTypes'], ['Ingress', 'Egress'])
  t.strictSame(JSON.parse(await templateOf(life)), JSON.parse(before))
  t.ok(await life.object(NetworkPolicy, 'allow-egress-internet'))
  t.match(await life.status(), { phase: 'Ready' })
})

t.test('a database whose pod dies takes nothing of the application with it', async (t) => {
  const life = await born()
  const before = [await uidOf(life, Deployment, 'web'), await uidOf(life, StatefulSet, 'postgres'), await templateOf(life)]
  await life.world.cluster.client('somebody').delete({ kind: Pod, name: 'postgres-0', namespace: name }, { propagation: 'Background' })
  await life.world.advance(1500)
  t.match(await life.status(), { phase: 'Degraded', stage: 'services' })
  t.ok(await life.object(Deployment, 'web'))
  await life.rest()
  t.strictSame([await uidOf(life, Deployment, 'web'), await uidOf(life, StatefulSet, 'postgres'), await templateOf(life)], before)
  t.match(await life.status(), { phase: 'Ready' })
  t.strictSame(deleted(life), [])
})

t.test('a namespace that somebody else made is never touched', async (t) => {
  const life = watched({ namespaces: [name] })
  const before = await life.object(Namespace, name)
  await life.applyProject()
  await life.apply({})
  await life.rest()
  t.strictSame(await life.object(Namespace, name), before)
  t.match((await life.status()).conditions?.find(({ type }) => type === 'ConfigValid'), { status: 'False', reason: 'NamespaceTaken' })
  t.strictSame(made(life), [])
  await life.world.cluster.client('somebody').delete({ kind: Namespace, name }, { propagation: 'Background' })
  await life.rest()
  t.match(await life.status(), { phase: 'Ready' }, 'once it has gone, the name is free')
  t.not(await uidOf(life, Namespace, name), before?.metadata.uid)
})

t.test('without its Project it stands still, whatever is edited, and goes on when the Project is back', async (t) => {
  const life = await born()
  await life.removeProject()
  await life.rest()
  const before = life.writes.length
  await life.world.advance(3 * 3_600_000)
  t.strictSame(life.writes.slice(before), [])
  await life.apply({ config: { env: [{ name: 'LATER', value: 'yes' }] } })
  await life.rest()
  t.strictSame(life.writes.slice(before).filter(({ verb }) => verb !== 'updateStatus'), [])
  t.match((await life.status()).conditions?.find(({ type }) => type === 'ConfigValid'), { status: 'False', reason: 'ProjectNotFound' })
  await life.applyProject()
  await life.rest()
  t.match(await templateOf(life), /LATER/)
  t.match(await life.status(), { phase: 'Ready' })
})

const production = (image: string): JsonObject => ({
  type: 'production', config: { image, ports: [{ containerPort: 8080 }], initContainers: [{ name: 'migrate', command: ['./migrate'] }], services: [{ name: 'postgres', container: { image: 'postgres:16', ports: [{ containerPort: 5432 }] }, storage: {} }] },
})
const jobs = async ({ world }: WatchedLife): Promise<readonly string[]> => (await world.cluster.store.list(Job)).map((job) => job.metadata.name)

t.test('in production every release is migrated before it runs, and the old one runs until then', async (t) => {
  const life = await born({ spec: production('shop:1') })
  t.match(await life.status(), { phase: 'Ready' })
  const [first] = await jobs(life)
  t.ok(made(life).indexOf('StatefulSet') < made(life).indexOf('Job') && made(life).indexOf('Job') < made(life).indexOf('Deployment'))
  await life.apply(production('shop:2'))
  await life.world.advance(1000)
  t.match(await life.status(), { stage: 'migration' })
  t.match(await templateOf(life), /shop:1/)
  t.strictSame((await jobs(life)).filter((job) => job !== first).length, 1)
  await life.rest()
  t.match(await templateOf(life), /shop:2/)
  t.match(await life.status(), { phase: 'Ready' })
  t.strictSame(life.early, [])
})

t.test('a migration that fails leaves the old release running', async (t) => {
  const life = await born({ spec: production('shop:1') })
  life.world.cluster.faults.inject({ type: 'PodCrash', pods: { labelSelector: { matchLabels: { app: 'migration' } } }, times: 'always' })
  await life.apply(production('shop:2'))
  await life.rest()
  t.match(await life.status(), { phase: 'Failed', stage: 'migration' })
  t.match(await templateOf(life), /shop:1/)
  t.strictSame(life.early, [])
})

t.test('a changed database rolls, and is ready again, before the application changes', async (t) => {
  const life = await born()
  const before = await templateOf(life)
  await life.apply({ config: { env: [{ name: 'NEW', value: 'yes' }], services: [{ name: 'postgres', container: { image: 'postgres:17', ports: [{ containerPort: 5432 }] }, storage: {} }] } })
  await life.world.advance(500)
  t.match(JSON.stringify(await specOf(life, StatefulSet, 'postgres')), /postgres:17/)
  t.equal(await templateOf(life), before)
  await life.rest()
  t.match(await templateOf(life), /NEW/)
  t.match(await life.status(), { phase: 'Ready' })
  t.strictSame(life.early, [])
})
