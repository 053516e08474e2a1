import t from 'tap'
import { controllers } from '../../../../hooks/index.ts'
import { callOf } from '../../../../src/kit/call.ts'
import type { CallEnd } from '../../../../src/kit/call.ts'
import type { Controller } from '../../../../src/kit/controller.ts'
import { groupKey, objectKey } from '../../../../src/protocol/group-key.ts'
import { agent, app, changed, path } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { answerOf, resourceOf } from '../fixtures/cluster.ts'
import { annotate, applyAll, carriedOut, child, edit, hanging, healthy, key, later, member, next, pass, play, report, rest, rolled, scaled, statusOf, three } from '../scenarios/play.ts'
import type { Member, Play } from '../scenarios/play.ts'

const controllerOf = (kind: string): Controller => {
  const found = controllers.find(({ type, parent }) => type === 'composite' && parent.kind === kind)
  if (found === undefined) throw new TypeError(kind)
  return found
}

const grouped = (objects: readonly Manifest[]): object => Object.fromEntries([...new Set(objects.map(groupKey))].map((group) =>
  [group, Object.fromEntries(objects.filter((object) => groupKey(object) === group).map((object) => [objectKey(object.metadata), object]))]))

/** What a metric says about the next pass over a parent: labels but those of the place, and the value. */
const said = (at: Play, name: string, { of = key, end = {} }: { readonly of?: string; readonly end?: Partial<CallEnd> } = {}): readonly string[] => {
  const parent = resourceOf(at.at, of)
  const controller = controllerOf(parent.kind)
  const metric = controller.metrics?.find((one) => one.name === name)
  if (metric === undefined) throw new TypeError(name)
  const body = answerOf(pass(at).at, of)
  const call = callOf(controller, { parent, children: grouped(at.at.children[of] ?? []) }, { body, finalizing: false, seconds: 0.5, ...end })
  return metric.samples(call).map(({ labels, value }) => {
    const { app_name, namespace, component_name: _component, ...rest } = labels
    t.strictSame([app_name, namespace], ['orders', 'shop'], `${name} is about the app`)
    t.strictSame(Object.keys(labels).toSorted(), metric.labels.toSorted(), `${name} has its labels`)
    return `${Object.values(rest).join(' ')} ${value}`.trim()
  })
}
interface Says { readonly strictSame: (found: unknown, wanted: unknown, message: string) => unknown }
/** The pass says so, and the pass after it nothing. */
const once = (t: Says, at: Play, [name, ...wanted]: readonly [string, ...string[]]): void => {
  t.strictSame(said(at, name), wanted, `${name} counts`)
  t.strictSame(said(pass(at), name), [], `${name} counts once`)
}

const operator = 'kasprop_'
const rebalances = `${operator}rebalance_total`
const done = (at: Play, state: 'Succeeded' | 'Failed'): Play => carriedOut(pass(at), state, 'so')

t.test('a reconcile counts with its duration, a failure with its class', async (t) => {
  const at = healthy()
  t.strictSame(said(at, `${operator}reconcile_total`), ['sync success 1'])
  t.strictSame(said(at, `${operator}reconcile_duration_seconds`, { end: { finalizing: true } }), ['finalize success 0.5'])
  t.strictSame(said(at, `${operator}reconcile_errors_total`), [])
  const failure = { end: { error: 'TypeError', body: undefined } }
  t.strictSame(said(at, `${operator}reconcile_total`, failure), ['sync failure 1'])
  t.strictSame(said(at, `${operator}reconcile_errors_total`, failure), ['TypeError 1'])
})

t.test('at rest nothing counts but the call itself', async (t) => {
  const at = rest(healthy(agent('reader')))
  for (const parent of [key, 'KasprAgent/reader']) {
    for (const { name, type } of controllerOf(parent.split('/')[0] ?? '').metrics ?? []) {
      if (type === 'gauge' || /reconcile_(total|duration)/.test(name)) continue
      t.strictSame(said(at, name, { of: parent }), [], `${parent} ${name}`)
    }
  }
})

t.test('a failed call changes nothing that is known', async (t) => {
  const at = report(later(healthy(), 400), three({ 1: hanging(1) }))
  for (const { name, type } of controllerOf('KasprApp').metrics ?? []) {
    if (type !== 'gauge' && !name.includes('reconcile')) t.strictSame(said(at, name, { end: { error: 'TypeError', body: undefined } }), [], name)
  }
})

t.test('a rebalance counts when it ends, with its reason and its result', async (t) => {
  const byHand = annotate(healthy(), { 'kaspr.io/rebalance': 'true' })
  t.strictSame(said(byHand, rebalances), [], 'not when it is asked for')
  once(t, done(byHand, 'Succeeded'), [rebalances, 'manual success 1'])
  once(t, done(byHand, 'Failed'), [rebalances, 'manual failure 1'])
  const changedTopics = rolled(applyAll(healthy(agent('reader')), agent('reader', { input: { topic: { name: 'other' } } })))
  once(t, carriedOut(rest(report(later(changedTopics, 10), three())), 'Succeeded'), [rebalances, 'subscription_change success 1'])
  t.strictSame(controllerOf('KasprApp').metrics?.find(({ name }) => name === rebalances)?.initial?.({ apiVersion: '', kind: 'KasprApp', metadata: { name: 'orders' }, spec: {} }).length, 4)
})

t.test('the length of a rebalance is that of the steward\'s work', async (t) => {
  const asked = pass(annotate(healthy(), { 'kaspr.io/rebalance': 'true' }))
  const ended = child(carriedOut(asked, 'Succeeded'), 'KasprMemberSet', (set) => changed(set, path('status.operations[0].finishedAt'), later(asked, 7).now))
  once(t, ended, [`${operator}rebalance_duration_seconds`, 'manual success 7'])
  t.strictSame(said(later(asked, 601), rebalances), ['manual failure 1'], 'nobody has begun it')
  t.strictSame(said(later(asked, 601), `${operator}rebalance_duration_seconds`), [])
})

t.test('every strike counts once, and stands until the member recovers', async (t) => {
  const [detected, strikes] = [`${operator}hung_members_detected_total`, `${operator}hung_member_consecutive_detections`]
  const begun = next(healthy(), 10, three({ 1: hanging(1) }))
  t.strictSame(said(begun, detected), [])
  t.strictSame(said(begun, strikes), [])
  const first = report(later(begun, 310), three({ 1: hanging(1) }))
  once(t, first, [detected, '1 1'])
  t.strictSame(said(pass(first), strikes), ['1 1'])
  const second = report(later(pass(first), 40), three({ 1: hanging(1) }))
  once(t, second, [detected, '1 1'])
  t.strictSame(said(second, strikes), ['1 2'])
  t.strictSame(said(report(later(pass(second), 10), three()), strikes), [], 'it recovered')
  t.strictSame(said(report(later(pass(second), 10), [member(0)]), strikes), [], 'it is gone')
})

t.test('a child that differs from what is wanted counts until it is repaired', async (t) => {
  const drift = `${operator}resource_drift_detected_total`
  const at = healthy(agent('reader'))
  once(t, child(at, 'ConfigMap', (map) => changed(map, ['data'], { foreign: 'x' })), [drift, 'orders-app-config config_map data 1'])
  once(t, child(at, 'HorizontalPodAutoscaler', (hpa) => changed(hpa, path('spec.maxReplicas'), 99)), [drift, 'orders-app-hpa hpa spec 1'])
  once(t, child(at, 'StatefulSet', (set) => changed(set, path('spec.template.spec.containers[0].image'), 'other')), [drift, 'orders-app stateful_set spec 1'])
  once(t, edit(at, { resources: { limits: { cpu: '3' } } }), [drift, 'orders-app stateful_set spec 1'])
  t.strictSame(said(child(at, 'Service', (service) => changed(service, path('spec.ports'), [])), drift).toSorted(), ['orders-app headless_service spec 1', 'orders-app-api service spec 1'])
  t.strictSame(said(child(at, 'ServiceAccount', () => undefined), drift), [], 'what is made anew is no drift')
  const without = edit(rest(edit(at, { pythonPackages: { packages: ['x'], cache: { type: 'pvc', enabled: true } } })), { pythonPackages: { packages: ['x'] } })
  t.ok(said(without, drift).includes('orders-app-python-packages pvc deleted 1'))
  t.strictSame(said(child(at, 'ConfigMap', (map) => changed(map, ['data'], {})), drift, { end: { finalizing: true } }), [])
})

t.test('a component counts under its app', async (t) => {
  const at = applyAll(healthy(agent('reader')), agent('reader', { input: { topic: { name: 'other' } } }))
  t.strictSame(said(at, `${operator}resource_drift_detected_total`, { of: 'KasprAgent/reader' }), ['orders-reader-agent config_map data 1'].map((line) => line.replace('orders-', '')))
  t.strictSame(said(at, `${operator}reconcile_total`, { of: 'KasprAgent/reader' }), ['sync success 1'])
})

t.test('only fields of the status that changed count', async (t) => {
  const name = `${operator}status_updates_total`
  const at = report(later(healthy(), 10), three({ 2: hanging(2) }))
  t.strictSame(said(at, name).toSorted(), ['members 1', 'rebalancingMembers 1'])
  t.strictSame(said(pass(at), name), [])
})

type Install = NonNullable<Member['install']>
const record = JSON.stringify({ packages: ['x'], install_time: '2026-01-01T00:00:00+00:00', duration: '12s', pod_name: 'orders-app-0' })

t.test('an installation of packages counts when it ends', async (t) => {
  const name = (rest: string): string => `${operator}package_install_${rest}`
  const at = rest(scaled(rest(play(app({ pythonPackages: { packages: ['x'], cache: { type: 'pvc', enabled: true } } }))), 3))
  const hash = statusOf(at).pythonPackages?.hash ?? ''
  const installing = (install: Partial<Install>): Play => report(later(at, 10), [member(0, { install: { state: 'Terminated', hash, ...install } }), member(1)])
  t.strictSame(said(installing({ state: 'Running' }), name('total')), [])
  const good = installing({ exitCode: 0, message: record })
  once(t, good, [name('total'), 'success 1'])
  once(t, good, [name('duration_seconds'), '12'])
  t.strictSame(said(good, name('errors_total')), [])
  for (const [message, type] of [['Read timed out', 'timeout'], ['no network', 'network'], ['package not found', 'invalid_package'], ['what?', 'unknown']] as const) {
    const bad = installing({ exitCode: 1, message })
    once(t, bad, [name('total'), 'failure 1'])
    once(t, bad, [name('errors_total'), `${type} 1`])
    t.strictSame(said(bad, name('timeouts_total')), type === 'timeout' ? ['1'] : [])
    t.strictSame(said(bad, name('duration_seconds')), [])
  }
})

t.test('apps with packages tell whether credentials and an index are configured', async (t) => {
  const [auth, index] = [`${operator}package_auth_enabled`, `${operator}package_custom_index_enabled`]
  const of = (more: object): Play => rest(play(app({ pythonPackages: { packages: ['x'], ...more } })))
  t.strictSame([said(healthy(), auth), said(healthy(), index)], [[], []])
  t.strictSame([said(of({}), auth), said(of({}), index)], [['0'], ['0']])
  const full = of({ indexUrl: 'https://pypi.example.com/simple', credentials: { secretRef: { name: 'pypi' } } })
  t.strictSame([said(full, auth), said(full, index)], [['1'], ['1']])
})
