import { codeOf } from '../../src/engine/api-errors.ts'
import type { Clock } from '../../src/engine/object-store.ts'
import { pause } from '../../src/engine/pause.ts'

const passing: ReadonlySet<string> = new Set(['KH_API_FAILED', 'KH_API_UNAVAILABLE', 'KH_API_TIMED_OUT', 'KH_API_TOO_MANY_REQUESTS', 'KH_API_CONFLICT'])
const waits = [500, 1000, 2000] as const

/** Does again what an API server refuses for the moment. Only for work that may be done twice. */
export const persistently = async <Value>(clock: Clock, work: () => Promise<Value>): Promise<Value> => {
  for (const wait of waits) {
    try {
      return await work()
    } catch (error) {
      if (!passing.has(codeOf(error))) throw error
      await pause(clock, wait)
    }
  }
  return work()
}
