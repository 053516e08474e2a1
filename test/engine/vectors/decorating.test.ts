import t from 'tap'
import { Conflict, NotFound } from '../../../src/engine/api-errors.ts'
import { withMetadata } from '../../../src/engine/metadata.ts'
import type { DecoratorRegistration } from '../../../src/engine/registration.ts'
import { readRegistration } from '../../../src/engine/registration-object.ts'
import { discoveryOf } from '../../../src/engine/discovery.ts'
import { decoratorAnnotation } from '../../../src/engine/desired-children.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { ConfigMap, Thing, builtIn, owner, parent, stored, strict } from '../fixtures/things.ts'
import { world } from '../fixtures/world.ts'
import type { Hook, Setup, World } from '../fixtures/world.ts'

// Group I of metacontroller.md §7.11.

const Service = builtIn('Service')
const finalizer = 'metacontroller.io/decoratorcontroller-services'
const decorator: DecoratorRegistration = {
  type: 'decorator', name: 'services',
  parents: [{ kind: Thing, annotationSelector: { matchLabels: { on: 'yes' } }, ignoreStatusChanges: false }],
  children: [{ kind: Service, method: 'InPlace' }],
  hooks: { sync: strict },
  object: { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'DecoratorController', metadata: { name: 'services' }, spec: {}, status: {} },
}
const finalizing: DecoratorRegistration = { ...decorator, hooks: { sync: strict, finalize: strict } }
const target = (metadata: JsonObject = {}) => parent({ status: { phase: 'ok' } }, { annotations: { on: 'yes' }, ...metadata })
const service = (spec: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec })

const ran = async (setup: Partial<Setup> & { readonly hook: Hook }, milliseconds = 100): Promise<World> => {
  const made = world({ registration: decorator, objects: [target()], ...setup })
  await made.run(milliseconds)
  return made
}

t.test('I01: an attachment carries the decorator\'s name and its owner', async (t) => {
  const made = await ran({ hook: () => ({ attachments: [service()] }) })
  t.strictSame(made.operations, ['POST Service n1/s'])
  t.match(await made.get(Service, 's'), { metadata: { annotations: { [decoratorAnnotation]: 'services' }, ownerReferences: [owner] } })
  t.match(made.calls.at(-1)?.request, { object: { metadata: { name: 'p' } }, attachments: { 'Service.v1': { 'n1/s': { kind: 'Service' } } }, related: {}, finalizing: false })
})

t.test('I02: labels are set and removed before attachments are made', async (t) => {
  const made = await ran({ objects: [target({ labels: { b: '2', keep: 'x' } })], hook: () => ({ labels: { a: '1', b: null }, attachments: [service()] }) })
  t.strictSame((await made.get(Thing, 'p'))?.metadata.labels, { keep: 'x', a: '1' })
  t.strictSame(made.operations, ['PUT Thing n1/p', 'POST Service n1/s'])
})

t.test('I03: without a status in the answer the status stays', async (t) => {
  for (const answer of [{ attachments: [] }, { attachments: [], status: null }]) {
    const made = await ran({ hook: () => answer })
    t.strictSame([made.operations, (await made.get(Thing, 'p'))?.['status']], [[], { phase: 'ok' }])
  }
})

t.test('I04: a status is written to its subresource, then the target itself', async (t) => {
  const made = await ran({ hook: () => ({ status: { x: 1 }, attachments: [] }) })
  t.strictSame([made.operations, (await made.get(Thing, 'p'))?.['status']], [['PUT Thing n1/p/status', 'PUT Thing n1/p'], { x: 1 }])
})

for (const error of [new Conflict('Thing n1/p', 'changed'), new NotFound('Thing n1/p')]) {
  t.test(`I05: a target that is ${error.code === 'KH_API_CONFLICT' ? 'newer' : 'gone'} ends the pass without its attachments`, async (t) => {
    const made = await ran({ hook: () => ({ labels: { a: '1' }, attachments: [service()] }), fault: (operation) => operation === 'PUT Thing n1/p' ? error : undefined })
    t.strictSame([made.operations, made.passes.map(({ outcome }) => outcome), made.warnings()], [['PUT Thing n1/p'], ['done'], []])
  })
}

t.test('I06: a target that opts out is finalized, and starts over when it comes back', async (t) => {
  const answer: Hook = ({ hook, request }) => {
    if (hook === 'sync') return { attachments: [service()] }
    return { attachments: [], finalized: JSON.stringify(request['attachments']) === '{"Service.v1":{}}' }
  }
  const made = await ran({ registration: finalizing, hook: answer })
  const set = async (annotations: JsonObject): Promise<void> => {
    await made.store.update(Thing, withMetadata(await made.get(Thing, 'p') ?? target(), { annotations }))
    await made.run()
  }
  t.strictSame([(await made.get(Thing, 'p'))?.metadata.finalizers, (await made.store.list(Service)).length], [[finalizer], 1])
  await set({})
  t.strictSame([(await made.get(Thing, 'p'))?.metadata.finalizers, (await made.store.list(Service)).length], [undefined, 0])
  await set({ on: 'yes' })
  t.strictSame([(await made.get(Thing, 'p'))?.metadata.finalizers, (await made.store.list(Service)).length], [[finalizer], 1])
})

t.test('I07: RollingRecreate deletes at once, RollingInPlace changes at once', async (t) => {
  const registered = (method: string) => readRegistration({
    kind: 'DecoratorController', metadata: { name: 'services' },
    spec: { resources: [{ apiVersion: Thing.apiVersion, resource: 'things' }], attachments: [{ apiVersion: 'v1', resource: 'services', updateStrategy: { method } }], hooks: { sync: { version: 'v2', webhook: { url: 'http://hooks' } } } },
  }, discoveryOf([Thing]))
  const attachment = stored(Service, { metadata: { name: 's', namespace: 'n1', uid: 'X', annotations: { [decoratorAnnotation]: 'services' }, ownerReferences: [owner] }, spec: { old: true } })
  const first = async (method: string): Promise<readonly string[]> =>
    (await ran({ registration: registered(method), objects: [target(), attachment], hook: () => ({ attachments: [service({ new: true })] }) }, 1)).operations
  t.strictSame([await first('RollingRecreate'), await first('RollingInPlace')], [['DELETE Service n1/s (uid X, Background)'], ['PUT Service n1/s']])
})

t.test('attachments of other makers are no business of a decorator, and orphans are never adopted', async (t) => {
  const ofOther = stored(ConfigMap, { metadata: { name: 'a', namespace: 'n1', ownerReferences: [owner], annotations: { [decoratorAnnotation]: 'other' } } })
  const orphan = stored(ConfigMap, { metadata: { name: 'b', namespace: 'n1' } })
  const made = await ran({ registration: { ...decorator, children: [{ kind: ConfigMap, method: 'InPlace' }] }, objects: [target(), ofOther, orphan], hook: () => ({ attachments: [] }) })
  t.strictSame([made.operations, made.calls[0]?.request['attachments']], [[], { 'ConfigMap.v1': {} }])
})

t.test('the last answer\'s attachments are applied, and the finalizer goes with the target\'s own write', async (t) => {
  const made = await ran({ registration: finalizing, objects: [target({ deletionTimestamp: '2026-01-02T00:00:00Z', finalizers: [finalizer, 'example.com/hold'] })], hook: () => ({ attachments: [service()], finalized: true }) }, 1)
  t.strictSame(made.operations, ['PUT Thing n1/p', 'POST Service n1/s'])
  t.strictSame((await made.get(Thing, 'p'))?.metadata.finalizers, ['example.com/hold'])
})

t.test('a status of a kind without that subresource goes with the target', async (t) => {
  const registration: DecoratorRegistration = { ...decorator, parents: [{ kind: ConfigMap, ignoreStatusChanges: false }] }
  const made = await ran({ registration, objects: [stored(ConfigMap, { metadata: { name: 'm', namespace: 'n1' } })], hook: () => ({ status: { x: 1 }, attachments: [] }) }, 1)
  t.strictSame(made.operations, ['PUT ConfigMap n1/m'])
})
