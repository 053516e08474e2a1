import t from 'tap'
import { scalingOf } from '../../../../../hooks/kaspr/kasprapp/members/replicas.ts'
import { appWith, at, entry, now, observed, reportWith } from './given.ts'
import type { AppGiven } from './given.ts'

const scaling = (given: AppGiven, more: { readonly available?: number; readonly inProgress?: boolean; readonly busy?: string; readonly rebalancing?: boolean } = {}) => {
  const app = appWith(given)
  const { available = app.observed.statefulSet?.spec?.replicas ?? 0, inProgress = false, busy, rebalancing = false } = more
  return scalingOf(app, { rollout: { available, inProgress }, entries: [entry(0, { rebalancing })], busy, now })
}
const orphans = (count: number) => reportWith({ members: Array.from({ length: count }, (_, id) => observed(id)) })
const resizing = { storage: { phase: 'Resizing', toSize: '2Gi', replicas: 4, operation: 'resize-1-2gi', attempt: 1, at: now } } as const

const byAutoscaler: readonly (readonly [name: string, given: AppGiven, replicas: number])[] = [
  ['nothing wanted', { replicas: 0, current: 5 }, 0],
  ['the first start', { replicas: 5, current: null }, 1],
  ['the first start with a setting', { replicas: 5, current: null, settings: { INITIAL_MAX_REPLICAS: '3' } }, 3],
  ['the first start, fewer wanted than that', { replicas: 2, current: null, settings: { INITIAL_MAX_REPLICAS: '3' } }, 2],
  ['away from 0', { replicas: 5, current: 0 }, 1],
  ['what stands there is the autoscaler\'s', { replicas: 5, current: 4 }, 4],
  ['also where it is more than is wanted', { replicas: 2, current: 4 }, 4],
  ['made anew after a resize: as many as there were', { replicas: 9, current: null, before: resizing, report: orphans(2) }, 4],
  ['made anew, fewer wanted by now', { replicas: 3, current: null, before: resizing }, 3],
  ['made anew, nobody remembers: as many as pods are left', { replicas: 9, current: null, report: orphans(3) }, 3],
  ['pods of a StatefulSet that is there are no orphans', { replicas: 9, current: 0, report: orphans(3) }, 1],
]
for (const [name, given, replicas] of byAutoscaler) {
  t.test(`replicas: ${name}`, async (t) => { t.same(scaling(given), { replicas, status: undefined }) })
}

const direct = (given: AppGiven): AppGiven => ({ mode: 'direct', replicas: 20, ...given })

for (const [current, replicas] of [[1, 5], [4, 8], [5, 10], [10, 20], [16, 20]] as const) {
  t.test(`step by step: ${current} become ${replicas}`, async (t) => { t.same(scaling(direct({ current })), { replicas, status: { lastStepTime: now } }) })
}

t.test('a step waits until all are there and nothing is going on', async (t) => {
  const waits = { replicas: 5, status: undefined }
  for (const more of [{ available: 4 }, { inProgress: true }, { busy: 'x' }, { rebalancing: true }]) t.same(scaling(direct({ current: 5 }), more), waits)
  t.same(scaling(direct({ current: 5, isPaused: true })), waits)
})

t.test('two steps are so many seconds apart', async (t) => {
  const stepped = (lastStepTime: string) => scaling(direct({ current: 5, before: { scaling: { lastStepTime } } }))
  t.same(stepped(at(-59)), { replicas: 5, status: { lastStepTime: at(-59) }, resyncAfterSeconds: 1 })
  t.same(stepped(at(-60)), { replicas: 10, status: { lastStepTime: now } })
})

t.test('down goes at once, to 0 and from 0 as with an autoscaler', async (t) => {
  t.equal(scaling(direct({ replicas: 2, current: 5 }), { available: 1 }).replicas, 2)
  t.same([scaling(direct({ replicas: 0, current: 5 })).replicas, scaling(direct({ current: 0 })).replicas, scaling(direct({ current: null })).replicas], [0, 1, 1])
})
