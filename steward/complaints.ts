import { codeOf } from '../src/engine/api-errors.ts'
import type { Clock } from '../src/engine/object-store.ts'
import type { Log } from './log.ts'

/** One line for a thing that fails, however often it does, and one when it works again. */
export interface Complaints {
  readonly failed: (thing: string, error: unknown) => void
  readonly works: (thing: string) => void
}

interface Failing {
  count: number
  saidAt: number
}

/** What goes on failing is repeated after so many milliseconds. */
const repeatAfter = 300_000
const longestMessage = 500

export const complaintsTo = (log: Log, clock: Pick<Clock, 'now'>): Complaints => {
  const failing = new Map<string, Failing>()
  return {
    failed: (thing, error) => {
      const known = failing.get(thing)
      const count = (known?.count ?? 0) + 1
      const isNews = known === undefined || clock.now() - known.saidAt >= repeatAfter
      failing.set(thing, { count, saidAt: isNews ? clock.now() : known.saidAt })
      if (isNews) log.warn({ thing, count, code: codeOf(error), error: wordsOf(error) }, 'failed')
    },
    works: (thing) => {
      const known = failing.get(thing)
      if (known === undefined) return
      failing.delete(thing)
      log.info({ thing, failures: known.count }, 'works again')
    },
  }
}

/** Words of an error, bounded. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, longestMessage)
