import t from 'tap'
import { parse } from 'yaml'
import { fieldAt } from '../../../goldens/rendered.ts'
import { goldenCases } from '../../../goldens/cases.ts'
import { rendered } from '../../../goldens/rendered.ts'
import type { JsonObject, JsonValue } from '../../../../src/protocol/json.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { apply, cluster, remove, resourceOf, settled } from '../fixtures/cluster.ts'
import type { Cluster } from '../fixtures/cluster.ts'
import { agent, app, join, table, task } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { childOf, conditionOf, dataOf, kasprOf, keyOf, podOf, said, variable, variables } from '../fixtures/world.ts'
import type { Status } from '../fixtures/world.ts'

const reader = (name: string, channel: string): Manifest => agent(name, { input: { channel: { name: channel } } })
const tables = [table('left'), table('right'), table('own')]
const all = [...tables, join('j'), reader('reads', 'j-channel'), agent('other'), task('k')]

const children = (at: Cluster) => ({ children: at.children['KasprApp/orders'] ?? [] })
const statusOf = (at: Cluster, key: string): Status => trusted<Status>(resourceOf(at, key)['status'])
const mounted = (at: Cluster): readonly string[] => (podOf(children(at)).volumes ?? []).map(({ name }) => name)
const file = (at: Cluster): JsonValue => parse(dataOf(children(at), 'orders-app-joins')['orders-app-joins.yaml'] ?? '', { version: '1.1' })
/** Names in the joins file by its keys. */
const inFile = (at: Cluster): JsonObject => Object.fromEntries(Object.entries(trusted<JsonObject>(file(at))).map(([key, list]) => [key, trusted<readonly JsonObject[]>(list).map(({ name }) => name ?? null)]))
const hasFile = (at: Cluster): boolean => children(at).children.some((child) => keyOf(child) === 'ConfigMap/orders-app-joins')
const complaint = (at: Cluster): string => conditionOf(statusOf(at, 'KasprApp/orders'), 'ComponentsReady')?.message ?? ''

t.test('tables of joins, joins and the agents that read them stand in one file and are not mounted one by one', async (t) => {
  const now = settled(cluster(app(), ...all))
  t.same(inFile(now), { agents: ['reads'], joins: ['j'], tables: ['left', 'right'] })
  t.same(mounted(now), ['other-agent', 'own-table', 'k-task', 'orders-app-joins'])
  const [volume] = (podOf(children(now)).volumes ?? []).filter(({ name }) => name === 'orders-app-joins')
  t.same(volume, { name: 'orders-app-joins', configMap: { name: 'orders-app-joins', items: [{ key: 'orders-app-joins.yaml', path: 'orders-app-joins.yaml' }] } })
  t.same(kasprOf(children(now)).volumeMounts?.at(-1), { name: 'orders-app-joins', mountPath: '/var/lib/data/definitions/orders-app-joins.yaml', subPath: 'orders-app-joins.yaml', readOnly: true })
  t.same(variables(kasprOf(children(now))).filter((name) => /^[A-Z]+S_HASH$/.test(name)), ['AGENTS_HASH', 'TABLES_HASH', 'TASKS_HASH', 'JOINS_HASH'])
})

t.test('its entries are those of the components\' own files', async (t) => {
  const now = settled(cluster(app(), ...all))
  const entry = (kind: string, name: string, key: string): JsonValue | undefined => {
    const object = `${name}-${kind.slice(5).toLowerCase()}`
    return fieldAt(parse(dataOf({ children: now.children[`${kind}/${name}`] ?? [] }, object)[`${object}.yaml`] ?? '', { version: '1.1' }), key, 0)
  }
  t.same(file(now), {
    agents: [entry('KasprAgent', 'reads', 'agents')], joins: [entry('KasprJoin', 'j', 'joins')], tables: [entry('KasprTable', 'left', 'tables'), entry('KasprTable', 'right', 'tables')],
  })
})

t.test('every join of the goldens stands in such a file with its tables', async (t) => {
  const cases = goldenCases.filter(({ resources }) => resources.some(({ kind }) => kind === 'KasprJoin'))
  t.same(cases.map(({ name }) => name), ['all-kinds', 'join-inner', 'join-left'])
  for (const golden of cases) {
    const text = fieldAt(rendered(golden).children.get('ConfigMap/orders-app-joins'), 'data', 'orders-app-joins.yaml')
    const of = (key: string): readonly JsonValue[] => [...golden.payloads.values()].flatMap((payload) => trusted<readonly JsonValue[] | undefined>(fieldAt(payload, key)) ?? [])
    t.same(parse(String(text), { version: '1.1' }), { joins: of('joins'), tables: of('tables') }, golden.name)
  }
})

t.test('it is an ordinary ConfigMap of the app', async (t) => {
  const { metadata } = childOf(children(settled(cluster(app({}, { labels: { team: 'a' } }), ...all))), 'ConfigMap/orders-app-joins')
  t.match(metadata, { namespace: 'shop', labels: { 'kaspr.io/name': 'orders-app', 'kaspr.io/app': 'orders', team: 'a' } })
})

t.test('an app without joins is rendered as upstream does', async (t) => {
  const now = settled(cluster(app(), ...tables, reader('reads', 'j-channel')))
  t.notOk(hasFile(now))
  t.same(mounted(now), ['reads-agent', 'left-table', 'own-table', 'right-table'])
  t.notOk(variables(kasprOf(children(now))).includes('JOINS_HASH'))
})

t.test('a join without one of its tables is left out; its other parts are mounted alone', async (t) => {
  for (const [lost, field] of [['left', 'leftTable'], ['right', 'rightTable']] as const) {
    const now = settled(cluster(app(), ...all.filter(({ kind, metadata }) => kind !== 'KasprTable' || metadata.name !== lost)))
    t.notOk(hasFile(now), lost)
    t.ok(mounted(now).includes('reads-agent'), 'its agent, too')
    t.match(complaint(now), `KasprJoin/j: spec.${field}`)
    t.equal(said(statusOf(now, 'KasprApp/orders'), 'ComponentsReady'), 'False/InvalidComponents')
    t.equal(said(statusOf(now, 'KasprJoin/j'), 'Ready'), `False/${lost === 'left' ? 'Left' : 'Right'}TableNotFound`)
    t.same(statusOf(now, 'KasprApp/orders').linkedResources?.joins ?? [], [])
  }
})

t.test('the same when a table belongs to another app, or is being deleted', async (t) => {
  const elsewhere = table('left', {}, { labels: { 'kaspr.io/app': 'other' } })
  const going = table('left', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })
  for (const left of [elsewhere, going]) {
    const now = settled(cluster(app(), left, table('right'), join('j')))
    t.notOk(hasFile(now))
    t.equal(said(statusOf(now, 'KasprJoin/j'), 'Ready'), 'False/LeftTableNotFound')
  }
})

t.test('a join whose table never was valid is left out, and both say so', async (t) => {
  const now = settled(cluster(app(), table('left', { window: { tumbling: { size: 'x' } } }), table('right'), join('j')))
  t.notOk(hasFile(now))
  t.same(mounted(now), ['right-table'])
  t.match(complaint(now), 'KasprJoin/j: spec.leftTable')
  t.equal(said(statusOf(now, 'KasprJoin/j'), 'Ready'), 'False/LeftTableInvalid')
})

t.test('a join that is left out does not keep another one out', async (t) => {
  const now = settled(cluster(app(), ...all, join('broken', { leftTable: 'nobody' })))
  t.same(inFile(now)['joins'], ['j'])
  t.match(complaint(now), 'KasprJoin/broken')
})

t.test('joins share tables and channels', async (t) => {
  const now = settled(cluster(app(), ...tables, join('j', { outputChannel: 'c' }), join('i', { rightTable: 'own' }), reader('both', 'c'), reader('second', 'i-channel'), reader('none', 'j-channel')))
  t.same(inFile(now), { agents: ['both', 'second'], joins: ['i', 'j'], tables: ['left', 'own', 'right'] })
  t.ok(mounted(now).includes('none-agent'))
})

t.test('an invalid component keeps its last good place in the file', async (t) => {
  const before = settled(cluster(app(), ...all))
  const spoilt: readonly Manifest[] = [
    table('left', { window: { tumbling: { size: 'x' } } }), join('j', { type: 'outer' }), agent('reads', { input: { channel: { name: 'j-channel' }, take: { max: 1, within: 'x' } } }),
  ]
  for (const component of spoilt) {
    const after = settled(apply(before, component))
    t.same(file(after), file(before), keyOf(component))
    t.same(mounted(after), mounted(before), keyOf(component))
    t.equal(variable(kasprOf(children(after)), 'JOINS_HASH'), variable(kasprOf(children(before)), 'JOINS_HASH'))
    t.match(complaint(after), keyOf(component))
  }
})

t.test('what is left of the file follows the others', async (t) => {
  const spoilt = settled(apply(settled(cluster(app(), ...all)), table('left', { window: { tumbling: { size: 'x' } } })))
  const changedRight = settled(apply(spoilt, table('right', { partitions: 9 })))
  t.equal(fieldAt(file(changedRight), 'tables', 1, 'partitions'), 9)
  t.equal(fieldAt(file(changedRight), 'tables', 0, 'name'), 'left', 'the invalid one stays')
})

t.test('without its join the file goes and everything is mounted alone', async (t) => {
  const after = settled(remove(settled(cluster(app(), ...all)), 'KasprJoin/j'))
  t.notOk(hasFile(after))
  t.same(mounted(after).toSorted(), ['k-task', 'left-table', 'other-agent', 'own-table', 'reads-agent', 'right-table'])
})

t.test('the hash changes with anything in the file and with nothing else', async (t) => {
  const hash = (...components: readonly Manifest[]) => variable(kasprOf(children(settled(cluster(app(), ...components)))), 'JOINS_HASH')
  const base = hash(...all)
  t.not(hash(...all.filter(({ metadata }) => metadata.name !== 'reads'), reader('reads2', 'j-channel')), base)
  t.not(hash(...tables.filter(({ metadata }) => metadata.name !== 'left'), table('left', { partitions: 2 }), ...all.slice(3)), base)
  t.equal(hash(...all, table('more'), agent('more')), base)
  t.equal(hash(...all.toReversed()), base, 'the order in the cluster means nothing')
})
