import t from 'tap'
import { isRequired, patienceEnds, rebalanceOf, rebalanceOperations } from '../../../../../hooks/kaspr/kasprapp/members/rebalance.ts'
import type { RebalanceInput } from '../../../../../hooks/kaspr/kasprapp/members/rebalance.ts'
import type { RebalanceStatus } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-gate.ts'
import { appWith, at, gateWith, now, outcome, reportWith } from './given.ts'
import type { AppGiven } from './given.ts'

const decide = (before: RebalanceStatus | undefined, more: Partial<RebalanceInput> = {}): RebalanceStatus => rebalanceOf({ ...gateWith(more), leftOver: false, before, ...more })
const current = { id: 'rebalance-1-new', reason: 'subscription_change', fingerprint: 'new', attempt: 1, startedAt: now } as const
const asking: RebalanceStatus = { settledFor: 'old', requests: 1, current }
const ended = (state: 'Succeeded' | 'Failed' | 'Running') => ({ report: reportWith({ outcomes: [outcome('rebalance-1-new', state, { finishedAt: at(5), message: 'said' })] }) })

t.test('what is found at first is settled, unless upstream left a request', async (t) => {
  t.same(decide(undefined), { settledFor: 'new' })
  t.match(decide(undefined, { leftOver: true }), { settledFor: 'unsettled', current })
})

t.test('without static members nothing is tracked', async (t) => {
  const dynamic = { app: appWith({ annotations: { 'kaspr.io/disable-static-group-membership': 'true' } }) }
  t.same([decide({ settledFor: 'old' }, dynamic), isRequired(decide({ settledFor: 'old' }, dynamic), 'new')], [{}, false])
})

t.test('a change is asked for once, and not while something speaks against it', async (t) => {
  t.same(decide({ settledFor: 'old' }), asking)
  t.same(decide(asking), asking)
  t.same(decide({ settledFor: 'old' }, { busy: 'x' }), { settledFor: 'old' })
})

t.test('success settles, failure counts, a running one goes on', async (t) => {
  t.same(decide(asking, ended('Succeeded')), { settledFor: 'new', requests: 1, last: { id: 'rebalance-1-new', reason: 'subscription_change', fingerprint: 'new', attempt: 1, result: 'Succeeded', finishedAt: at(5), message: 'said' } })
  const failed = decide(asking, { ...ended('Failed'), now: at(34) })
  t.match(failed, { settledFor: 'old', current: undefined, last: { result: 'Failed', attempt: 1 } })
  t.match(decide(failed, { now: at(35) }), { requests: 2, current: { id: 'rebalance-2-new', attempt: 2 } })
  t.same(decide(asking, ended('Running')), asking)
})

t.test('a change back while a request runs leaves another one to do', async (t) => {
  const done = decide(asking, { ...ended('Succeeded'), fingerprint: 'third' })
  t.match(done, { settledFor: 'new', requests: 2, current: { fingerprint: 'third', attempt: 1 } })
})

for (const [seconds, result] of [[599, undefined], [600, 'Failed']] as const) {
  t.test(`nobody began for ${seconds} s: ${result ?? 'it waits'}`, async (t) => {
    const status = decide(asking, { now: at(seconds) })
    t.equal(status.last?.result, result)
    t.equal(patienceEnds(status, { report: reportWith(), now: at(seconds) }), result === undefined ? 1 : undefined)
  })
}

t.test('what was given up and done all the same counts as done', async (t) => {
  const { startedAt: _startedAt, ...request } = current
  const givenUp: RebalanceStatus = { settledFor: 'old', requests: 1, last: { ...request, result: 'Failed', finishedAt: now, message: 'No steward has carried it out' } }
  t.match(decide(givenUp, ended('Succeeded')), { settledFor: 'new', last: { result: 'Succeeded' } })
  t.equal(decide(givenUp, { ...ended('Running'), now: at(9999) }).current, undefined, 'while it is being done nothing is asked for')
})

const byHand = (given: AppGiven = {}) => ({ app: appWith({ annotations: { 'kaspr.io/rebalance': '' }, ...given }) })

for (const [name, more, message] of [
  ['nobody asks members', byHand({ settings: { CLIENT_STATUS_CHECK_ENABLED: 'false' } }), 'client status check is disabled in app config.'],
  ['a member is missing', { ...byHand(), rollout: { available: 2, inProgress: false } }, 'Cluster not ready: 2 of 3 members are available'],
  ['a member is too many', { ...byHand(), rollout: { available: 4, inProgress: false } }, 'Cluster not ready: 4 of 3 members are available'],
] as const) {
  t.test(`a request by hand is refused and finished at once when ${name}`, async (t) => {
    const refused = decide({ settledFor: 'new' }, more)
    t.match(refused, { manual: 'Finished', current: undefined, last: { reason: 'manual', result: 'Failed', finishedAt: now, message } })
    t.same([decide(refused, more), rebalanceOperations({ settledFor: 'new' }, refused)], [refused, []], 'once an annotation')
  })
}

t.test('a request by hand is not put off by a pause, a rollout, a rebalance or another operation', async (t) => {
  const asked = { requests: 1, manual: 'Requested', current: { id: 'rebalance-1-manual', reason: 'manual', fingerprint: 'new', attempt: 1, startedAt: now } }
  t.match(decide({ settledFor: 'new' }, { ...byHand({ isPaused: true }), busy: 'x' }), asked)
  const rolling = decide({ settledFor: 'new' }, { ...byHand(), rollout: { available: 3, inProgress: true } })
  t.match(rolling, { current: { id: 'rebalance-1-manual' } })
  t.equal(rolling.current?.fingerprint, undefined, 'it settles nothing for the pods that come')
})

t.test('an annotation that is gone takes its request along', async (t) => {
  const before = decide({ settledFor: 'new' }, byHand())
  t.same(decide(before), { settledFor: 'new', requests: 1 })
})

t.test('a record that got lost does not make two requests of one, and no number is given twice', async (t) => {
  const known = (id: string) => decide({ settledFor: 'old' }, { report: reportWith({ known: [id] }), busy: 'x' })
  t.match(known('rebalance-7-new'), { requests: 7, current: { id: 'rebalance-7-new' } })
  t.same(known('rebalance-7-other'), { settledFor: 'old' })
  t.match(decide({ settledFor: 'old' }, { report: reportWith({ known: ['rebalance-7-other'] }) }), { current: { id: 'rebalance-8-new' } })
})

t.test('an operation stands until its outcome was noted in the status that came back', async (t) => {
  const done = decide(asking, ended('Succeeded'))
  const operation = [{ id: 'rebalance-1-new', type: 'Rebalance' }]
  t.same([rebalanceOperations({ settledFor: 'old' }, asking), rebalanceOperations(asking, done), rebalanceOperations(done, done)], [operation, operation, []])
})
