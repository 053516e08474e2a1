import type { Clock } from './object-store.ts'

/** Waits so many milliseconds of a clock. */
export const pause = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => { clock.after(milliseconds, resolve) })
