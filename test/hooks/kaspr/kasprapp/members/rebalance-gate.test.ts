import t from 'tap'
import { failures, isCalm, retryAt, whyNot } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-gate.ts'
import type { Gate, RebalanceStatus } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-gate.ts'
import { appWith, at, entry, gateWith, now, reportWith } from './given.ts'

const failed = (attempt: number, more: object = {}): RebalanceStatus =>
  ({ last: { id: 'rebalance-1-new', reason: 'subscription_change', result: 'Failed', fingerprint: 'new', attempt, finishedAt: now, ...more } })

const reasons: readonly (readonly [name: string, gate: Partial<Gate>, why: string | undefined])[] = [
  ['nothing', {}, undefined],
  ['a pause', { app: appWith({ isPaused: true }) }, 'the app is paused'],
  ['the annotation', { app: appWith({ annotations: { 'kaspr.io/auto-rebalance': 'false' } }) }, 'automatic rebalancing is switched off'],
  ['the setting', { app: appWith({ settings: { AUTO_REBALANCE_ENABLED: 'false' } }) }, 'automatic rebalancing is switched off'],
  ['members that nobody asks', { app: appWith({ settings: { CLIENT_STATUS_CHECK_ENABLED: 'false' } }) }, 'members are not asked how they are'],
  ['a rollout', { rollout: { available: 3, inProgress: true } }, 'a rollout is in progress'],
  ['a member that is missing', { rollout: { available: 2, inProgress: false } }, 'not all members are available'],
  ['a member too many', { rollout: { available: 4, inProgress: false } }, 'not all members are available'],
  ['no members at all', { app: appWith({ replicas: 0 }), rollout: { available: 0, inProgress: false } }, 'not all members are available'],
  ['an old report', { report: reportWith({ state: 'stale' }) }, 'nobody knows how the members are'],
  ['no report', { report: reportWith({ state: 'none' }) }, 'nobody knows how the members are'],
  ['a member that rebalances', { entries: [entry(0), entry(1, { rebalancing: true, recovering: true })] }, 'members are rebalancing'],
  ['something else that is done', { busy: 'storage is being resized' }, 'storage is being resized'],
]
for (const [name, gate, why] of reasons) t.test(`what speaks against a rebalance: ${name}`, async (t) => { t.equal(whyNot({}, gateWith(gate)), why) })

t.test('the first reason is the one that is told', async (t) => {
  t.equal(whyNot({}, gateWith({ rollout: { available: 2, inProgress: true }, busy: 'x' })), 'a rollout is in progress')
})

for (const [attempt, seconds] of [[1, 30], [2, 60], [5, 480], [6, 600], [60, 600]] as const) {
  t.test(`after ${attempt} failures the next attempt comes in ${seconds} s`, async (t) => {
    t.equal(retryAt(failed(attempt), gateWith()), at(seconds))
    t.match(whyNot(failed(attempt), gateWith({ now: at(seconds - 1) })), 'the next attempt is at')
    t.equal(whyNot(failed(attempt), gateWith({ now: at(seconds) })), undefined)
  })
}

t.test('only failures for this very subscription count', async (t) => {
  t.equal(failures(failed(3), 'new'), 3)
  t.same([failures(failed(3), 'other'), failures(failed(3, { result: 'Succeeded' }), 'new'), failures(failed(3, { reason: 'manual' }), 'new'), failures({}, 'new')], [0, 0, 0, 0])
})

t.test('calm is an app whose members all run what they should', async (t) => {
  const calm = (available: number, inProgress: boolean) => isCalm(gateWith({ rollout: { available, inProgress } }))
  t.same([calm(3, false), calm(2, false), calm(3, true)], [true, false, false])
})
