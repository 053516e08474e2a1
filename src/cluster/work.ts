import type { Clock } from '../engine/object-store.ts'

/** Plans what the cluster does, and knows how much of it is still to come. */
export interface Work {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Something that will change the cluster. */
  readonly after: (milliseconds: number, callback: () => void) => () => void
  /** Something that may come again and again, such as a retry: the cluster is at rest while it waits for it. */
  readonly later: (milliseconds: number, callback: () => void) => () => void
  /** How many changes are still to come. */
  readonly pending: () => number
}

export const workOf = (clock: Clock): Work => {
  let pending = 0
  return {
    now: clock.now,
    after: (milliseconds, callback) => {
      let isOpen = true
      const close = (): void => {
        pending -= isOpen ? 1 : 0
        isOpen = false
      }
      pending += 1
      const cancel = clock.after(milliseconds, () => { close(); callback() })
      return () => { close(); cancel() }
    },
    later: clock.after,
    pending: () => pending,
  }
}
