import { setTimeout as pause } from 'node:timers/promises'
import { NeverCameAbout } from './errors.ts'

const giveUpSeconds = 120

export interface Look {
  readonly done: boolean
  /** For the message when it never comes about. */
  readonly seen: unknown
}

/** Looks until something is so, ten times a second. Throws NeverCameAbout after two minutes. */
export const eventually = async (what: string, look: () => Promise<Look>, pauseMilliseconds = 100): Promise<void> => {
  const end = Date.now() + giveUpSeconds * 1000
  for (;;) {
    const { done, seen } = await look()
    if (done) return
    if (Date.now() > end) throw new NeverCameAbout(what, giveUpSeconds, JSON.stringify(seen) ?? 'nothing')
    await pause(pauseMilliseconds)
  }
}
