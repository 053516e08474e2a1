import type { Clock } from './object-store.ts'
import { RetryDelay } from './retry-delay.ts'

/** Why a key waits for its time. */
export type DelayReason = 'retry' | 'throttled' | 'resyncAfterSeconds'

/** A key that will come back by itself. */
export interface DelayedKey {
  readonly key: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: DelayReason
}

interface Delayed extends DelayedKey {
  readonly cancel: () => void
}

/** Causes that are remembered for one pass; there may be thousands. */
const rememberedCauses = 8

/**
 * Keys of parents that need a pass (metacontroller.md §3.3). A key is handed out to one worker at a time, however often
 * it is added; what is added during a pass makes exactly one more.
 */
export class WorkQueue {
  readonly #clock: Clock
  readonly #retries: RetryDelay
  readonly #onReady: () => void
  readonly #ready: Set<string> = new Set()
  readonly #again: Set<string> = new Set()
  readonly #taken: Set<string> = new Set()
  readonly #causes = new Map<string, Set<string>>()
  readonly #delayed = new Map<string, Delayed>()
  #stopped = false

  /** `onReady` is called whenever there is something to take. */
  constructor(clock: Clock, onReady: () => void) {
    this.#clock = clock
    this.#retries = new RetryDelay(clock)
    this.#onReady = onReady
  }

  add(key: string, cause: string): void {
    if (this.#stopped) return
    this.#remember(key, cause)
    if (this.#taken.has(key)) {
      this.#again.add(key)
      return
    }
    this.#ready.add(key)
    this.#onReady()
  }

  /** Adds later, or now without a delay; of two delays the one that ends first counts. */
  addAfter(key: string, milliseconds: number, reason: DelayReason): void {
    if (this.#stopped) return
    if (!(milliseconds > 0)) {
      this.add(key, reason)
      return
    }
    const at = this.#clock.now() + milliseconds
    const before = this.#delayed.get(key)
    if (before !== undefined && before.at <= at) return
    before?.cancel()
    const cancel = this.#clock.after(milliseconds, () => {
      this.#delayed.delete(key)
      this.add(key, reason)
    })
    this.#delayed.set(key, { key, at, reason, cancel })
  }

  /** Adds as late as the failures of the key so far demand. */
  addRateLimited(key: string): void {
    this.addAfter(key, this.#retries.next(key), 'retry')
  }

  /** The key went well: its next failure is its first. */
  forget(key: string): void {
    this.#retries.forget(key)
  }

  /** Next key with the causes of its pass; it stays taken until `done`. */
  take(): { readonly key: string; readonly causes: readonly string[] } | undefined {
    for (const key of this.#ready) {
      this.#ready.delete(key)
      this.#taken.add(key)
      const causes = [...this.#causes.get(key) ?? []]
      this.#causes.delete(key)
      return { key, causes }
    }
    return undefined
  }

  done(key: string): void {
    this.#taken.delete(key)
    if (this.#again.delete(key) && !this.#stopped) {
      this.#ready.add(key)
      this.#onReady()
    }
  }

  /** Keys that wait for a worker or are with one. */
  get pending(): number {
    return this.#ready.size + this.#taken.size
  }

  /** Keys that wait for a worker. */
  get ready(): number {
    return this.#ready.size
  }

  get delayed(): readonly DelayedKey[] {
    return [...this.#delayed.values()].map(({ key, at, reason }) => ({ key, at, reason }))
  }

  failures(key: string): number {
    return this.#retries.failures(key)
  }

  /** Nothing is added or handed out any longer. */
  stop(): void {
    this.#stopped = true
    for (const { cancel } of this.#delayed.values()) cancel()
    this.#delayed.clear()
    this.#ready.clear()
  }

  #remember(key: string, cause: string): void {
    const causes = this.#causes.get(key) ?? new Set()
    if (causes.size < rememberedCauses) causes.add(cause)
    this.#causes.set(key, causes)
  }
}
