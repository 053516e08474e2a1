import { readMoment } from '../moment.ts'
import { withEnding } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import type { Situation } from './situation.ts'
import type { OpenRun } from './status-schema.ts'

/** Until when the pod of a run has to appear, in milliseconds since 1970. A run that does not say since when has no time left. */
export const startDeadline = ({ requestedAt }: OpenRun, { group, now }: Situation): number => {
  const requested = readMoment(requestedAt)
  return typeof requested === 'number' ? requested + group.startTimeout : now
}

/** The ledger without a run whose pod is gone and left no result: it was never seen (B4.6), or somebody deleted it (B4.7). */
export const withoutLostRun = (situation: Situation): Ledger => {
  const { ledger, group, now } = situation
  const { run, sequence } = ledger
  if (run === undefined) return ledger
  const lost = { sequence, item: run.item, pod: run.pod }
  return run.podUID === undefined
    ? withEnding(ledger, { ...lost, result: 'PodNotCreated', reason: 'PodNotCreated', finishedAt: startDeadline(run, situation) }, group)
    : withEnding(ledger, { ...lost, podUID: run.podUID, result: 'Vanished', reason: 'Vanished', finishedAt: now }, group)
}
