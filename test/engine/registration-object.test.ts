import t from 'tap'
import { discoveryOf } from '../../src/engine/discovery.ts'
import { finalizerOf, matches, methodOf, registrationOf } from '../../src/engine/registration.ts'
import { isRolling } from '../../src/engine/registered-child.ts'
import { readRegistration } from '../../src/engine/registration-object.ts'
import { controllers } from '../../hooks/index.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { ConfigMap, Thing, parent, stored } from './fixtures/things.ts'

const discovery = discoveryOf([Thing])
const hooks = { sync: { webhook: { url: 'http://hooks/sync' } } }
const composite = (spec: JsonObject = {}): JsonObject => ({
  kind: 'CompositeController', metadata: { name: 'c' },
  spec: { parentResource: { apiVersion: Thing.apiVersion, resource: 'things' }, hooks, ...spec },
})
const decorator = (rule: JsonObject = {}, spec: JsonObject = {}): JsonObject => ({
  kind: 'DecoratorController', metadata: { name: 'd' },
  spec: { resources: [{ apiVersion: Thing.apiVersion, resource: 'things', ...rule }], hooks, ...spec },
})
const read = (object: JsonObject) => readRegistration(object, discovery)
const sync = (hook: JsonObject) => read(composite({ hooks: { sync: hook } })).hooks.sync

t.test('what is not said has the default of its CRD', async (t) => {
  t.match(read(composite()), {
    type: 'composite', name: 'c', generateSelector: false, children: [], resyncPeriodSeconds: undefined,
    parents: [{ kind: { kind: 'Thing' }, ignoreStatusChanges: false, labelSelector: undefined }],
    hooks: { sync: { version: 'v1', isStrict: false, timeoutMilliseconds: 10_000, isCallable: true, etag: undefined } },
  })
})

t.test('version v2 reads strictly, and either can be said', async (t) => {
  const url = 'http://hooks'
  t.match(sync({ version: 'v2', webhook: { url } }), { version: 'v2', isStrict: true })
  t.match(sync({ version: 'v2', webhook: { url, responseUnMarshallMode: 'loose' } }), { isStrict: false })
  t.match(sync({ webhook: { url, responseUnMarshallMode: 'strict' } }), { version: 'v1', isStrict: true })
})

t.test('time-outs are durations; nothing and less is ten seconds', async (t) => {
  for (const [timeout, milliseconds] of [['30s', 30_000], ['1m30s', 90_000], ['0s', 10_000], ['-1s', 10_000]] as const) {
    t.equal(sync({ webhook: { url: 'http://hooks', timeout } })?.timeoutMilliseconds, milliseconds)
  }
  t.throws(() => sync({ webhook: { url: 'http://hooks', timeout: 'soon' } }), { code: 'KH_ENGINE_REGISTRATION' })
})

t.test('a hook without webhook is there and cannot be called; a webhook needs an address', async (t) => {
  t.match(sync({}), { isCallable: false })
  t.match(sync({ webhook: { service: { name: 'a', namespace: 'b' }, path: '/x' } }), { isCallable: true })
  for (const webhook of [{}, { path: '/x' }, { service: { name: 'a', namespace: 'b' } }, { service: { name: 'a' }, path: '/x' }]) {
    t.throws(() => sync({ webhook }), { code: 'KH_ENGINE_REGISTRATION' })
  }
  t.throws(() => read(composite({ hooks: {} })), { code: 'KH_ENGINE_REGISTRATION' })
})

t.test('an ETag cache needs both of its fields or none', async (t) => {
  const etag = (fields: JsonObject) => sync({ webhook: { url: 'http://hooks', etag: fields } })?.etag
  t.strictSame([etag({ enabled: false }), etag({ enabled: true }), etag({ enabled: true, cacheTimeoutSeconds: 60, cacheCleanupSeconds: 5 })], [undefined, {}, { lifetimeMilliseconds: 60_000 }])
  t.throws(() => etag({ enabled: true, cacheTimeoutSeconds: 60 }), /never be built/)
})

t.test('composites roll, decorators take the names for something else', async (t) => {
  const child = (method: string) => ({ apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method } })
  t.strictSame(read(composite({ childResources: [child('InPlace'), { apiVersion: 'v1', resource: 'secrets' }] })).children.map(({ method }) => method), ['InPlace', 'OnDelete'])
  for (const method of ['RollingInPlace', 'RollingRecreate']) t.equal(read(composite({ childResources: [child(method)] })).children[0]?.method, method)
  t.throws(() => read(composite({ childResources: [child('Replace')] })), { code: 'KH_ENGINE_REGISTRATION' })
  t.strictSame(read(decorator({}, { attachments: [child('RollingInPlace'), child('RollingRecreate')] })).children.map(({ method }) => method), ['InPlace', 'Recreate'])
})

t.test('what rolls has status checks and field paths', async (t) => {
  const conditions = [{ type: 'Ready', status: 'True' }, { type: 'Fit', reason: 'Sized' }, { type: 'Seen' }]
  const read = (revisionHistory: JsonObject) => readRegistration(composite({
    parentResource: { apiVersion: Thing.apiVersion, resource: 'things', revisionHistory },
    childResources: [{ apiVersion: 'v1', resource: 'pods', updateStrategy: { method: 'RollingRecreate', statusChecks: { conditions } } }],
  }), discovery)
  const of = (revisionHistory: JsonObject) => {
    const registration = read(revisionHistory)
    return registration.type === 'composite' ? registration.fieldPaths : []
  }
  t.strictSame(JSON.parse(JSON.stringify(read({}).children[0]?.statusChecks)), conditions)
  t.strictSame([of({}), of({ fieldPaths: [] }), of({ fieldPaths: ['spec.template', 'spec.size'] })], [undefined, undefined, ['spec.template', 'spec.size']])
})

t.test('no object asks for server-side apply or for a rollout that works: both are not in the schema', async (t) => {
  const asking = composite({ applyStrategy: 'ServerSideApply', rollout: 'intended' })
  t.match(read(asking), { applyStrategy: undefined, rollout: undefined, fieldManager: undefined })
})

t.test('unknown resources and broken selectors are refused', async (t) => {
  t.throws(() => read(composite({ childResources: [{ apiVersion: 'v1', resource: 'nothings' }] })), { code: 'KH_ENGINE_RESOURCE_UNKNOWN' })
  for (const labelSelector of ['x', { matchExpressions: [{ key: 'a', operator: 'Like' }] }, { matchLabels: { a: 1 } }, { matchLabels: { 'a b': 'c' } }]) {
    t.throws(() => read(decorator({ labelSelector })), { code: 'KH_ENGINE_REGISTRATION' })
  }
})

t.test('labels and annotations both have to match', async (t) => {
  const registration = read(decorator({ labelSelector: { matchLabels: { a: '1' } }, annotationSelector: { matchAnnotations: { b: '2' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] } }))
  const of = (labels: JsonObject, annotations: JsonObject) => matches(registration, parent({}, { labels, annotations }))
  t.strictSame([of({ a: '1' }, { b: '2', c: '' }), of({ a: '1' }, { b: '2' }), of({}, { b: '2', c: '' }), of({ a: '1' }, { c: '' })], [true, false, false, false])
  t.equal(matches(registration, stored(ConfigMap, { metadata: { name: 'x' } })), false, 'a kind that nobody asked for')
})

t.test('update methods go by group and kind, whatever the version', async (t) => {
  const registration = read(composite({ childResources: [{ apiVersion: 'autoscaling/v1', resource: 'horizontalpodautoscalers', updateStrategy: { method: 'InPlace' } }] }))
  t.strictSame([methodOf(registration, 'autoscaling/v2', 'HorizontalPodAutoscaler'), methodOf(registration, 'other/v2', 'HorizontalPodAutoscaler')], ['InPlace', 'OnDelete'])
})

t.test('every controller of this project is registered with v2, strict and a generated selector', async (t) => {
  for (const controller of controllers) {
    const registration = registrationOf(controller)
    t.match(registration, { type: controller.type, name: controller.name, hooks: { sync: { version: 'v2', isStrict: true } } })
    t.equal(finalizerOf(registration), `metacontroller.io/${controller.type}controller-${controller.name}`)
    t.equal(registration.type === 'composite' && registration.generateSelector, controller.type === 'composite')
    t.strictSame([registration.children.filter(isRolling), registration.applyStrategy], [[], undefined], 'none rolls, none is applied on the server')
  }
})
