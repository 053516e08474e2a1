import type { Clock } from '../engine/object-store.ts'

/** The clock on the wall. Its timers keep the process alive until they are cancelled. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds)
    return () => { clearTimeout(timer) }
  },
}
