import t from 'tap'
import { registration } from '../../src/generate/registration.ts'
import { optional, struct, text } from '../../src/kit/fields.ts'
import { decorator } from '../../src/kit/decorator.ts'
import { resource } from '../../src/kit/resource.ts'
import { at } from './crd-rules.ts'
import { Pod, Toy, labeller, toy, toybox } from './toys.ts'

const service = { name: 'kaspr-hooks', namespace: 'kaspr-hooks', port: 8080, protocol: 'http' }
const etag = { enabled: true, cacheTimeoutSeconds: 3600, cacheCleanupSeconds: 300 }

t.test('registers a composite controller', async (t) => {
  t.strictSame(registration(toy, '1.2.3'), {
    apiVersion: 'metacontroller.k8s.io/v1alpha1',
    kind: 'CompositeController',
    metadata: { name: 'toy', labels: { 'app.kubernetes.io/part-of': 'kaspr-hooks' } },
    spec: {
      generateSelector: true,
      parentResource: { apiVersion: 'toys.example.com/v1', resource: 'toys' },
      childResources: [
        { apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } },
        { apiVersion: 'v1', resource: 'services', updateStrategy: { method: 'Recreate' } },
        { apiVersion: 'kaspr.io/v1alpha1', resource: 'toyparts', updateStrategy: { method: 'OnDelete' } },
      ],
      hooks: {
        sync: { version: 'v2', webhook: { service, path: '/hooks/toy/sync?release=1.2.3', timeout: '30s', responseUnMarshallMode: 'strict', etag } },
      },
    },
  })
})

t.test('registers finalize and customize only where a controller has them', async (t) => {
  const hooks = at(registration(toybox, '1'), 'spec', 'hooks')
  t.strictSame(Object.keys(hooks ?? {}), ['sync', 'finalize', 'customize'])
  t.strictSame(at(hooks, 'finalize', 'webhook', 'path'), '/hooks/toybox/finalize?release=1')
  t.strictSame(at(hooks, 'finalize', 'webhook', 'etag'), etag)
  t.strictSame(at(hooks, 'customize', 'version'), 'v2')
  t.strictSame(at(hooks, 'customize', 'webhook', 'etag'), null, 'Metacontroller keeps customize answers itself')
  t.strictSame(Object.keys(at(registration(labeller, '1'), 'spec', 'hooks') ?? {}), ['sync'])
})

t.test('registers a decorator with its selector', async (t) => {
  const made = registration(labeller, '1')
  t.equal(made['kind'], 'DecoratorController')
  t.strictSame(at(made, 'spec', 'resources'), [
    { apiVersion: 'v1', resource: 'pods', annotationSelector: { matchExpressions: [{ key: 'kaspr.io/toy', operator: 'Exists' }] } },
  ])
  t.strictSame(at(made, 'spec', 'attachments'), [{ apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } }])
  t.strictSame(at(made, 'spec', 'generateSelector'), null)
})

t.test('registers a decorator by labels or for every object', async (t) => {
  const labelSelector = { matchLabels: { a: 'b' } }
  const by = (selector: object) => registration(decorator({ name: 'd', target: Pod, selector, attachments: [], sync: () => ({ attachments: [] }) }), '1')
  t.strictSame(at(by({ labelSelector }), 'spec', 'resources'), [{ apiVersion: 'v1', resource: 'pods', labelSelector }])
  t.strictSame(at(by({}), 'spec', 'resources'), [{ apiVersion: 'v1', resource: 'pods' }])
})

t.test('changes the path of every hook with the release, whatever its name', async (t) => {
  t.strictSame(at(registration(toy, '2.0.0-rc.1+a b'), 'spec', 'hooks', 'sync', 'webhook', 'path'), '/hooks/toy/sync?release=2.0.0-rc.1%2Ba%20b')
})

t.test('refuses a parent whose CRD would prune what Metacontroller writes', async (t) => {
  const forgetful = { ...toy, parent: resource({ ...Toy, status: struct({ phase: optional(text('Phase.')) }, 'Status.') }) }
  t.throws(() => registration(forgetful, '1'), { code: 'KH_DEFINITION_INVALID', message: /observedGeneration/ })
  const free = { ...toy, parent: resource({ ...Toy, status: struct({}, 'Status.', { 'x-kubernetes-preserve-unknown-fields': true }) }) }
  t.equal(registration(free, '1')['kind'], 'CompositeController')
})
