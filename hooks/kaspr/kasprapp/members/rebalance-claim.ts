import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import { failures, whyNot } from './rebalance-gate.ts'
import type { Gate, RebalanceStatus } from './rebalance-gate.ts'
import { isRequired } from './rebalance.ts'

/** Condition `Rebalanced`: whether the group reads what its components ask for. */
export const rebalanceClaims = (status: RebalanceStatus, gate: Gate): readonly Claim[] => {
  const said = saying(status, gate)
  return said === undefined ? [] : [claim('Rebalanced', ...said)]
}

type Said = readonly [status: Claim['status'], said: { readonly reason: string; readonly message: string }]

const saying = (status: RebalanceStatus, gate: Gate): Said | undefined => {
  const { current, last } = status
  if (current !== undefined) return ['False', { reason: 'InProgress', message: `Rebalance requested (${current.reason})` }]
  if (last?.reason === 'manual' && last.result === 'Failed') return ['False', { reason: 'RebalanceRequestFailed', message: `Rebalance request failed: ${last.message ?? 'no reason given'}` }]
  if (isRequired(status, gate.fingerprint)) return ['False', waiting(status, gate)]
  return status.settledFor === undefined ? undefined : ['True', { reason: 'Settled', message: 'The group was rebalanced for what its components read' }]
}

const waiting = (status: RebalanceStatus, gate: Gate): Said[1] => {
  const why = whyNot(status, gate) ?? 'it is asked for next'
  return failures(status, gate.fingerprint) === 0
    ? { reason: 'Pending', message: `What the group reads changed; put off: ${why}` }
    : { reason: 'RebalanceRequestFailed', message: `Rebalance request failed: ${status.last?.message ?? 'no reason given'}; ${why}` }
}
