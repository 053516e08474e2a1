import type { Engine } from './engine.ts'
import { turn } from './virtual-clock.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** How far to go for a state in which nothing happens any longer. */
export interface RestLimits {
  /** Milliseconds without any work after which everything counts as done; 1000 when absent. */
  readonly quietMilliseconds?: number
  /** Milliseconds of the clock after which to give up; an hour when absent. */
  readonly mostMilliseconds?: number
}

/**
 * Moves a clock until the engine rests: no pass is due or being made, none is to be tried again, and nobody wants to be
 * called within the quiet time. What is to come later by itself (resyncs, resyncAfterSeconds) does not count. Gives false when
 * that was not reached within the limit: it fails again and again, or never comes to an end.
 */
export const rest = async (engine: Engine, clock: VirtualClock, { quietMilliseconds = 1000, mostMilliseconds = 3_600_000 }: RestLimits = {}): Promise<boolean> => {
  const end = clock.now() + mostMilliseconds
  await turn()
  while (!isAtRest(engine, clock, quietMilliseconds)) {
    if ((clock.next() ?? end) >= end) return false
    await clock.step()
  }
  return true
}

const isAtRest = (engine: Engine, clock: VirtualClock, quietMilliseconds: number): boolean =>
  engine.pending() === 0 && !engine.delayed().some(({ reason }) => reason !== 'resyncAfterSeconds') &&
  (clock.next() ?? Infinity) > clock.now() + quietMilliseconds
