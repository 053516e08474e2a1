import type { Work } from '../work.ts'
import type { Controller, Key } from './controller.ts'

/** The queue of one controller. */
export interface Queue {
  readonly controller: Controller
  /** Looks at a key soon; several changes before that are one look. */
  readonly add: (key: Key) => void
  /** Stops for so many milliseconds, forgets everything, and looks at all there is. */
  readonly restart: (milliseconds: number) => void
}

interface Planned {
  readonly at: number
  readonly cancel: () => void
}

/** Delay of a retry: 5 ms, doubled with every failure, up to 1000 s, as client-go has it. */
const retryAfter = (failures: number): number => Math.min(5 * 2 ** failures, 1_000_000)

export const queueOf = (controller: Controller, work: Work, delay: () => number): Queue => {
  const planned = new Map<Key, Planned>()
  const failures = new Map<Key, number>()
  let isDown = false

  /** The sooner of two plans wins. */
  const plan = (key: Key, milliseconds: number, how: 'after' | 'later'): void => {
    const before = planned.get(key)
    const at = work.now() + milliseconds
    if (before !== undefined && before.at <= at) return
    before?.cancel()
    planned.set(key, { at, cancel: work[how](milliseconds, () => { look(key) }) })
  }
  const look = (key: Key): void => {
    planned.delete(key)
    if (isDown) return
    try {
      const again = controller.reconcile(key)
      failures.delete(key)
      if (again !== undefined) plan(key, again.milliseconds, again.isQuiet === true ? 'later' : 'after')
    } catch (error) {
      if (!isRefusal(error)) throw error
      const failed = failures.get(key) ?? 0
      failures.set(key, failed + 1)
      plan(key, retryAfter(failed), 'later')
    }
  }
  const add = (key: Key): void => { if (!isDown) plan(key, (controller.delay ?? delay)(), 'after') }
  const start = (): void => {
    isDown = false
    for (const key of controller.keys()) add(key)
  }
  const restart = (milliseconds: number): void => {
    isDown = true
    for (const { cancel } of planned.values()) cancel()
    planned.clear()
    failures.clear()
    controller.forget?.()
    work.after(milliseconds, start)
  }
  return { controller, add, restart }
}

/** Refusals of the API server are part of the game; anything else is a bug of ours. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('KH_API_')
