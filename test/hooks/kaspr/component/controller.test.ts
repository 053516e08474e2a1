import t from 'tap'
import { apply, answerOf, cluster, remove, resourceOf, round, settled, syncOne, touch } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app, changed, join, path, table, task, webView } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { brokenPromises, refusedIn } from '../fixtures/refusal.ts'
import { conditionOf, dataOf, kasprOf, keyOf, podOf, said, sync, variable } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'

const statusOf = (at: Cluster, key: string): Status => trusted<Status>(resourceOf(at, key)['status'])
const components = [agent('a'), webView('w'), table('left'), table('right'), task('k'), join('j')]
const appChildren = ({ children }: Cluster) => ({ children: children['KasprApp/orders'] ?? [] })
const hashOf = (at: Cluster) => variable(kasprOf(appChildren(at)), 'AGENTS_HASH')
const mounts = (at: Cluster): readonly string[] => (podOf(appChildren(at)).volumes ?? []).map(({ name }) => name)

t.test('T1: a component whose app exists is ready, and the app mounts it at once', async (t) => {
  const now = settled(cluster(app(), ...components))
  for (const component of components) {
    const status = statusOf(now, keyOf(component))
    t.match(status, { observedGeneration: 1, app: { name: 'orders', status: 'AppFound' }, configMap: answerOf(now, keyOf(component)).children[0]?.metadata.name })
    t.match(status.hash, /^[0-9a-f]{16}$/)
    t.match(conditionOf(status, 'Ready'), { status: 'True', reason: 'AppFound', message: 'KasprApp `orders` found in `shop` namespace.', observedGeneration: 1 })
  }
  t.same(mounts(now), ['a-agent', 'w-webview', 'k-task', 'orders-app-joins'])
})

t.test('T2–T4, S52: without its app it has its ConfigMap and says so; it follows the app as it comes and goes', async (t) => {
  const alone = settled(cluster(agent('a')))
  t.equal(answerOf(alone, 'KasprAgent/a').children.length, 1)
  t.match(conditionOf(statusOf(alone, 'KasprAgent/a'), 'Ready'), { status: 'False', reason: 'AppNotFound', message: 'KasprApp `orders` does not exist in `shop` namespace.' })
  t.equal(statusOf(alone, 'KasprAgent/a').app?.status, 'AppNotFound')
  const found = syncOne(apply(alone, app()), 'KasprAgent/a')
  t.equal(said(statusOf(found, 'KasprAgent/a'), 'Ready'), 'True/AppFound')
  const lost = syncOne(remove(found, 'KasprApp/orders'), 'KasprAgent/a')
  t.equal(said(statusOf(lost, 'KasprAgent/a'), 'Ready'), 'False/AppNotFound')
  t.equal(lost.children['KasprAgent/a']?.length, 1, 'the ConfigMap stays')
})

t.test('T5, S56: pods roll only when the new file is in the cluster', async (t) => {
  const before = settled(cluster(app(), agent('a')))
  const edited = apply(before, agent('a', { description: 'new' }))
  const early = syncOne(edited, 'KasprApp/orders')
  t.equal(hashOf(early), hashOf(before), 'the app sees the new spec, the file is still the old one')
  const written = syncOne(early, 'KasprAgent/a')
  t.match(dataOf({ children: written.children['KasprAgent/a'] ?? [] }, 'a-agent')['a-agent.yaml'], 'description: new')
  t.equal(hashOf(syncOne(written, 'KasprApp/orders')), hashOf(before), 'written, not seen yet')
  const seen = syncOne(syncOne(written, 'KasprAgent/a'), 'KasprApp/orders')
  t.not(hashOf(seen), hashOf(before))
  t.equal(hashOf(seen), hashOf(settled(cluster(app(), agent('a', { description: 'new' })))), 'and it is the hash of the new content')
})

t.test('T6: a label of one\'s own changes the ConfigMap and, as upstream, its hash', async (t) => {
  const labels = { 'kaspr.io/app': 'orders', team: 'x' }
  const before = settled(cluster(app(), agent('a')))
  const after = settled(apply(before, agent('a', {}, { labels })))
  t.equal(after.children['KasprAgent/a']?.[0]?.metadata.labels?.['team'], 'x')
  t.not(hashOf(after), hashOf(before))
})

t.test('T7, S53: a component that moves to another app is dropped by one and mounted by the other', async (t) => {
  const other = { ...app(), metadata: { ...app().metadata, name: 'second', uid: 'uid-second' } }
  const before = settled(cluster(app(), other, agent('a')))
  const moved = round(apply(before, agent('a', {}, { labels: { 'kaspr.io/app': 'second' } })))
  t.same(mounts(moved), [])
  t.same((podOf({ children: moved.children['KasprApp/second'] ?? [] }).volumes ?? []).map(({ name }) => name), ['a-agent'])
  t.equal(statusOf(moved, 'KasprAgent/a').app?.name, 'second')
  t.equal(moved.children['KasprAgent/a']?.[0]?.metadata.labels?.['kaspr.io/app'], 'second')
})

t.test('T8, S51: without the label it is refused by its own reason, and keeps its ConfigMap', async (t) => {
  const before = settled(cluster(app(), ...components))
  for (const component of components) {
    const refusal = refusedIn(before, changed(component, path('metadata.labels'), undefined))
    t.same(refusal.answer.problems.map((problem) => [problem.path, problem.reason]), [['metadata.labels["kaspr.io/app"]', 'MissingAppLabel']])
    t.same(brokenPromises(refusal, ['Ready']), [], component.kind)
  }
  t.same(sync(changed(agent('a'), path('metadata.labels'), undefined)).children, [], 'one that never had the label has no ConfigMap')
  t.same(mounts(round(apply(before, changed(agent('a'), path('metadata.labels'), {})))), ['w-webview', 'k-task', 'orders-app-joins'], 'the app drops it')
})

t.test('T9, S55: the app drops a component that is being deleted', async (t) => {
  const before = settled(cluster(app(), agent('a'), agent('b')))
  t.same(mounts(before), ['a-agent', 'b-agent'])
  t.same(mounts(syncOne(apply(before, agent('a', {}, { deletionTimestamp: '2026-01-03T00:00:00Z' })), 'KasprApp/orders')), ['b-agent'])
  t.same(mounts(settled(remove(before, 'KasprAgent/a'))), ['b-agent'])
})

t.test('T10, S54: one of five agents is invalid: four go on, the fifth stays at its last good file, and both say so', async (t) => {
  const agents = ['a', 'b', 'c', 'd', 'e'].map((name) => agent(name))
  const before = settled(cluster(app(), ...agents))
  const spoilt = settled(apply(apply(before, agent('c', { input: {} })), agent('a', { description: 'new' })))
  t.same(mounts(spoilt), ['a-agent', 'b-agent', 'c-agent', 'd-agent', 'e-agent'])
  t.same(spoilt.children['KasprAgent/c'], before.children['KasprAgent/c'], 'its file is untouched')
  t.equal(said(statusOf(spoilt, 'KasprAgent/c'), 'Ready'), 'False/InvalidSpec')
  t.equal(hashOf(spoilt), hashOf(settled(apply(before, agent('a', { description: 'new' })))), 'its hash is that of the last good file')
  const status = statusOf(spoilt, 'KasprApp/orders')
  t.match(conditionOf(status, 'ComponentsReady'), { status: 'False', reason: 'InvalidComponents' })
  t.match(conditionOf(status, 'ComponentsReady')?.message, 'KasprAgent/c: spec.input')
  t.same(status.linkedResources?.agents?.map(({ name }) => name), ['a', 'b', 'c', 'd', 'e'])
  const mended = settled(apply(spoilt, agent('c')))
  t.equal(said(statusOf(mended, 'KasprApp/orders'), 'ComponentsReady'), 'True/AllComponentsValid')
})

t.test('an invalid component that never was valid is left out', async (t) => {
  const now = settled(cluster(app(), agent('a'), agent('b', { input: {} })))
  t.same(mounts(now), ['a-agent'])
  t.same(statusOf(now, 'KasprApp/orders').linkedResources?.agents?.map(({ name }) => name), ['a'])
  t.match(conditionOf(statusOf(now, 'KasprApp/orders'), 'ComponentsReady')?.message, 'KasprAgent/b')
})

t.test('T11: a ConfigMap that was edited or deleted by hand comes back at once', async (t) => {
  const before = settled(cluster(app(), agent('a')))
  const edited = touch(before, 'KasprAgent/a', (child) => changed(child, ['data', 'a-agent.yaml'], 'agents: []\n'))
  t.same(settled(edited).children['KasprAgent/a']?.map((child) => child['data']), before.children['KasprAgent/a']?.map((child) => child['data']))
  t.equal(hashOf(settled(edited)), hashOf(before))
  const deleted = syncOne(touch(before, 'KasprAgent/a', () => undefined), 'KasprAgent/a')
  t.same(deleted.children['KasprAgent/a']?.map((child) => child['data']), before.children['KasprAgent/a']?.map((child) => child['data']))
})

t.test('T11: a ConfigMap that was edited by hand rolls no pod, because its file comes back', async (t) => {
  const before = settled(cluster(app(), agent('a')))
  const edited = touch(before, 'KasprAgent/a', (child) => changed(child, ['data', 'a-agent.yaml'], 'agents: []\n'))
  const seen = syncOne(syncOne(edited, 'KasprAgent/a'), 'KasprApp/orders')
  t.same(seen.writes.filter((write) => write.includes('StatefulSet')), [])
  t.equal(hashOf(seen), hashOf(before))
})

t.test('T11: an edited ConfigMap of an invalid component goes back to its last good content', async (t) => {
  const before = settled(cluster(app(), agent('a')))
  const spoilt = settled(apply(before, agent('a', { input: {} })))
  const edited = touch(spoilt, 'KasprAgent/a', (child) => changed(child, ['data', 'a-agent.yaml'], 'agents: []\n'))
  t.same(settled(edited).children['KasprAgent/a']?.map((child) => child['data']), before.children['KasprAgent/a']?.map((child) => child['data']))
})

t.test('T12: answers do not depend on what was answered before', async (t) => {
  const now = settled(cluster(app(), ...components))
  for (const parent of now.resources) {
    const again = sync(parent, { around: now.resources, observed: now.children[keyOf(parent)] ?? [], now: '2027-01-01T00:00:00Z' })
    t.same(again.status, parent['status'], keyOf(parent))
  }
})

t.test('an app of that name in another namespace is somebody else\'s', async (t) => {
  const foreign: Manifest = changed(app(), path('metadata.namespace'), 'elsewhere')
  t.equal(sync(agent('a'), { around: [foreign] }).status.app?.status, 'AppNotFound')
  const stranger = changed(agent('b'), path('metadata.namespace'), 'elsewhere')
  t.same(podOf(sync(app(), { around: [agent('a'), stranger] })).volumes?.map(({ name }) => name), ['a-agent'])
})

t.test('steps and tables that do not exist are warnings, not mistakes (Q34)', async (t) => {
  const processors = { pipeline: ['go', 'stop'], operations: [{ name: 'go', tables: [{ name: 'known', paramName: 'k' }, { name: 'unknown', paramName: 'u' }] }] }
  const around = [app(), table('known'), table('unknown', {}, { labels: { 'kaspr.io/app': 'other' } })]
  const { status, problems, children } = sync(agent('a', { processors }), { around })
  t.same(problems, [])
  t.equal(children.length, 1)
  t.equal(said(status, 'Ready'), 'True/AppFound')
  t.equal(said(status, 'ReferencesResolved'), 'False/ReferenceNotFound')
  t.match(conditionOf(status, 'ReferencesResolved')?.message, 'spec.processors.pipeline[1]')
  t.match(conditionOf(status, 'ReferencesResolved')?.message, 'spec.processors.operations[0].tables[1].name')
  t.equal(said(sync(agent('a'), { around }).status, 'ReferencesResolved'), 'True/Resolved')
})
