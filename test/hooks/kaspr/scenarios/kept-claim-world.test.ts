import t from 'tap'
import { controllers } from '../../../../hooks/index.ts'
import type { KasprAppStatus } from '../../../../hooks/kaspr/kasprapp/spec/status.ts'
import { KasprApp } from '../../../../hooks/kaspr/kasprapp/resource.ts'
import { KasprMemberSet } from '../../../../hooks/kaspr/kasprmemberset/resource.ts'
import type { Delivery } from '../../../../src/engine/informer.ts'
import { uidOf } from '../../../../src/engine/metadata.ts'
import type { ObjectStore, StoredObject } from '../../../../src/engine/object-store.ts'
import type { WriteTrace } from '../../../../src/engine/observer.ts'
import { ownersOf } from '../../../../src/engine/owner-reference.ts'
import { PersistentVolumeClaim, StatefulSet } from '../../../../src/kit/kinds.ts'
import type { Kind } from '../../../../src/kit/kind.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { applyObject, deleteObject } from '../../../../src/simulation/apply.ts'
import { createWorld } from '../../../../src/simulation/world.ts'
import type { World } from '../../../../src/simulation/world.ts'
import { buildStewardMetrics } from '../../../../steward/metrics.ts'
import { startSteward } from '../../../../steward/steward.ts'
import type { Steward } from '../../../../steward/steward.ts'
import { fakeMembers } from '../../../steward/fixtures/fake-members.ts'
import { app } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

// App, engine, cluster and steward together: what becomes of a packages claim when its app goes and comes back.

const namespace = 'shop'
const name = 'orders-app-python-packages'

interface House {
  readonly world: World
  /** What the engine wrote or tried to write to claims. */
  readonly ofClaims: readonly WriteTrace[]
  /** Everything that the engine wrote or tried to write. */
  readonly writes: readonly WriteTrace[]
  readonly minutes: (count: number) => Promise<void>
  readonly find: (kind: Kind, name: string) => Promise<StoredObject | undefined>
  readonly claim: () => Promise<StoredObject | undefined>
  readonly said: (type: string) => Promise<string | undefined>
  readonly steward: (identity?: string) => Steward
}

/** Milliseconds for which the engine's views of some kinds lag behind. */
type Lags = Readonly<Record<string, number>>

const open = (lags: Lags = {}): House => {
  const writes: WriteTrace[] = []
  const worlds: World[] = []
  const delivery: Delivery = ({ kind }, _event, deliver) => { worlds[0]?.cluster.clock.after(lags[kind] ?? 0, deliver) ?? deliver() }
  const world = createWorld({ controllers, namespaces: [namespace], delivery, observer: { write: (trace) => { writes.push(trace) } } })
  worlds.push(world)
  const { cluster } = world
  const find = (kind: Kind, object: string): Promise<StoredObject | undefined> => cluster.store.get({ kind, name: object, namespace })
  return {
    world, writes, find,
    get ofClaims() { return writes.filter(({ object }) => object === `PersistentVolumeClaim ${namespace}/${name}`) },
    minutes: (count) => world.advance(count * 60_000),
    claim: () => find(PersistentVolumeClaim, name),
    said: async (type) => {
      const found = trusted<{ status?: KasprAppStatus }>(await find(KasprApp, 'orders') ?? {}).status?.conditions?.find((one) => one.type === type)
      return found === undefined ? undefined : `${found.status}/${found.reason}`
    },
    steward: (identity = 'one') => stewardOf(cluster.client('steward'), world, identity),
  }
}

const stewardOf = (store: ObjectStore, { cluster: { clock } }: World, identity: string): Steward => startSteward({
  store, clock, identity, members: fakeMembers(clock), leaseNamespace: namespace, concurrency: 4, operates: true,
  log: { debug: () => {}, info: () => {}, warn: () => {} }, meter: buildStewardMetrics('test').meter,
})

const orders = (cache: JsonObject): Manifest => {
  const { metadata: { uid: _uid, generation: _generation, creationTimestamp: _made, ...metadata }, ...rest } = app({ pythonPackages: { packages: ['a'], cache: { type: 'pvc', enabled: true, ...cache } } })
  return trusted<Manifest>({ ...rest, metadata })
}

/** An app that runs, its claim released if that was asked for. */
const running = async (cache: JsonObject, lags: Lags = {}): Promise<House> => {
  const house = open(lags)
  house.steward()
  await applyObject(house.world, orders(cache))
  await house.minutes(5)
  return house
}

const belongsToNobody = (claim: StoredObject | undefined): boolean =>
  claim !== undefined && ownersOf(claim).length === 0 && claim.metadata.labels?.['controller-uid'] === undefined

t.test('a claim that is to be kept survives its app, and the next app of that name uses it without ever asking for it', async (t) => {
  const house = await running({ deleteClaim: false, size: '1Gi' })
  const before = await house.claim()
  t.ok(belongsToNobody(before))
  t.equal(await house.said('PackagesClaimKept'), 'True/NotOwned')
  t.equal(await house.said('Ready'), 'True/Healthy')
  await deleteObject(house.world, orders({}))
  await house.minutes(10)
  t.strictSame([await house.find(KasprApp, 'orders'), await house.find(StatefulSet, 'orders-app'), await house.find(KasprMemberSet, 'orders-app')], [undefined, undefined, undefined])
  t.equal(uidOf(await house.claim() ?? { metadata: { name: '' } }), before?.metadata.uid)
  await applyObject(house.world, orders({ deleteClaim: false, size: '1Gi' }))
  await house.minutes(2)
  const calm = house.writes.length
  await house.minutes(10)
  t.equal(house.ofClaims.filter(({ time }) => time > house.world.cluster.clock.now() - 600_000).length, 0, 'nothing is written to the claim in ten minutes')
  t.strictSame(house.writes.slice(calm).map(({ verb, object }) => `${verb} ${object}`), [], 'nor to anything else')
  t.equal(await house.said('Ready'), 'True/Healthy')
  t.equal((await house.claim())?.metadata.uid, before?.metadata.uid)
  t.ok(belongsToNobody(await house.claim()))
})

t.test('a claim that is not to be kept goes with its app', async (t) => {
  const house = await running({ deleteClaim: true })
  t.equal(ownersOf(await house.claim() ?? { apiVersion: '', kind: '', metadata: { name } }).length, 1)
  await deleteObject(house.world, orders({}))
  await house.minutes(10)
  t.equal(await house.claim(), undefined)
  t.ok(house.ofClaims.every(({ verb }) => verb !== 'delete'), 'by the garbage collector, as all children')
})

t.test('without a steward a claim that is to be kept goes with its app, and the app says so', async (t) => {
  const house = open()
  await applyObject(house.world, orders({ deleteClaim: false }))
  await house.minutes(5)
  t.equal(await house.said('PackagesClaimKept'), 'False/NoSteward')
  await deleteObject(house.world, orders({}))
  await house.minutes(10)
  t.equal(await house.claim(), undefined)
})

t.test('a claim that somebody made beforehand is used, grown in place and left behind, even with deleteClaim', async (t) => {
  const house = open()
  house.steward()
  await house.world.cluster.store.create(PersistentVolumeClaim, trusted<StoredObject>({
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: 'standard', resources: { requests: { storage: '512Mi' } } },
  }))
  await applyObject(house.world, orders({ deleteClaim: true, size: '2Gi' }))
  await house.minutes(5)
  t.equal(await house.said('Ready'), 'True/Healthy')
  t.match(await house.claim(), { spec: { resources: { requests: { storage: '2Gi' } } } })
  t.equal(await house.said('SpecApplied'), undefined)
  t.ok(house.ofClaims.every(({ refused }) => refused !== undefined), 'the engine changed nothing of it')
  await deleteObject(house.world, orders({}))
  await house.minutes(10)
  t.ok(belongsToNobody(await house.claim()))
})

t.test('an app that is deleted and applied at once gets over a claim on its way out', async (t) => {
  const house = await running({ deleteClaim: true })
  const before = await house.claim()
  await deleteObject(house.world, orders({}))
  await applyObject(house.world, orders({ deleteClaim: true }))
  await house.minutes(10)
  t.equal(await house.said('Ready'), 'True/Healthy')
  t.not((await house.claim())?.metadata.uid, before?.metadata.uid)
  t.equal(ownersOf(await house.claim() ?? { apiVersion: '', kind: '', metadata: { name } }).length, 1)
})

t.test('views that lag behind never cost a claim that is to be kept', async (t) => {
  for (const lags of [{ PersistentVolumeClaim: 20_000 }, { KasprMemberSet: 20_000 }, { PersistentVolumeClaim: 45_000, KasprMemberSet: 5_000 }, { PersistentVolumeClaim: 3_000, KasprMemberSet: 45_000 }]) {
    const house = await running({ deleteClaim: false }, lags)
    const uid = (await house.claim())?.metadata.uid
    for (const pause of [1000, 12_000, 50_000]) {
      await deleteObject(house.world, orders({}))
      await house.world.advance(pause)
      await applyObject(house.world, orders({ deleteClaim: false }))
      await house.world.advance(pause)
      await applyObject(house.world, orders({ deleteClaim: false, enabled: false }))
      await house.world.advance(pause)
      await applyObject(house.world, orders({ deleteClaim: false }))
      await house.minutes(5)
    }
    t.equal((await house.claim())?.metadata.uid, uid, JSON.stringify(lags))
    t.equal(house.ofClaims.filter(({ verb }) => verb === 'delete').length, 0)
    t.strictSame([await house.said('PackagesClaimKept'), await house.said('Ready')], ['True/NotOwned', 'True/Healthy'])
  }
})

t.test('a release outlives lost answers, conflicts and a restart of both sides', async (t) => {
  for (const restarts of [0, 1, 2, 3, 4, 5]) {
    const house = open()
    const first = house.steward()
    const claims = { client: 'steward', kind: 'PersistentVolumeClaim', verbs: ['update' as const], count: 1 }
    house.world.cluster.faults.inject({ type: 'Conflict', ...claims })
    house.world.cluster.faults.inject({ type: 'AnswerLost', ...claims })
    await applyObject(house.world, orders({ deleteClaim: false }))
    await house.world.advance(restarts * 2500)
    house.world.restartEngine()
    const stopped = first.stop()
    await house.world.advance(5000)
    await stopped
    house.steward('two')
    await house.minutes(5)
    t.ok(belongsToNobody(await house.claim()), `restarted after ${restarts * 2.5} s`)
    t.equal(house.ofClaims.filter(({ verb }) => verb === 'delete').length, 0)
    t.equal(await house.said('PackagesClaimKept'), 'True/NotOwned')
  }
})
