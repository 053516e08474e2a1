import type { Document } from './fixtures/family.ts'
import { app, component } from './fixtures/family.ts'
import type { Schedule, Step } from './schedules/schedule.ts'

const applied = (at: number, document: Document): Step => ({ at, do: 'apply', document })
const deleted = (at: number, document: Document): Step => ({ at, do: 'delete', document })

const [table, task] = [component('KasprTable', 'a', { app: 'shop' }), component('KasprTask', 'a', { app: 'shop' })]
const [small, large] = [app('shop', {}), app('shop', { replicas: 2 })]

/**
 * Schedules that broke something once, and what it was. They are played in every run. They are written out, because a seed
 * says the same only as long as `schedules/draw.ts` draws the same.
 */
export const regressions: readonly (readonly [what: string, schedule: Schedule])[] = [
  ['an app whose spec became invalid while its autoscaler grew it: the frozen StatefulSet and the autoscaler undid each other every 15 seconds', {
    seed: 33, steps: [applied(0, large), applied(197, app('shop', { authentication: { type: 'scram-sha-256' } }))],
  }],
  ['a parent deleted and made again while events were dropped: the late deletion of the old child hid the new one from the caches', {
    seed: 15, steps: [applied(0, table), deleted(108, table), { at: 134, do: 'fault', fault: { type: 'EventsDropped', count: 3, relistAfter: 10_000 }, lasts: 3000 }, applied(243, table)],
  }],
  ['a component deleted and made again at once: its ConfigMap comes back with the resync at the latest', { seed: 3, steps: [applied(0, task), deleted(170, task), applied(242, task)] }],
  ['an app deleted and made again at once: its pods start although their ServiceAccount came late', {
    seed: 346, steps: [applied(230, large), deleted(5199, large), applied(5288, small), { at: 305, do: 'killEngine', afterWrites: 6 }],
  }],
  ['a join that moved to another app: its status said for ever that nobody knows about the app', {
    seed: 48, steps: [applied(0, component('KasprJoin', 'b', { app: 'shop' })), applied(40_000, component('KasprJoin', 'b', { app: 'other' }))],
  }],
]
