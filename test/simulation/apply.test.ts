import t from 'tap'
import { kind } from '../../src/kit/kind.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { applyObject, deleteObject, lastAppliedByKubectl } from '../../src/simulation/apply.ts'
import { createWorld } from '../../src/simulation/world.ts'
import type { World } from '../../src/simulation/world.ts'
import { Lamp, lamp, lampController } from './fixtures/lamp.ts'

const Services = kind('v1', 'Service', 'services')
const newWorld = (): World => createWorld({ controllers: [lampController('good')] })
const stored = async (world: World, of: Parameters<typeof kind>, name: string): Promise<JsonObject> =>
  trusted<JsonObject>(await world.cluster.store.get({ kind: kind(...of), name, namespace: 'default' }))
const lampOf = (world: World): Promise<JsonObject> => stored(world, [Lamp.apiVersion, 'Lamp', 'lamps'], 'desk')
const service = (spec: JsonObject): KubernetesObject & JsonObject => trusted({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec })

t.test('the first apply creates, the same again changes nothing, another one configures', async (t) => {
  const world = newWorld()
  t.equal(await applyObject(world, lamp('desk')), 'created')
  t.equal(await applyObject(world, lamp('desk')), 'unchanged')
  t.equal(await applyObject(world, lamp('desk', { colour: 'blue' })), 'configured')
  t.match(await lampOf(world), { spec: { colour: 'blue' }, metadata: { generation: 2, namespace: 'default' } })
})

t.test('fields that were applied and are no longer written go, those of others stay', async (t) => {
  const world = newWorld()
  await applyObject(world, lamp('desk', { colour: 'red', password: 'x' }, { labels: { ours: 'a', kept: 'k' } }))
  const live = await lampOf(world)
  const metadata = { ...trusted<JsonObject>(live['metadata']), labels: { ours: 'a', kept: 'k', theirs: 'b' } }
  await world.cluster.store.update(Lamp, trusted({ ...live, metadata }))
  await applyObject(world, lamp('desk', { colour: 'red' }, { labels: { kept: 'k' } }))
  t.match(await lampOf(world), { spec: { colour: 'red', password: undefined }, metadata: { labels: { ours: undefined, kept: 'k', theirs: 'b' } } })
})

t.test('the annotation holds what was applied, without itself, as kubectl writes it', async (t) => {
  const world = newWorld()
  await applyObject(world, lamp('desk', { colour: '<red>' }, { annotations: { [lastAppliedByKubectl]: 'old', note: 'a' } }))
  const { annotations } = trusted<{ annotations: Record<string, string> }>((await lampOf(world))['metadata'])
  t.equal(annotations[lastAppliedByKubectl], '{"apiVersion":"toys.example.com/v1","kind":"Lamp","metadata":{"annotations":{"note":"a"},"name":"desk","namespace":"default"},"spec":{"colour":"\\u003cred\\u003e"}}\n')
  t.equal(annotations['note'], 'a')
})

t.test('an annotation that nobody can read takes nothing out', async (t) => {
  const world = newWorld()
  await applyObject(world, lamp('desk', { colour: 'red', password: 'x' }))
  const live = await lampOf(world)
  await world.cluster.store.update(Lamp, trusted({ ...live, metadata: { ...trusted<JsonObject>(live['metadata']), annotations: { [lastAppliedByKubectl]: '{' } } }))
  t.equal(await applyObject(world, lamp('desk')), 'configured')
  t.match(await lampOf(world), { spec: { colour: 'red', password: 'x' } })
})

t.test('a namespace that is not there is created, and lists of Kubernetes kinds are merged by their keys', async (t) => {
  const world = newWorld()
  const port = (name: string, number: number): JsonObject => ({ name, port: number, protocol: 'TCP' })
  await applyObject(world, service({ ports: [port('a', 1), port('b', 2)] }))
  t.ok(await world.cluster.store.get({ kind: { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', scope: 'Cluster' }, name: 'shop' }))
  await applyObject(world, service({ ports: [port('b', 3)] }))
  t.match(await world.cluster.store.get({ kind: Services, name: 'web', namespace: 'shop' }), { spec: { ports: [{ name: 'b', port: 3 }] } })
})

t.test('deleting takes the children along', async (t) => {
  const world = newWorld()
  await applyObject(world, lamp('desk'))
  await world.runUntilIdle()
  t.match(await stored(world, ['v1', 'ConfigMap', 'configmaps'], 'desk'), { data: { colour: 'red' } })
  await deleteObject(world, lamp('desk'))
  await world.runUntilIdle()
  t.strictSame([await lampOf(world), await stored(world, ['v1', 'ConfigMap', 'configmaps'], 'desk')], [undefined, undefined])
})

t.test('refusals keep the words of the API server', async (t) => {
  const world = newWorld()
  await t.rejects(applyObject(world, lamp('desk', { colour: 7 })), { code: 'KH_API_INVALID', message: /spec\.colour/ })
  await t.rejects(applyObject(world, trusted({ apiVersion: 'v9', kind: 'Lamp', metadata: { name: 'x' } })), { code: 'KH_KIND_NOT_SERVED', message: 'No matches for kind "Lamp" in version "v9"' })
  await t.rejects(deleteObject(world, lamp('nobody')), { code: 'KH_API_NOT_FOUND' })
})

t.test('somebody who wrote in between is no obstacle', async (t) => {
  const world = newWorld()
  await applyObject(world, lamp('desk'))
  world.cluster.faults.inject({ type: 'Conflict', client: 'kubectl', count: 2 })
  t.equal(await applyObject(world, lamp('desk', { colour: 'blue' })), 'configured')
  t.match(await lampOf(world), { spec: { colour: 'blue' } })
})
