import type { Retention } from './group.ts'
import type { ObservedRun } from './observed-runs.ts'
import { podResult } from './pod-result.ts'

/** Finished pods that stay, and when the next of them goes. */
export interface Retained {
  readonly kept: readonly ObservedRun[]
  /** Milliseconds since 1970. */
  readonly nextExpiry: number | undefined
}

/**
 * Finished pods that stay for their logs: those whose result is not acknowledged yet, and of the others the newest few of
 * each kind while they are young (oaat.md B6). Acknowledged is what the status that came with this request lists: only
 * then is the result in etcd.
 */
export const retained = (finished: readonly ObservedRun[], acknowledged: ReadonlySet<string>, { retention, now }: { retention: Retention; now: number }): Retained => {
  const dated = finished.map((run) => ({ run, ...podResult(run.pod) })).toSorted((a, b) => b.finishedAt - a.finishedAt || b.run.sequence - a.run.sequence)
  const newest = new Set([
    ...dated.filter(({ result }) => result === 'Succeeded').slice(0, retention.succeeded),
    ...dated.filter(({ result }) => result === 'Failed').slice(0, retention.failed),
  ].filter(({ finishedAt }) => now < finishedAt + retention.maxAge))
  const expiries = [...newest].map(({ finishedAt }) => finishedAt + retention.maxAge)
  return {
    kept: dated.filter((one) => newest.has(one) || !acknowledged.has(one.run.uid)).map(({ run }) => run),
    nextExpiry: expiries.length === 0 ? undefined : Math.min(...expiries),
  }
}
