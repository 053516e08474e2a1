import type { Clock } from '../../src/engine/object-store.ts'

/** Answers that are asked for again and again, for a short while: so many, for so many milliseconds. Failures are not kept. */
export interface ShortMemory<Value> {
  readonly get: (key: string, ask: () => Promise<Value>) => Promise<Value>
}

export const shortMemory = <Value>(clock: Clock, { milliseconds, most }: { readonly milliseconds: number; readonly most: number }): ShortMemory<Value> => {
  const held = new Map<string, { readonly value: Promise<Value>; readonly since: number }>()
  return {
    get: (key, ask) => {
      const known = held.get(key)
      const now = clock.now()
      // A clock that went back says nothing about how long it was.
      if (known !== undefined && now >= known.since && now < known.since + milliseconds) return known.value
      held.delete(key)
      const value = ask()
      held.set(key, { value, since: now })
      value.catch(() => { held.delete(key) })
      // The first key is the oldest one.
      for (const [oldest] of held) if (held.size > most) held.delete(oldest)
      return value
    },
  }
}
