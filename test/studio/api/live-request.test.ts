import t from 'tap'
import { CustomResourceDefinition } from '../../../hooks/program/custom-resource-definition.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { Forbidden } from '../../../src/engine/api-errors.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { kind } from '../../../src/kit/kind.ts'
import { ConfigMap, Secret } from '../../../src/kit/kinds.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { program, studioFixture } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const Thing = kind('example.com/v1', 'Thing', 'things')
const definition = trusted<StoredObject>({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'things.example.com' },
  spec: { group: 'example.com', names: { kind: 'Thing', plural: 'things' }, scope: 'Namespaced', versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } } } }] },
})
const object = (of: { apiVersion: string; kind: string }, name: string, more: object = {}): StoredObject =>
  trusted<StoredObject>({ apiVersion: of.apiVersion, kind: of.kind, ...more, metadata: { name, namespace: 'n', ...('metadata' in more && typeof more.metadata === 'object' ? more.metadata : {}) } })

const seeded = async (fixture: Fixture): Promise<void> => {
  const { store } = fixture
  await store.create(CustomResourceDefinition, definition)
  await store.create(HookProgram, program('related', { related: [{ apiVersion: 'v1', resource: 'secrets', namespace: '${metadata.namespace}', names: ['${spec.secret}'] }] }))
  const thing = await store.create(Thing, object(Thing, 'a', { spec: { secret: 's' } }))
  const metadata = { ownerReferences: [{ apiVersion: Thing.apiVersion, kind: 'Thing', name: 'a', uid: thing.metadata.uid, controller: true }] }
  await store.create(ConfigMap, object(ConfigMap, 'own', { metadata }))
  await store.create(ConfigMap, object(ConfigMap, 'foreign'))
  for (const name of ['s', 'other']) await store.create(Secret, object(Secret, name))
}

t.test('a request holds the parent, its own children and what the rules name', async (t) => {
  const fixture = await studioFixture(t)
  await seeded(fixture)
  const { status, body } = await fixture.ask({ url: '/api/v1/programs/related/request?namespace=n&name=a' })
  t.equal(status, 200)
  t.match(body, { request: { parent: { kind: 'Thing', metadata: { name: 'a' } }, finalizing: false } })
  const { request } = trusted<{ request: { children: Record<string, object>; related: Record<string, object> } }>(body)
  t.strictSame(Object.entries(request.children).map(([group, objects]) => [group, Object.keys(objects)]), [['ConfigMap.v1', ['n/own']]])
  t.strictSame(Object.entries(request.related).map(([group, objects]) => [group, Object.keys(objects)]), [['Secret.v1', ['n/s']]])
  t.match(await fixture.ask({ url: '/api/v1/programs/related/request?namespace=n&name=none' }), { status: 404 })
})

t.test('what the person may not read is refused in the server\'s words', async (t) => {
  const fixture = await studioFixture(t, {
    identity: {
      authenticate: async () => ({ name: 'ann', groups: [] }),
      allowed: async () => true,
      storeFor: () => ({ ...fixtureStore(), get: async () => { throw new Forbidden('Thing n/a', 'ann cannot get things') } }),
    },
  })
  const fixtureStore = () => fixture.store
  await seeded(fixture)
  t.match(await fixture.ask({ url: '/api/v1/programs/related/request?namespace=n&name=a' }), { status: 403, body: { code: 'KH_API_FORBIDDEN', detail: /ann cannot get things/ } })
})

t.test('types know the fields of the parent', async (t) => {
  const fixture = await studioFixture(t)
  await fixture.store.create(CustomResourceDefinition, definition)
  t.match((await fixture.ask({ url: '/api/v1/programs/web/types.d.ts' })).text, /size\?: number/)
})
