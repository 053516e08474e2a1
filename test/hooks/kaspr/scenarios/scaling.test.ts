import t from 'tap'
import { app } from '../fixtures/manifests.ts'
import { statefulSetOf } from '../fixtures/world.ts'
import { annotate, childrenOf, edit, hanging, later, member, next, pass, play, report, rest, resync, statusOf, workload, writes } from './play.ts'
import type { Play } from './play.ts'

const replicas = (at: Play): number => statefulSetOf({ children: childrenOf(at) }).spec.replicas ?? 0
const members = (count: number) => Array.from({ length: count }, (_, id) => member(id))
const direct = (wanted: number, settings = {}): Play => ({ ...play(app({ replicas: wanted, scaling: { mode: 'direct' } })), settings })
/** All members run and are well; the hook looks again. */
const well = (at: Play): Play => pass(report(workload(at, replicas(at)), members(replicas(at))))

t.test('an app that is scaled directly has no autoscaler and starts like any other', async (t) => {
  const at = rest(direct(12))
  t.equal(replicas(at), 1)
  t.notOk(childrenOf(at).some(({ kind }) => kind === 'HorizontalPodAutoscaler'))
  t.equal(replicas(rest(direct(12, { INITIAL_MAX_REPLICAS: '3' }))), 3)
})

t.test('it grows in the steps of the autoscaler, one a minute, until it has all', async (t) => {
  let at = well(rest(direct(12)))
  t.equal(replicas(at), 5)
  at = well(at)
  t.same([replicas(at), resync(at)], [5, 60], 'the period is not over')
  at = well(later(at, 60))
  t.equal(replicas(at), 10)
  at = well(well(later(at, 60)))
  t.equal(replicas(at), 12)
  const calm = rest(well(at))
  t.same([replicas(calm), writes(calm), writes(pass(later(calm, 30)))], [12, [], []])
})

t.test('a step waits for members that are missing or rebalance', async (t) => {
  const at = later(well(rest(direct(12))), 300)
  t.equal(replicas(pass(workload(at, 4))), 5)
  t.equal(replicas(pass(report(workload(at, 5), [hanging(0)]))), 5)
  t.equal(replicas(pass(report(workload(at, 5), members(5)))), 10)
})

t.test('two passes over one status make one step', async (t) => {
  const before = report(workload(rest(direct(12)), 1), members(1))
  const status = statusOf(before)
  const once = pass(before)
  const forgotten = { ...once, at: { ...once.at, resources: once.at.resources.map((resource) => ({ ...resource, status: JSON.parse(JSON.stringify(status)) })) } }
  t.equal(replicas(pass(forgotten)), 5)
})

t.test('it shrinks at once, to nothing too, and a pause holds it', async (t) => {
  const five = well(rest(direct(5)))
  t.equal(replicas(five), 5)
  t.equal(replicas(pass(edit(five, { replicas: 2 }))), 2)
  t.equal(replicas(pass(edit(five, { replicas: 0 }))), 0)
  const paused = annotate(edit(workload(five, 5), { replicas: 9 }), { 'kaspr.io/pause-reconciliation': 'true' })
  t.equal(replicas(next(later(paused, 300), 0, members(5))), 5)
})
