import t from 'tap'
import { agent, app } from '../fixtures/manifests.ts'
import { childOf, conditionOf, keyOf, said, start, statefulSetOf } from '../fixtures/world.ts'
import { changed, path } from '../fixtures/manifests.ts'
import { child, childrenOf, edit, healthy, later, pass, play, rest, scaled, statusOf, workload, writes } from './play.ts'
import type { Play } from './play.ts'

const pair = (at: Play): readonly string[] => [said(statusOf(at), 'Progressing'), said(statusOf(at), 'Ready')]
const K1 = ['True/NewSpec', 'False/NotReady']
const K2 = ['False/ReconcileComplete', 'True/Healthy']
const K3 = ['True/Reconciling', 'False/NotReady']
const replicas = (at: Play): number | undefined => statefulSetOf({ children: childrenOf(at) }).spec.replicas
const most = (at: Play): unknown => childOf({ children: childrenOf(at) }, 'HorizontalPodAutoscaler/orders-app-hpa')['spec']
const hasAutoscaler = (at: Play): boolean => childrenOf(at).some(({ kind }) => kind === 'HorizontalPodAutoscaler')

t.test('S1: a new app of three has all its children, one member first, and waits', async (t) => {
  const first = pass(play(app()))
  t.same(childrenOf(first).map(keyOf).toSorted(), [
    'ConfigMap/orders-app-config', 'HorizontalPodAutoscaler/orders-app-hpa', 'KasprMemberSet/orders-app', 'Service/orders-app', 'Service/orders-app-api', 'ServiceAccount/orders-app', 'StatefulSet/orders-app',
  ])
  t.match(most(first), { minReplicas: 1, maxReplicas: 3 })
  t.same([replicas(first), ...pair(first)], [1, ...K1])
  const second = pass(first)
  t.same([statusOf(second).availableMembers, ...pair(second)], ['0/3', ...K3])
})

t.test('S2: members come up one by one, and Ready changes once', async (t) => {
  let at = rest(play(app()))
  for (const count of [1, 2]) {
    at = rest(scaled(later(at, 60), count))
    t.same([statusOf(at).availableMembers, ...pair(at)], [`${count}/3`, ...K3])
    t.equal(conditionOf(statusOf(at), 'Ready')?.lastTransitionTime, start)
  }
  at = rest(scaled(later(at, 60), 3))
  t.same([statusOf(at).availableMembers, ...pair(at)], ['3/3', ...K2])
  t.equal(conditionOf(statusOf(at), 'Ready')?.lastTransitionTime, at.now)
})

t.test('S3: an app at rest writes nothing and moves no time', async (t) => {
  const calm = healthy()
  const again = pass(later(calm, 20), 3)
  t.same(writes(again), [])
  t.strictSame(statusOf(again), statusOf(calm))
})

t.test('S4: an app of none has no autoscaler and is ready', async (t) => {
  const at = rest(workload(rest(play(app({ replicas: 0 }))), 0))
  t.same([hasAutoscaler(at), replicas(at), statusOf(at).availableMembers, ...pair(at)], [false, 0, '0/0', ...K2])
})

t.test('S5: from none to five with two at first; then the autoscaler\'s number is repeated', async (t) => {
  const none = { ...rest(play(app({ replicas: 0 }))), settings: { INITIAL_MAX_REPLICAS: '2' } }
  const some = pass(edit(none, { replicas: 5 }))
  t.match(most(some), { maxReplicas: 5 })
  t.equal(replicas(some), 2)
  const all = rest(scaled(some, 5))
  t.equal(replicas(all), 5)
  t.same(writes(all), [])
})

t.test('S6: from five to two: the autoscaler brings them down, not the hook', async (t) => {
  const five = rest(scaled(rest(play(app({ replicas: 5 }))), 5))
  const less = rest(edit(five, { replicas: 2 }))
  t.match(most(less), { maxReplicas: 2 })
  t.equal(replicas(less), 5)
  t.equal(replicas(rest(scaled(less, 2))), 2)
})

t.test('S7: the autoscaler goes from four to eight while the hook answers four', async (t) => {
  const four = rest(scaled(rest(play(app({ replicas: 8 }))), 4))
  const answer = pass(four)
  t.equal(replicas(answer), 4)
  t.notOk(writes(answer).includes('update StatefulSet/orders-app'), 'four is what stands there: nothing is sent that could win over eight')
  t.equal(replicas(pass(scaled(four, 8))), 8, 'the retry sees eight and repeats it')
})

t.test('S8: a changed spec is NewSpec for one pass, with its children changed in the same pass', async (t) => {
  const first = pass(edit(later(healthy(), 5), { image: 'mine:2' }))
  t.ok(writes(first).includes('update StatefulSet/orders-app'))
  t.same([statusOf(first).observedGeneration, ...pair(first)], [2, ...K1])
  t.same(pair(pass(first)), K3, 'the rollout runs')
  t.same(pair(rest(workload(first, 3))), K2)
})

t.test('S9: an unsupported version freezes the children and says so', async (t) => {
  const calm = healthy(agent('a'))
  const at = pass(edit(calm, { version: '9.9.9' }))
  t.same(childrenOf(at), childrenOf(calm))
  t.same(pair(at), ['False/InvalidSpec', 'False/InvalidSpec'])
  t.match(conditionOf(statusOf(at), 'Ready')?.message, /spec\.version: .*9\.9\.9.* is no supported Kaspr version/)
})

t.test('S10: a spec that does not validate deletes nothing', async (t) => {
  const calm = healthy()
  const at = pass(edit(calm, { replicas: 'three' }))
  t.same(childrenOf(at), childrenOf(calm))
  t.same(pair(at), ['False/InvalidSpec', 'False/InvalidSpec'])
  t.match(conditionOf(statusOf(at), 'Ready')?.message, 'spec.replicas: must be an integer')
})

t.test('S38: manual edits are corrected, what others added stays', async (t) => {
  const calm = healthy()
  const touched = child(calm, 'StatefulSet', (set) => [
    ['spec.template.spec.containers[0].image', 'evil:1'], ['spec.template.spec.terminationGracePeriodSeconds', 5], ['metadata.labels.foreign', 'yes'], ['metadata.annotations.foreign', 'yes'],
    ['spec.template.spec.containers[1]', { name: 'sidecar', image: 'side:1' }],
  ].reduce((next, [at, value]) => changed(next, path(String(at)), JSON.parse(JSON.stringify(value))), set))
  const service = child(touched, 'Service', (one) => changed(one, path('spec.type'), 'NodePort'))
  const healed = rest(service)
  const set = statefulSetOf({ children: childrenOf(healed) })
  t.match(set.metadata, { labels: { foreign: 'yes' }, annotations: { foreign: 'yes' } })
  t.same(set.spec.template.spec?.containers.map(({ image }) => image), ['kasprio/kaspr:0.11.19', 'side:1'])
  t.match(childOf({ children: childrenOf(healed) }, 'Service/orders-app-api')['spec'], { type: 'ClusterIP' })
})

t.test('S39: kubectl rollout restart survives', async (t) => {
  const restarted = child(healthy(), 'StatefulSet', (set) => changed(set, ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'], 'today'))
  const at = rest(restarted)
  t.equal(statefulSetOf({ children: childrenOf(at) }).spec.template.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt'], 'today')
  t.notOk(writes(pass(restarted)).includes('update StatefulSet/orders-app'))
})
