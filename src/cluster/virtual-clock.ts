import { turn, virtualClock as engineClock } from '../engine/virtual-clock.ts'
import type { VirtualClock as EngineClock } from '../engine/virtual-clock.ts'

/** A clock that stands still until somebody moves it: call by call, by a span, to a moment, or until nobody waits. */
export interface VirtualClock extends EngineClock {
  /** Moves on to a moment, in milliseconds since 1970, making every call that becomes due. A past moment moves nothing. */
  readonly runUntil: (moment: number) => Promise<void>
  /** Makes every call up to a moment, and stays at the last one. True when nobody waits any more. */
  readonly runUntilIdle: (moment: number) => Promise<boolean>
}

/** 2026-01-01, midnight UTC. */
const beginning = Date.UTC(2026, 0, 1)

export const virtualClock = (start: number = beginning): VirtualClock => {
  const clock = engineClock(start)
  return {
    ...clock,
    runUntil: (moment) => clock.advance(Math.max(0, moment - clock.now())),
    runUntilIdle: async (moment) => {
      await turn()
      while ((clock.next() ?? Infinity) <= moment) await clock.step()
      return clock.next() === undefined
    },
  }
}
