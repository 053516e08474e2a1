import t from 'tap'
import { metadataOf } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { CallHook } from '../../src/engine/hook-call.ts'
import { applyObject, deleteObject } from '../../src/simulation/apply.ts'
import { createWorld } from '../../src/simulation/world.ts'
import type { World } from '../../src/simulation/world.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'

// What is applied as an object is served and registered, as on a cluster.

const group = 'demo.example.com'
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `notes.${group}` },
  spec: {
    group, scope: 'Namespaced', names: { kind: 'Note', plural: 'notes', singular: 'note' },
    versions: [{
      name: 'v1', served: true, storage: true, subresources: { status: {} },
      schema: { openAPIV3Schema: { type: 'object', properties: {
        spec: { type: 'object', required: ['text'], properties: { text: { type: 'string', maxLength: 5 }, copies: { type: 'integer', default: 1, minimum: 0 }, tone: { type: 'string', enum: ['high', 'low'] } } },
        status: { type: 'object', properties: { observedGeneration: { type: 'integer' } } },
      } } },
    }],
  },
}

const registration = {
  apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: 'notes' },
  spec: {
    generateSelector: true,
    parentResource: { apiVersion: `${group}/v1`, resource: 'notes' },
    childResources: [{ apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } }],
    hooks: { sync: { version: 'v2', webhook: { url: 'http://nobody.example.com/sync' } } },
  },
}

const note = (spec: JsonObject, name = 'n'): StoredObject => ({ apiVersion: `${group}/v1`, kind: 'Note', metadata: { name, namespace: 'default' }, spec })

const answers: CallHook = ({ controller, request }) => {
  const parent = isObject(request['parent']) ? request['parent'] : {}
  const name = String(metadataOf(parent)['name'])
  return controller === 'notes'
    ? { status: 200, body: { status: {}, children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { text: JSON.stringify(parent['spec']) } }] } }
    : { status: 404, body: '' }
}

const newWorld = (): World => createWorld({ controllers: [], wire: () => answers })
const child = (world: World): Promise<StoredObject | undefined> => world.cluster.store.get({ kind: ConfigMap, name: 'n', namespace: 'default' })

t.test('a CRD that is applied is served: pruned, completed, checked', async (t) => {
  const world = newWorld()
  await t.rejects(applyObject(world, note({ text: 'a' })), { code: 'KH_KIND_NOT_SERVED' })
  await applyObject(world, definition)
  await world.runUntilIdle()
  await applyObject(world, note({ text: 'a', unknown: true }))
  const [stored] = await world.cluster.store.list({ apiVersion: `${group}/v1`, kind: 'Note', plural: 'notes', scope: 'Namespaced' })
  t.strictSame(stored?.['spec'], { text: 'a', copies: 1 })
  await t.rejects(applyObject(world, note({ text: 'too long' }, 'm')), { message: /spec\.text/ })
  await t.rejects(applyObject(world, note({ text: 'a', tone: 'flat' }, 'm')), { message: /spec\.tone/ })
  await t.rejects(applyObject(world, note({}, 'm')), { message: /spec\.text: is required/ })
})

t.test('a controller object registers its controller, in whatever order it comes', async (t) => {
  for (const order of [[definition, registration, note({ text: 'a' })], [registration, definition, note({ text: 'a' })]]) {
    const world = newWorld()
    for (const object of order) await applyObject(world, object)
    await world.runUntilIdle()
    t.match(await child(world), { data: { text: '{"copies":1,"text":"a"}' } })
    world.restartEngine()
    await applyObject(world, note({ text: 'b' }))
    await world.runUntilIdle()
    t.match(await child(world), { data: { text: '{"copies":1,"text":"b"}' } }, 'also after a restart')
  }
})

t.test('without its object a controller answers no more, and without its CRD no object is left', async (t) => {
  const world = newWorld()
  for (const object of [definition, registration, note({ text: 'a' })]) await applyObject(world, object)
  await world.runUntilIdle()
  await deleteObject(world, registration)
  await applyObject(world, note({ text: 'b' }))
  await world.runUntilIdle()
  t.match(await child(world), { data: { text: '{"copies":1,"text":"a"}' } })
  await deleteObject(world, definition)
  await world.runUntilIdle()
  t.equal(await child(world), undefined, 'the note is gone, and its child with it')
  await t.rejects(applyObject(world, note({ text: 'a' })), { code: 'KH_KIND_NOT_SERVED' })
})
