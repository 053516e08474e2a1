import type { Turnstile } from './turnstile.ts'

export const speeds = [1, 10, 60] as const

/** How the clock of the world stands to the one on the wall. */
export interface ClockState {
  /** RFC 3339 with milliseconds, UTC. */
  readonly now: string
  readonly playing: boolean
  /** Seconds of the world in a second. */
  readonly speed: number
}

export interface WorldClockParts {
  readonly through: Turnstile
  /** Milliseconds since 1970 in the world. */
  readonly now: () => number
  readonly advance: (milliseconds: number) => Promise<void>
  /** Milliseconds on the wall that never go back. */
  readonly wall: () => number
  readonly ring: () => void
}

const tickMilliseconds = 100
/** A machine that slept does not make up for it. */
const mostBehind = 1000

/** Moves a world on while somebody looks at it. */
export class WorldClock {
  readonly #parts: WorldClockParts
  #playing = true
  #speed = 1
  #watchers = 0
  #busy = false
  #last = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: WorldClockParts) {
    this.#parts = parts
  }

  state(): ClockState {
    return { now: new Date(this.#parts.now()).toISOString(), playing: this.#playing, speed: this.#speed }
  }

  play(playing: boolean): void {
    this.#playing = playing
    this.#parts.ring()
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    this.#parts.ring()
  }

  /** Somebody looks; gives the function that ends it. */
  watch(): () => void {
    this.#watchers += 1
    if (this.#timer === undefined) {
      this.#last = this.#parts.wall()
      this.#timer = setInterval(() => { this.#tick() }, tickMilliseconds)
      this.#timer.unref()
    }
    return () => {
      this.#watchers -= 1
      if (this.#watchers === 0) this.stop()
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** A clock whose world fails stands still: people can look at what happened, and start over. */
  #tick(): void {
    if (this.#busy) return
    this.#busy = true
    this.#follow().catch(() => { this.#playing = false }).finally(() => { this.#busy = false })
  }

  async #follow(): Promise<void> {
    const { wall, through, advance, ring } = this.#parts
    const now = wall()
    const elapsed = Math.min(now - this.#last, mostBehind)
    this.#last = now
    if (!this.#playing) return
    await through(() => advance(elapsed * this.#speed))
    ring()
  }
}
