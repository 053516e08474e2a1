import type { Clock } from '../../src/engine/object-store.ts'

/** Answers that are asked for again and again, for a short while: so many, for so many milliseconds. Failures are not kept. */
export interface ShortMemory<Value> {
  readonly get: (key: string, ask: () => Promise<Value>) => Promise<Value>
}

export const shortMemory = <Value>(clock: Clock, { milliseconds, most }: { readonly milliseconds: number; readonly most: number }): ShortMemory<Value> => {
  const held = new Map<string, { readonly value: Promise<Value>; readonly until: number }>()
  return {
    get: (key, ask) => {
      const known = held.get(key)
      if (known !== undefined && clock.now() < known.until) return known.value
      held.delete(key)
      const value = ask()
      held.set(key, { value, until: clock.now() + milliseconds })
      value.catch(() => { held.delete(key) })
      // The first key is the oldest one.
      for (const [oldest] of held) if (held.size > most) held.delete(oldest)
      return value
    },
  }
}
