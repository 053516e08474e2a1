import t from 'tap'
import { rebalanceClaims } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-claim.ts'
import type { RebalanceStatus } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-gate.ts'
import { at, gateWith, now } from './given.ts'

const last = (reason: 'manual' | 'subscription_change', result: 'Failed' | 'Succeeded', more: object = {}): Pick<RebalanceStatus, 'last'> =>
  ({ last: { id: 'rebalance-1-new', reason, result, attempt: 1, finishedAt: now, fingerprint: 'new', ...more } })
const current = { id: 'rebalance-2-manual', reason: 'manual', attempt: 1, startedAt: now } as const

for (const [name, status, said] of [
  ['nothing is tracked', {}, undefined],
  ['settled', { settledFor: 'new' }, 'True/Settled: The group was rebalanced for what its components read'],
  ['a request', { settledFor: 'new', current }, 'False/InProgress: Rebalance requested (manual)'],
  ['a request after a failure', { settledFor: 'old', current, ...last('subscription_change', 'Failed') }, 'False/InProgress: Rebalance requested (manual)'],
  ['a change', { settledFor: 'old' }, 'False/Pending: What the group reads changed; put off: it is asked for next'],
  ['a failure', { settledFor: 'old', ...last('subscription_change', 'Failed', { message: 'Not found' }) }, `False/RebalanceRequestFailed: Rebalance request failed: Not found; the next attempt is at ${at(30)}`],
  ['a failure of another subscription', { settledFor: 'old', ...last('subscription_change', 'Failed', { fingerprint: 'x' }) }, 'False/Pending: What the group reads changed; put off: it is asked for next'],
  ['a failure by hand', { settledFor: 'new', ...last('manual', 'Failed') }, 'False/RebalanceRequestFailed: Rebalance request failed: no reason given'],
  ['a success by hand', { settledFor: 'new', ...last('manual', 'Succeeded') }, 'True/Settled: The group was rebalanced for what its components read'],
] satisfies readonly (readonly [string, RebalanceStatus, string | undefined])[]) {
  t.test(`condition Rebalanced: ${name}`, async (t) => {
    t.same(rebalanceClaims(status, gateWith()).map(({ type, status: is, reason, message }) => `${type} ${is}/${reason}: ${message}`), said === undefined ? [] : [`Rebalanced ${said}`])
  })
}

t.test('what it waits for is told', async (t) => {
  t.match(rebalanceClaims({ settledFor: 'old' }, gateWith({ busy: 'members are being replaced' })), [{ message: 'What the group reads changed; put off: members are being replaced' }])
})
