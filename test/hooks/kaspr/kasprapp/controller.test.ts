import t from 'tap'
import { lastAppliedAnnotation } from '../../../../src/kit/last-applied.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { apply, cluster, resourceOf, round, settled, syncOne, touch } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, kasprOf, keyOf, said, statefulSetOf, sync } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'

const pause = (value: string) => ({ annotations: { 'kaspr.io/pause-reconciliation': value } })
const paused = (spec = {}): Manifest => app(spec, pause('true'))
const statusOf = (at: Cluster): Status => trusted<Status>(resourceOf(at, 'KasprApp/orders')['status'])
const childrenOf = (at: Cluster): readonly Manifest[] => at.children['KasprApp/orders'] ?? []
/** Children without the framework's own record of them. */
const visible = (at: Cluster): Readonly<Record<string, Manifest>> => Object.fromEntries(childrenOf(at).map((child) => [keyOf(child), changed(changed(child, ['metadata', 'annotations', lastAppliedAnnotation], undefined), path('metadata.generation'), undefined)]))
const touched = (at: Cluster): Cluster => touch(at, 'KasprApp/orders', (child) => child.kind === 'StatefulSet'
  ? changed(changed(child, path('spec.template.spec.containers[0].image'), 'mine:1'), path('spec.replicas'), 9) : child.kind === 'ConfigMap' ? changed(child, ['data', 'K_WEB_PORT'], '1') : child)

t.test('an app that is paused keeps every object as it is, manual edits included', async (t) => {
  const calm = settled(cluster(app(), agent('a')))
  const edited = touched(apply(calm, paused()))
  const held = round(edited)
  t.same(visible(held), visible(edited))
  t.match(conditionOf(statusOf(held), 'Paused'), { status: 'True', reason: 'PauseRequested' })
  t.same(round(held).writes, [], 'and then it is quiet')
})

t.test('neither a new spec, an invalid one, nor a component changes anything meanwhile', async (t) => {
  const calm = touched(settled(apply(settled(cluster(app(), agent('a'))), paused())))
  const changes: readonly Manifest[] = [paused({ image: 'new:1', replicas: 0 }), paused({ version: 'nonsense' }), paused({ replicas: 'three' }), agent('a', { description: 'new' }), agent('b')]
  for (const change of changes) {
    const after = settled(apply(calm, change))
    t.same(visible(after), visible(calm), JSON.stringify(change['spec']))
    t.equal(said(statusOf(after), 'Paused'), 'True/PauseRequested')
  }
})

t.test('an app that is made paused gets nothing', async (t) => {
  const { children, problems, status } = sync(paused())
  t.same(children, [])
  t.same(problems, [])
  t.equal(said(status, 'Paused'), 'True/PauseRequested')
})

t.test('what was deleted by hand is not made again', async (t) => {
  const calm = settled(apply(settled(cluster(app())), paused()))
  const after = settled(touch(calm, 'KasprApp/orders', (child) => child.kind === 'Service' ? undefined : child))
  t.same(childrenOf(after).map(keyOf).filter((key) => key.startsWith('Service/')), [])
})

t.test('un-pausing applies everything in one pass, and the condition goes', async (t) => {
  const calm = touched(settled(apply(settled(cluster(app())), paused())))
  const after = syncOne(apply(calm, app({ image: 'new:1' })), 'KasprApp/orders')
  t.equal(kasprOf({ children: childrenOf(after) }).image, 'new:1')
  t.equal(statefulSetOf({ children: childrenOf(after) }).spec.replicas, 9, 'the number of members is the autoscaler\'s')
  t.equal(said(statusOf(after), 'Paused'), 'absent')
})

t.test('only the word true pauses, in any case', async (t) => {
  const isPaused = (value: string) => said(sync(app({}, pause(value))).status, 'Paused') !== 'absent'
  t.same(['true', 'True', 'TRUE'].map(isPaused), [true, true, true])
  t.same(['false', '', 'yes', '1', ' true'].map(isPaused), [false, false, false, false, false])
})

t.test('components of a paused app go on', async (t) => {
  const calm = settled(cluster(paused(), agent('a')))
  t.equal(calm.children['KasprAgent/a']?.length, 1)
})

t.test('a refused app is frozen as last applied: manual edits are undone, foreign fields stay', async (t) => {
  const edited = touched(settled(cluster(app())))
  const frozen = settled(apply(edited, app({ version: 'nonsense' })))
  t.equal(kasprOf({ children: childrenOf(frozen) }).image, 'kasprio/kaspr:0.11.19')
  const foreign = touch(settled(cluster(app())), 'KasprApp/orders', (child) => changed(child, path('metadata.annotations.foreign'), 'stays'))
  const kept = settled(apply(foreign, app({ version: 'nonsense' })))
  t.ok(childrenOf(kept).every(({ metadata }) => metadata.annotations?.['foreign'] === 'stays'))
})

t.test('objects that were adopted and never applied survive a refusal and a pause untouched', async (t) => {
  const adopted = touch(settled(cluster(app())), 'KasprApp/orders', (child) => changed(child, ['metadata', 'annotations', lastAppliedAnnotation], undefined))
  for (const spec of [paused(), app({ version: 'nonsense' })]) {
    const after = syncOne(apply(adopted, spec), 'KasprApp/orders')
    t.same(visible(after), visible(adopted))
  }
})

t.test('it asks for the five kinds of components by its label, in its namespace, and for its storage class', async (t) => {
  const { kasprApp } = await import('../../../../hooks/kaspr/kasprapp/controller.ts')
  const answer = kasprApp.customize?.({ controller: {}, parent: app() }, { now: '2026-01-01T00:00:00Z', settings: {} })
  t.same(answer?.relatedResources, [
    ...['kaspragents', 'kasprwebviews', 'kasprtables', 'kasprtasks', 'kasprjoins'].map((resource) =>
      ({ apiVersion: 'kaspr.io/v1alpha1', resource, namespace: 'shop', labelSelector: { matchLabels: { 'kaspr.io/app': 'orders' } } })),
    { apiVersion: 'storage.k8s.io/v1', resource: 'storageclasses', names: ['standard'] },
  ])
})

t.test('two apps of one name in two namespaces do not know each other', async (t) => {
  const far = changed(app(), path('metadata.namespace'), 'far')
  const near = sync(app(), { around: [far, changed(agent('a'), path('metadata.namespace'), 'far')] })
  t.same(near.status.linkedResources?.agents ?? [], [])
  t.ok(near.children.every(({ metadata }) => metadata.namespace === 'shop'))
})

t.test('a label that belongs to the framework never comes from a user', async (t) => {
  const labels = { 'controller-uid': 'forged' }
  const metadata = { labels }
  const { children } = sync(app({ template: { service: { metadata }, serviceAccount: { metadata } } }, { labels }))
  t.same(children.filter((child) => child.metadata.labels?.['controller-uid'] !== undefined).map(keyOf), [])
})
