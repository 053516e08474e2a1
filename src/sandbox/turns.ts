import type { SandboxResult } from './sandbox.ts'

/** Who may have a thread now. */
export interface Turns {
  readonly mayRun: (key: string) => boolean
  readonly began: (key: string) => void
  readonly ended: (key: string, result: SandboxResult) => void
  /** Its last call used its thread up to the deadline. */
  readonly isSlow: (key: string) => boolean
}

/**
 * A program whose last call used its thread up to the deadline never gets the last free thread: however often it is
 * called, the others go on.
 */
export const newTurns = (workers: number): Turns => {
  const running = new Map<string, number>()
  const slow = new Set<string>()
  const slowMost = Math.max(1, workers - 1)
  const count = (key: string, by: number): void => {
    const left = (running.get(key) ?? 0) + by
    if (left === 0) running.delete(key)
    else running.set(key, left)
  }
  const slowRunning = (): number => [...running].reduce((sum, [key, calls]) => sum + (slow.has(key) ? calls : 0), 0)
  return {
    mayRun: (key) => !slow.has(key) || slowRunning() < slowMost,
    began: (key) => count(key, 1),
    ended: (key, result) => {
      count(key, -1)
      if (!result.ok && (result.kill === 'timeout' || result.kill === 'crash')) slow.add(key)
      else slow.delete(key)
    },
    isSlow: (key) => slow.has(key),
  }
}
