/** Tells listeners that something changed, some time later and once for everything in between. */
export interface ChangeBell {
  readonly ring: () => void
  readonly listen: (listener: () => void) => () => void
  readonly listeners: () => number
}

export const changeBell = (milliseconds: number): ChangeBell => {
  const listeners = new Set<() => void>()
  let waiting = false
  const tell = (): void => {
    waiting = false
    for (const listener of listeners) listener()
  }
  return {
    ring: () => {
      if (waiting || listeners.size === 0) return
      waiting = true
      setTimeout(tell, milliseconds).unref()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    listeners: () => listeners.size,
  }
}
