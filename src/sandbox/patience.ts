import { performance } from 'node:perf_hooks'
import type { Turns } from './turns.ts'

/** A call that waits for a thread. */
interface Waiting {
  readonly call: { readonly codeDigest: string; readonly limits: { readonly timeoutMs: number } }
  /** Milliseconds of the clock that never goes back. */
  readonly since: number
}

/** How long calls wait for a thread. */
export interface Patience {
  /** A thread is there; true for the first one. */
  readonly begin: () => boolean
  readonly isOver: (waiting: Waiting) => boolean
  /** Milliseconds after which it may be over. */
  readonly looks: (waiting: Waiting) => readonly number[]
}

/** Part of its deadline for which a program may wait whose last call used all of it: with that call it stays below twice the deadline. */
const slowShare = 0.8

/** While the first threads start nobody waits because there is too much to do. */
const startMs = 30_000

export const newPatience = (waitMs: number, turns: Turns): Patience => {
  let began: number | undefined
  const slowMs = ({ call }: Waiting): number => Math.min(waitMs, call.limits.timeoutMs * slowShare)
  return {
    begin: () => {
      const isFirst = began === undefined
      began ??= performance.now()
      return isFirst
    },
    isOver: (waiting) => {
      const waited = performance.now() - Math.max(waiting.since, began ?? 0)
      return waited >= (began === undefined ? startMs : turns.isSlow(waiting.call.codeDigest) ? slowMs(waiting) : waitMs)
    },
    looks: (waiting) => began === undefined ? [startMs] : [slowMs(waiting), waitMs],
  }
}
