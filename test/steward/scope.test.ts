import t from 'tap'
import { selectorLabels } from '../../hooks/kaspr/labels.ts'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { kind } from '../../src/kit/kind.ts'
import { PersistentVolumeClaim } from '../../src/kit/kinds.ts'
import { Pod } from '../../steward/kinds.ts'
import { stewardScope } from '../../steward/scope.ts'

t.test('of pods only members are seen, by a label that every member has', async (t) => {
  const { labelSelector = '' } = stewardScope()(Pod)
  const [key = '', value] = labelSelector.split('=')
  t.equal(selectorLabels('shop')[key], value)
  t.equal(stewardScope()(kind('metrics.k8s.io/v1', 'Pod', 'pods')).labelSelector, undefined)
})

t.test('claims are seen without a label: growing storage must not pass one over', async (t) => {
  t.same([stewardScope()(PersistentVolumeClaim).labelSelector, stewardScope()(KasprMemberSet).labelSelector], [undefined, undefined])
})

t.test('with a namespace nothing outside of it is asked for', async (t) => {
  for (const each of [Pod, PersistentVolumeClaim, KasprMemberSet]) {
    t.equal(stewardScope('shop')(each).namespace, 'shop')
    t.equal(stewardScope()(each).namespace, undefined)
  }
})
