import type { Clock } from './object-store.ts'

/** A clock that stands still until somebody moves it: what happens when depends on nothing but the program. */
export interface VirtualClock extends Clock {
  /** When the next call is due, in milliseconds since 1970; undefined when nobody waits. */
  readonly next: () => number | undefined
  /** Moves to the next call, makes it, and waits until everything that follows at once is done. False when nobody waits. */
  readonly step: () => Promise<boolean>
  /** Moves on by so many milliseconds, making every call that becomes due. */
  readonly advance: (milliseconds: number) => Promise<void>
}

interface Timer {
  readonly at: number
  readonly order: number
  callback: (() => void) | undefined
}

/** Lets everything happen that needs no time: promises are done before the next turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

export const virtualClock = (start: number): VirtualClock => {
  const timers = new TimerHeap()
  let now = start
  const step = async (): Promise<boolean> => {
    await turn()
    const timer = timers.pop()
    if (timer === undefined) return false
    now = Math.max(now, timer.at)
    timer.callback?.()
    await turn()
    return true
  }
  return {
    now: () => now,
    after: (milliseconds, callback) => timers.push(now + Math.max(0, milliseconds), callback),
    next: () => timers.first()?.at,
    step,
    advance: async (milliseconds) => {
      const end = now + milliseconds
      await turn()
      while ((timers.first()?.at ?? Infinity) <= end) await step()
      now = end
    },
  }
}

/** Binary heap, earliest first, in order of arrival among equals. A cancelled timer stays until it comes up. */
class TimerHeap {
  #heap: Timer[] = []
  #arrived = 0

  push(at: number, callback: () => void): () => void {
    const timer: Timer = { at, order: this.#arrived, callback }
    this.#arrived += 1
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return () => { timer.callback = undefined }
  }

  first(): Timer | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].callback === undefined) this.#remove()
    return this.#heap[0]
  }

  pop(): Timer | undefined {
    const timer = this.first()
    if (timer !== undefined) this.#remove()
    return timer
  }

  #remove(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    let at = from
    while (at > 0 && this.#before(at, (at - 1) >> 1)) {
      this.#swap(at, (at - 1) >> 1)
      at = (at - 1) >> 1
    }
  }

  #sink(from: number): void {
    let at = from
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const smaller = this.#before(right, left) ? right : left
      if (!this.#before(smaller, at)) return
      this.#swap(at, smaller)
      at = smaller
    }
  }

  #before(a: number, b: number): boolean {
    const [left, right] = [this.#heap[a], this.#heap[b]]
    if (left === undefined || right === undefined) return left !== undefined
    return left.at < right.at || (left.at === right.at && left.order < right.order)
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#heap[a], this.#heap[b]]
    if (left === undefined || right === undefined) return
    this.#heap[a] = right
    this.#heap[b] = left
  }
}
