import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { agent, app, changed, join, path, table, task, webView, withStatus } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { applied, appliedAll, childOf, conditionOf, running, said, start, sync } from '../fixtures/world.ts'
import type { Answer, Status } from '../fixtures/world.ts'

const [noon, evening] = ['2026-01-02T12:00:00Z', '2026-01-02T18:00:00Z']

/** The same parent a pass later: its status written, its StatefulSet in the given state. */
const next = (parent: Manifest, before: Answer, { status, now = noon, around = [] }: { readonly status?: JsonObject; readonly now?: string; readonly around?: readonly Manifest[] }): Answer =>
  sync(withStatus(parent, before.status), { now, around, observed: appliedAll(before).map((child) => child.kind === 'StatefulSet' && status !== undefined ? { ...child, ...status } : child) })
const pair = (status: Status): readonly string[] => [said(status, 'Progressing'), said(status, 'Ready')]
const live = (given: JsonObject): JsonObject => ({ status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, currentReplicas: 3, availableReplicas: 3, currentRevision: 'a', updateRevision: 'a', ...given } })

const K1 = ['True/NewSpec', 'False/NotReady']
const K2 = ['False/ReconcileComplete', 'True/Healthy']
const K3 = ['True/Reconciling', 'False/NotReady']

t.test('a new app is K1, then K3 while members come up, then K2, then quiet', async (t) => {
  const parent = app()
  const first = sync(parent)
  t.same(pair(first.status), K1)
  t.match(conditionOf(first.status, 'Progressing'), { message: 'Reconciling desired state', observedGeneration: 1, lastTransitionTime: start })
  t.match(conditionOf(first.status, 'Ready'), { message: 'Rollout in progress' })
  t.equal(first.status.availableMembers, '0/3')
  const second = next(parent, first, {})
  t.same(pair(second.status), K3)
  t.match(conditionOf(second.status, 'Progressing'), { message: 'Waiting for resources to become ready', lastTransitionTime: start }, 'still True since the start')
  t.match(conditionOf(second.status, 'Ready'), { message: 'Kaspr app not ready', lastTransitionTime: start })
  const third = next(parent, second, { status: running(2, 3) })
  t.same([third.status.availableMembers, ...pair(third.status)], ['2/3', ...K3])
  const fourth = next(parent, third, { status: running(3) })
  t.same([fourth.status.availableMembers, ...pair(fourth.status)], ['3/3', ...K2])
  t.match(conditionOf(fourth.status, 'Progressing'), { message: 'All resources are in desired state', lastTransitionTime: noon })
  t.match(conditionOf(fourth.status, 'Ready'), { message: 'App is ready', lastTransitionTime: noon })
  t.same(next(parent, fourth, { status: running(3), now: evening }).status, fourth.status, 'no timestamp moves at rest')
})

t.test('an app of no members is ready with none', async (t) => {
  const parent = app({ replicas: 0 })
  const second = next(parent, sync(parent), { status: live({ replicas: 0, updatedReplicas: 0, availableReplicas: 0 }) })
  t.same([second.status.availableMembers, ...pair(second.status)], ['0/0', ...K2])
})

t.test('a new generation is K1 for one pass, and only its changed statuses get a new time', async (t) => {
  const parent = app()
  const calm = next(parent, next(parent, sync(parent), {}), { status: running(3) })
  const edited = changed(changed(parent, path('metadata.generation'), 2), path('spec.bootstrapServers'), 'other:9092')
  const first = next(edited, calm, { status: running(3), now: evening })
  t.same([first.status.observedGeneration, ...pair(first.status)], [2, ...K1])
  for (const type of ['Progressing', 'Ready']) t.match(conditionOf(first.status, type), { lastTransitionTime: evening, observedGeneration: 2 })
  t.same(pair(next(edited, first, { status: running(3), now: evening }).status), K2)
})

t.test('a rollout is told by revisions and generations, not by counts', async (t) => {
  const parent = app()
  const calm = next(parent, sync(parent), { status: running(3) })
  const rows: readonly (readonly [why: string, status: JsonObject, inProgress: boolean])[] = [
    ['at rest', live({}), false],
    ['half-way, counts equal', live({ currentReplicas: 2, updatedReplicas: 2, replicas: 4, availableReplicas: 3, updateRevision: 'b' }), true],
    ['two revisions', live({ updateRevision: 'b', updatedReplicas: 3 }), true],
    ['too few of the new revision', live({ updatedReplicas: 2 }), true],
    ['spec not seen yet', live({ observedGeneration: 0 }), true],
  ]
  for (const [why, status, inProgress] of rows) {
    const answer = next(parent, calm, { status })
    t.equal(answer.status.rolloutInProgress, inProgress, why)
    t.same(pair(answer.status), inProgress ? K3 : K2, why)
  }
  t.equal(sync(app()).status.rolloutInProgress, false, 'nothing is there yet')
})

t.test('the version is that of the image that runs', async (t) => {
  const parent = app({ version: '0.11.18' })
  const first = sync(parent)
  t.equal(first.status.kasprVersion, undefined)
  t.equal(next(parent, first, {}).status.kasprVersion, '0.11.18')
  const old = applied(changed(childOf(first, 'StatefulSet/orders-app'), path('spec.template.spec.containers[0].image'), 'example.com:5000/kasprio/kaspr:0.9.1-alpha@sha256:abc'))
  t.equal(sync(parent, { observed: [old] }).status.kasprVersion, '0.9.1-alpha')
})

t.test('linked resources name every component with its hash, and what agents and tables are about', async (t) => {
  const around = [
    agent('b', { input: { topic: { pattern: 'x-.*' } } }), agent('a', { input: { topic: { name: 'one,two' } } }), table('t', { name: 'shown' }), webView('w'), task('k'), table('left'), table('right'), join('j'),
  ]
  const { linkedResources } = sync(app(), { around }).status
  t.match(linkedResources, {
    agents: [{ name: 'a', topicName: 'one,two' }, { name: 'b', topicPattern: 'x-.*' }], tables: [{ name: 'left', tableName: 'any' }, { name: 'right' }, { name: 't', tableName: 'shown' }],
    webviews: [{ name: 'w' }], tasks: [{ name: 'k' }], joins: [{ name: 'j' }],
  })
  const hashes = Object.values(linkedResources ?? {}).flat().map(({ hash }) => hash)
  t.equal(hashes.length, 8)
  t.ok(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash)))
  t.equal(linkedResources?.tasks?.[0]?.hash, sync(task('k'), { around: [app()] }).status.hash)
})

t.test('a status that somebody else wrote is no trouble', async (t) => {
  const strange = [{ conditions: 'none' }, { conditions: [{}, { type: 'Ready' }, null] }, { conditions: [{ type: 'Foreign', status: 'True', reason: 'R', lastTransitionTime: noon }] }, { observedGeneration: 'one' }]
  for (const status of strange) t.same(pair(sync(withStatus(app(), status)).status), K1, JSON.stringify(status))
})

t.test('there is no null in a status, and no time but in conditions', async (t) => {
  const { status } = sync(app(), { around: [agent('a')] })
  t.notMatch(JSON.stringify(status), 'null')
  const { conditions: _conditions, ...others } = status
  t.notMatch(JSON.stringify(others), start)
})
