import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { invoke } from '../../src/guard/invoke.ts'
import { composite } from '../../src/kit/composite.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { optional, struct, text } from '../../src/kit/fields.ts'
import { child } from '../../src/kit/kind.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { named } from '../../src/kit/related.ts'
import { resource } from '../../src/kit/resource.ts'

const context = { now: '2026-01-01T00:00:00Z', settings: {} }
const spec = struct({ mode: optional(text('What to do.')) }, 'spec')
const Toy = resource({
  group: 'toys.example.com', version: 'v1', kind: 'Toy', plural: 'toys', singular: 'toy', shortNames: [], scope: 'Namespaced',
  description: 'A toy.', columns: [], spec, status: struct({}, 'status'),
})
const toy = (sync: Parameters<typeof composite<typeof spec, typeof Toy.status>>[0]['sync']): CompositeController => composite({
  name: 'toy', parent: Toy, children: [inPlace(ConfigMap)], reads: [ConfigMap], related: ({ metadata }) => named(ConfigMap, metadata.namespace, ['a']), sync,
})
const parent = { apiVersion: 'toys.example.com/v1', kind: 'Toy', metadata: { name: 't', namespace: 'n', generation: 1 }, spec: {} }
const request = (over: object = {}): object => ({ controller: {}, parent, children: { 'ConfigMap.v1': {} }, related: {}, finalizing: false, ...over })
const good = toy(() => ({ children: [child(ConfigMap, { metadata: { name: 'a', namespace: 'n' } })], status: {} }))

t.test('an answer carries children and status in canonical form', async (t) => {
  t.strictSame(invoke(good, 'sync', { request: request(), context }).body, { status: {}, children: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } }], resyncAfterSeconds: 10 })
})

for (const [name, broken, code] of [
  ['no object', 7, 'KH_ENVELOPE_INVALID'],
  ['no parent', { controller: {}, children: {}, related: {}, finalizing: false }, 'KH_ENVELOPE_INVALID'],
  ['children of the wrong type', request({ children: [] }), 'KH_ENVELOPE_INVALID'],
  ['a child without name', request({ children: { 'ConfigMap.v1': { a: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} } } } }), 'KH_ENVELOPE_INVALID'],
  ['labels that are no text', request({ parent: { ...parent, metadata: { ...parent.metadata, labels: { a: 1 } } } }), 'KH_ENVELOPE_INVALID'],
  ['another kind', request({ parent: { ...parent, kind: 'Other' } }), 'KH_PARENT_MISMATCH'],
  ['another version', request({ parent: { ...parent, apiVersion: 'toys.example.com/v2' } }), 'KH_PARENT_MISMATCH'],
] as const) {
  t.test(`an envelope with ${name} is refused`, async (t) => {
    t.throws(() => invoke(good, 'sync', { request: broken, context }), { code })
  })
}

t.test('a hook that throws is a coded failure with the hook named, never an answer', async (t) => {
  const failing = toy(() => { throw new TypeError('oops') })
  t.throws(() => invoke(failing, 'sync', { request: request(), context }), { code: 'KH_HOOK_FAILED', statusCode: 500, message: 'The sync hook failed: oops' })
})

t.test('an answer that breaks a rule is held back', async (t) => {
  const observed = { 'ConfigMap.v1': { 'n/a': { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } } } }
  t.throws(() => invoke(toy(() => ({ children: [], status: {} })), 'sync', { request: request({ children: observed }), context }), { code: 'KH_GUARD' })
  t.ok(invoke(toy(() => ({ children: [], status: {}, childless: true })), 'sync', { request: request({ children: observed }), context }))
})

t.test('customize may only ask for kinds that the controller lists', async (t) => {
  t.match(invoke(good, 'customize', { request: { controller: {}, parent }, context }).body, { relatedResources: [{ apiVersion: 'v1', resource: 'configmaps', namespace: 'n', names: ['a'] }] })
  const curious: CompositeController = { ...good, customize: () => ({ relatedResources: [{ apiVersion: 'v1', resource: 'secrets' }] }) }
  t.throws(() => invoke(curious, 'customize', { request: { controller: {}, parent }, context }), { code: 'KH_GUARD' })
  const mixed: CompositeController = { ...good, customize: () => ({ relatedResources: [{ apiVersion: 'v1', resource: 'configmaps', names: ['a'], labelSelector: {} }] }) }
  t.throws(() => invoke(mixed, 'customize', { request: { controller: {}, parent }, context }), { code: 'KH_GUARD' })
})

t.test('a spec that breaks its schema freezes the children and says where', async (t) => {
  const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, data: { k: 'v' } }
  const observed = { ...applied, metadata: { ...applied.metadata, uid: 'u', annotations: { 'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(applied) } } }
  const body = invoke(good, 'sync', { request: request({ parent: { ...parent, spec: { mode: 1 } }, children: { 'ConfigMap.v1': { 'n/a': observed } } }), context }).body
  t.match(body, { children: [applied], status: { conditions: [{ type: 'Ready', status: 'False', reason: 'InvalidSpec', message: 'spec.mode: must be a string' }] } })
})

t.test('every controller of the service answers an empty parent without failing', async (t) => {
  for (const controller of controllers) {
    const { apiVersion, kind } = controller.parent
    const bare = { apiVersion, kind, metadata: { name: 'x', namespace: 'n' } }
    const { body } = invoke(controller, 'sync', { request: controller.type === 'composite' ? { ...request(), parent: bare } : { controller: {}, object: bare, attachments: {}, related: {}, finalizing: false }, context })
    if (controller.type === 'composite') t.match(body, { status: { conditions: [] } })
    else t.strictSame(body, { attachments: [] })
  }
})
