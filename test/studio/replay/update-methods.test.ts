import t from 'tap'
import { methodsIn, pluralsOf } from '../../../studio/replay/update-methods.ts'

const request = {
  controller: {
    spec: {
      childResources: [
        { apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'Recreate' } },
        { apiVersion: 'v1', resource: 'secrets' },
        { apiVersion: 'example.com/v1', resource: 'policies', updateStrategy: { method: 'OnDelete' } },
        { apiVersion: 'example.com/v1', resource: 'boxes', updateStrategy: { method: 'Recreate' } },
      ],
    },
  },
}

t.test('the controller of a request says how its children are updated', async (t) => {
  const methodOf = methodsIn(request)
  t.equal(methodOf({ apiVersion: 'v1', kind: 'ConfigMap' }), 'Recreate')
  t.equal(methodOf({ apiVersion: 'example.com/v1', kind: 'Policy' }), 'OnDelete')
  t.equal(methodOf({ apiVersion: 'example.com/v1', kind: 'Box' }), 'Recreate')
})

t.test('a rule without method updates nothing, and a kind without rule counts as updated in place', async (t) => {
  const methodOf = methodsIn(request)
  t.equal(methodOf({ apiVersion: 'v1', kind: 'Secret' }), 'OnDelete')
  t.equal(methodOf({ apiVersion: 'v1', kind: 'Service' }), 'InPlace')
  t.equal(methodsIn({})({ apiVersion: 'v1', kind: 'ConfigMap' }), 'InPlace')
})

t.test('plural names of Kubernetes are known, others are guessed', async (t) => {
  t.same(pluralsOf('networking.k8s.io/v1', 'Ingress'), ['ingresses'])
  t.ok(pluralsOf('example.com/v1', 'MyResource').includes('myresources'))
})
