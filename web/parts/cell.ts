/** A value that tells when it changes. */
export interface Cell<Value> {
  readonly get: () => Value
  readonly set: (value: Value) => void
  /** Calls at once, and again after every change. */
  readonly follow: (listener: (value: Value) => void) => void
}

export const cell = <Value>(start: Value): Cell<Value> => {
  let value = start
  const listeners: ((value: Value) => void)[] = []
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener(next)
    },
    follow: (listener) => {
      listeners.push(listener)
      listener(value)
    },
  }
}
