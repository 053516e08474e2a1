import { turn } from '../engine/virtual-clock.ts'
import type { VirtualClock } from '../engine/virtual-clock.ts'
import type { ObjectTable } from './server/object-table.ts'
import type { Work } from './work.ts'

export interface RestOptions {
  /** How long nothing must have been written, in milliseconds of the clock; 60 s when absent. */
  readonly quiet?: number
  /** Longest time to wait for rest, in milliseconds of the clock; one hour when absent. */
  readonly limit?: number
  /** Ends it earlier; asked before every call of the clock. */
  readonly until?: () => boolean
}

/** How a cluster came to rest. */
export interface Rest {
  /** False when something was still going on at the limit. */
  readonly isIdle: boolean
  /** Milliseconds since 1970: when the last write was made. */
  readonly lastWrite: number
}

export interface RestParts {
  readonly clock: VirtualClock
  readonly work: Work
  readonly table: ObjectTable
}

/**
 * Moves the clock until the cluster is at rest: nothing of its own is under way, and nobody has written for a while
 * although retries and resyncs had their turns. The clock stays at the last call that was made.
 */
export const untilRest = async ({ clock, work, table }: RestParts, { quiet = 60_000, limit = 3_600_000, until = () => false }: RestOptions = {}): Promise<Rest> => {
  const end = clock.now() + limit
  let lastWrite = clock.now()
  const stop = table.listen(() => { lastWrite = clock.now() })
  await turn()
  const isIdle = (next: number): boolean => work.pending() === 0 && next > lastWrite + quiet
  let next = clock.next() ?? Infinity
  while (next <= end && !isIdle(next) && !until()) {
    await clock.step()
    next = clock.next() ?? Infinity
  }
  stop()
  return { isIdle: isIdle(next), lastWrite }
}
