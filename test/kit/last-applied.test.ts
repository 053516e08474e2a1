import t from 'tap'
import { freeze, hold, lastApplied, lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'

const observed = (applied: unknown, fields: object = {}): KubernetesObject => trusted({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {
    name: 'a',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '7',
    labels: { mine: 'edited', foreign: 'x' },
    annotations: applied === undefined ? {} : { [lastAppliedAnnotation]: typeof applied === 'string' ? applied : JSON.stringify(applied) },
  },
  ...fields,
})

const applied = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'a', namespace: 'n', labels: { mine: 'wanted', 'controller-uid': 'u1' } },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'kaspr', image: 'old' }, { name: 'gone', image: 'x' }] } }, args: ['a'] },
}

t.test('freeze gives back what was last applied, digit by digit', async (t) => {
  t.strictSame(freeze(observed(applied)), applied)
  const text = '{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a"},"n":9223372036854775807}'
  t.equal(JSON.stringify(freeze(observed(text))), text)
})

t.test('freeze keeps the number of replicas that an autoscaler chose', async (t) => {
  const scaled = freeze(observed(applied, { spec: { replicas: 5, args: ['edited'] } }))
  t.strictSame(scaled, { ...applied, spec: { ...applied.spec, replicas: 5 } })
  t.strictSame(freeze(observed(applied, { spec: {} })), applied)
})

t.test('an annotation of another object says nothing', async (t) => {
  t.equal(lastApplied(observed({ ...applied, metadata: { name: 'other' } })), undefined)
  t.equal(lastApplied(observed({ ...applied, kind: 'Deployment' })), undefined)
})

t.test('an object that was adopted or whose annotation is broken is kept by its name alone', async (t) => {
  const name = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a', namespace: 'n' } }
  t.strictSame(freeze(observed(undefined)), name)
  t.strictSame(freeze(observed('{not json')), name)
  t.equal(lastApplied(observed('[1]')), undefined)
})

t.test('hold gives observed values of the fields that were set, and nothing else', async (t) => {
  const held = hold(observed(applied, {
    spec: {
      replicas: 5,
      template: { spec: { containers: [{ name: 'kaspr', image: 'hotfix', terminationMessagePath: '/x' }, { name: 'sidecar' }], dnsPolicy: 'ClusterFirst' } },
      args: ['edited', 'b'],
    },
  }))
  t.strictSame(held, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'a', namespace: 'n', labels: { mine: 'edited' } },
    spec: { replicas: 5, template: { spec: { containers: [{ name: 'kaspr', image: 'hotfix' }] } }, args: ['edited', 'b'] },
  })
})

t.test('without a last-applied record, hold takes the fields of what is wanted', async (t) => {
  const wanted = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a', namespace: 'n' }, spec: { replicas: 1 } }
  t.strictSame(hold(observed(undefined, { spec: { replicas: 9, other: true } }), wanted), { ...wanted, spec: { replicas: 9 } })
})
