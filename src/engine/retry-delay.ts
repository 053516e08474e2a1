import type { Clock } from './object-store.ts'

/** Milliseconds that a failing key waits at first, and at most; each failure doubles the wait (metacontroller.md §3.3). */
const first = 5
const longest = 1_000_000

/** So many things a second, and so many at once after a rest. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledAt: number

  constructor(clock: Clock, { perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledAt = clock.now()
  }

  /** Takes a token, one of the future if need be; milliseconds until it is there. */
  reserve(): number {
    this.#fill()
    this.#tokens -= 1
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#perSecond * 1000
  }

  /** Takes a token if there is one. */
  take(): boolean {
    this.#fill()
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #fill(): void {
    const now = this.#clock.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) / 1000 * this.#perSecond)
    this.#filledAt = now
  }
}

/** How long a failed key waits: the longer of its own back-off and of the bucket that all keys of a queue share. */
export class RetryDelay {
  readonly #bucket: TokenBucket
  readonly #failures = new Map<string, number>()

  constructor(clock: Clock) {
    this.#bucket = new TokenBucket(clock, { perSecond: 10, burst: 100 })
  }

  /** Counts one more failure; milliseconds to wait. */
  next(key: string): number {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    return Math.max(Math.min(first * 2 ** failures, longest), this.#bucket.reserve())
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0
  }
}
