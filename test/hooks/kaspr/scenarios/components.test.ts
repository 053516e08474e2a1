import t from 'tap'
import { answerOf, cluster, remove, resourceOf, settled, syncOne } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app, changed, join, path, table } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, dataOf, kasprOf, keyOf, podOf, said, variable } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { annotate, annotationsOf, applyAll, asked, carriedOut, childrenOf, hanging, healthy, next, operations, pass, rest, statusOf as appStatus, three } from './play.ts'

const statusOf = (at: Cluster, key: string): Status => trusted<Status>(resourceOf(at, key)['status'])
const madeOf = (at: Cluster, key = 'KasprApp/orders'): { readonly children: readonly Manifest[] } => ({ children: at.children[key] ?? [] })
const mounts = (at: Cluster, key?: string): readonly string[] => (podOf(madeOf(at, key)).volumes ?? []).map(({ name }) => name)
const hashOf = (at: Cluster): unknown => variable(kasprOf(madeOf(at)), 'AGENTS_HASH')
const both = { input: { topic: { name: 'x', pattern: 'y' } } }

t.test('S51: an agent without label has no ConfigMap and says why', async (t) => {
  const alone = settled(cluster(app(), agent('a', {}, { labels: {} })))
  t.same(madeOf(alone, 'KasprAgent/a').children, [])
  t.equal(said(statusOf(alone, 'KasprAgent/a'), 'Ready'), 'False/MissingAppLabel')
  t.same(mounts(alone), [])
})

t.test('S52: an agent follows its app as it comes and goes', async (t) => {
  const saying = (at: Cluster) => [statusOf(at, 'KasprAgent/a').app?.status, said(statusOf(at, 'KasprAgent/a'), 'Ready')]
  const alone = settled(cluster(agent('a')))
  t.same(saying(alone), ['AppNotFound', 'False/AppNotFound'])
  const found = syncOne({ ...alone, resources: [...alone.resources, app()] }, 'KasprAgent/a')
  t.same(saying(found), ['AppFound', 'True/AppFound'])
  t.same(saying(syncOne(remove(found, 'KasprApp/orders'), 'KasprAgent/a')), ['AppNotFound', 'False/AppNotFound'])
})

t.test('S53: a label that moves takes the agent from one app to the other', async (t) => {
  const other = changed(changed(app(), path('metadata.name'), 'other'), path('metadata.uid'), 'uid-other')
  const before = settled(cluster(app(), other, agent('a')))
  t.same([mounts(before), mounts(before, 'KasprApp/other')], [['a-agent'], []])
  const moved = settled({ ...before, resources: before.resources.map((one) => one.kind === 'KasprAgent' ? changed(one, ['metadata', 'labels', 'kaspr.io/app'], 'other') : one) })
  t.equal(statusOf(moved, 'KasprAgent/a').app?.name, 'other')
  t.same([mounts(moved), mounts(moved, 'KasprApp/other')], [[], ['a-agent']])
})

t.test('S54: one invalid agent of five keeps its last good file; the other four go on', async (t) => {
  const five = ['a', 'b', 'c', 'd', 'e']
  const before = settled(cluster(app(), ...five.map((name) => agent(name))))
  const after = settled({ ...before, resources: before.resources.map((one) => one.kind !== 'KasprAgent' ? one
    : { ...agent(one.metadata.name, one.metadata.name === 'e' ? both : { description: 'new' }, { generation: 2 }), status: one['status'] ?? null }) })
  const file = (name: string) => dataOf(madeOf(after, `KasprAgent/${name}`), `${name}-agent`)[`${name}-agent.yaml`] ?? ''
  t.same(five.map((name) => file(name).includes('description: new')), [true, true, true, true, false])
  t.equal(file('e'), dataOf(madeOf(before, 'KasprAgent/e'), 'e-agent')['e-agent.yaml'])
  t.same(mounts(after), five.map((name) => `${name}-agent`))
  t.match(conditionOf(statusOf(after, 'KasprApp/orders'), 'ComponentsReady'), { status: 'False', reason: 'InvalidComponents', message: /^KasprAgent\/e: spec\.input\.topic/ })
  t.not(hashOf(after), hashOf(before))
})

t.test('S55: a component that is being deleted is unmounted at once', async (t) => {
  const before = settled(cluster(app(), agent('a'), agent('b')))
  const going = { ...before, resources: before.resources.map((one) => keyOf(one) === 'KasprAgent/a' ? changed(one, path('metadata.deletionTimestamp'), '2026-01-01T00:00:00Z') : one) }
  t.same(mounts(syncOne(going, 'KasprApp/orders')), ['b-agent'])
})

t.test('S56: pods roll only when the ConfigMap has the new file', async (t) => {
  const before = settled(cluster(app(), agent('a')))
  const edited = { ...before, resources: before.resources.map((one) => one.kind === 'KasprAgent' ? { ...agent('a', { description: 'new' }, { generation: 2 }), status: one['status'] ?? null } : one) }
  const early = syncOne(edited, 'KasprApp/orders')
  t.equal(hashOf(early), hashOf(before))
  const written = syncOne(early, 'KasprAgent/a')
  t.match(dataOf(madeOf(written, 'KasprAgent/a'), 'a-agent')['a-agent.yaml'], 'description: new')
  t.not(hashOf(settled(written)), hashOf(before))
})

t.test('S57: a join tells which of its tables are there; with both it is mounted', async (t) => {
  const tables = (...names: readonly string[]) => settled(cluster(app(), join('j'), ...names.map((name) => table(name))))
  const saying = (at: Cluster) => [statusOf(at, 'KasprJoin/j').leftTable?.['status'], statusOf(at, 'KasprJoin/j').rightTable?.['status']]
  t.same(saying(tables()), ['LeftTableNotFound', 'RightTableNotFound'])
  t.same(saying(tables('left')), ['LeftTableFound', 'RightTableNotFound'])
  t.same(saying(tables('left', 'right')), ['LeftTableFound', 'RightTableFound'])
  t.equal(answerOf(tables(), 'KasprJoin/j').children.length, 1)
  t.same([mounts(tables('left')).includes('orders-app-joins'), mounts(tables('left', 'right'))], [false, ['orders-app-joins']])
})

t.test('S58: an app that is deleted leaves its components; what it owns goes by owner, claims by their policy', async (t) => {
  const before = settled(cluster(app({ storage: { type: 'persistent-claim', class: 'standard', size: '1Gi', deleteClaim: true } }), agent('a')))
  const owned = madeOf(before).children
  t.ok(owned.every(({ metadata }) => JSON.stringify(metadata).includes('"uid":"uid-KasprApp-orders"')))
  t.match(owned.find(({ kind }) => kind === 'StatefulSet')?.['spec'], { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })
  const after = settled(remove(before, 'KasprApp/orders'))
  t.same(madeOf(after, 'KasprAgent/a').children.map(keyOf), ['ConfigMap/a-agent'])
  t.equal(said(statusOf(after, 'KasprAgent/a'), 'Ready'), 'False/AppNotFound')
})

t.test('S59: two apps of one name in two namespaces know nothing of each other', async (t) => {
  const elsewhere = (one: Manifest): Manifest => changed(changed(one, path('metadata.namespace'), 'far'), path('metadata.uid'), `far-${one.metadata.uid}`)
  const hung = three({ 1: hanging(1) })
  const near = [301, 30, 30].reduce((at, seconds) => next(at, seconds, hung), next(healthy(agent('a')), 10, hung))
  t.same(asked(near), ['TerminateMember'])
  const far = next({ ...near, at: { ...near.at, resources: near.at.resources.map(elsewhere), children: { [keyOf(app())]: childrenOf(healthy()).map(elsewhere) } } }, 10, three())
  t.ok(appStatus(far))
  const fresh = next(pass({ ...far, at: { ...far.at, resources: [elsewhere(app()), agent('b')] } }), 10, hung)
  t.same([operations(fresh), appStatus(fresh).members?.[1]?.hungStrikes, appStatus(fresh).linkedResources?.agents], [[], undefined, undefined])
})

t.test('S60: the hook has no memory: every pass of a long story can be repeated, alone and in another order', async (t) => {
  const hung = three({ 1: hanging(1) })
  const story = [healthy(agent('a'))]
  const add = (step: (at: ReturnType<typeof healthy>) => ReturnType<typeof healthy>): void => {
    const last = story.at(-1)
    if (last !== undefined) story.push(step(last))
  }
  for (const seconds of [10, 301, 30, 30]) add((at) => next(at, seconds, hung))
  add((at) => pass(carriedOut(at)))
  add((at) => pass(annotate(next(at, 10, three()), { 'kaspr.io/rebalance': 'x' })))
  add((at) => pass(applyAll(carriedOut(at), agent('b', { input: { topic: { name: 'other' } } }))))
  add(rest)
  const again = story.map((at) => pass(at).at)
  t.same(story.toReversed().map((at) => pass(at).at).toReversed(), again)
  const last = story.at(-1)
  t.same(last === undefined ? undefined : annotationsOf(last), {})
})
