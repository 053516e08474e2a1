import t from 'tap'
import { appLabels, componentLabels, inherited, selectorLabels } from '../../../hooks/kaspr/labels.ts'

const partOf = (name: string) => appLabels(name)['app.kubernetes.io/part-of']

t.test('labels of an app', async (t) => {
  t.same(Object.entries(appLabels('orders')), [
    ['kaspr.io/kind', 'KasprApp'], ['kaspr.io/name', 'orders-app'], ['kaspr.io/cluster', 'orders'], ['kaspr.io/component-type', 'KasprApp'], ['app.kubernetes.io/name', 'KasprApp'],
    ['app.kubernetes.io/instance', 'orders'], ['app.kubernetes.io/part-of', 'kaspr-orders'], ['app.kubernetes.io/managed-by', 'kaspr-operator'], ['kaspr.io/app', 'orders'],
  ])
  t.same(selectorLabels('orders'), { 'kaspr.io/cluster': 'orders', 'kaspr.io/name': 'orders-app', 'kaspr.io/kind': 'KasprApp' })
})

t.test('part-of loses one trailing punctuation mark, or is cut at 63', async (t) => {
  t.equal(partOf('orders-'), 'kaspr-orders')
  t.equal(partOf('orders--'), 'kaspr-orders-', 'only one')
  t.equal(partOf('a.'), 'kaspr-a')
  t.equal(partOf('a_'), 'kaspr-a')
  t.equal(partOf('x'.repeat(80)), `kaspr-${'x'.repeat(57)}`)
  t.equal(partOf(`${'x'.repeat(80)}.`), `kaspr-${'x'.repeat(80)}`, 'never both')
})

t.test('labels of a component\'s ConfigMap: its own over the defaults, never the cluster', async (t) => {
  const own = { 'kaspr.io/app': 'orders', 'kaspr.io/cluster': 'orders', 'kaspr.io/kind': 'Mine', team: 'a', 'controller-uid': 'forged' }
  t.same(componentLabels('KasprTask', { component: 'n', object: 'n-task' }, own), {
    'kaspr.io/kind': 'Mine', 'kaspr.io/name': 'n-task', 'kaspr.io/component-type': 'KasprTask', 'app.kubernetes.io/name': 'KasprTask', 'app.kubernetes.io/instance': 'n',
    'app.kubernetes.io/part-of': 'kaspr-n', 'app.kubernetes.io/managed-by': 'kaspr-operator', 'kaspr.io/app': 'orders', team: 'a',
  })
  t.equal(componentLabels('KasprTask', { component: 'n', object: 'n-task' }, undefined)['app.kubernetes.io/name'], 'KasprTask')
})

t.test('own labels only fill gaps, and never say whose child an object is', async (t) => {
  t.same(inherited({ a: 'own', b: 'own', 'controller-uid': 'forged' }, { a: 'fixed' }), { a: 'fixed', b: 'own' })
  t.same(inherited(undefined, { a: 'fixed' }), { a: 'fixed' })
})
