import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../engine/object-store.ts'

/** Time that stands still until somebody moves it. */
export interface VirtualClock extends Clock {
  /** When the next callback is due, in milliseconds since 1970; undefined when nothing is planned. */
  readonly due: () => number | undefined
  /** Goes to the next moment at which something is planned and lets it happen. False when nothing is planned. */
  readonly step: () => Promise<boolean>
  /** Goes on by so many milliseconds; everything that falls due on the way happens at its own time. */
  readonly advance: (milliseconds: number) => Promise<void>
  /** Goes on to a moment, in milliseconds since 1970. A moment that has passed changes nothing. */
  readonly runUntil: (moment: number) => Promise<void>
  /** Goes on until nothing is planned any more, or to a moment; true when nothing is left. */
  readonly runUntilIdle: (moment: number) => Promise<boolean>
}

interface Planned {
  readonly at: number
  /** Callbacks of one moment run in the order in which they were planned. */
  readonly order: number
  callback: (() => void) | undefined
}

/** 2026-01-01, midnight UTC. */
const beginning = Date.UTC(2026, 0, 1)

/**
 * A clock for tests and simulations. After every moment all promises that wait are settled, so code that awaits the
 * answers of a store in memory runs in the same order every time.
 */
export const virtualClock = (start: number = beginning): VirtualClock => {
  const plan = planOf()
  let now = start
  const step = async (): Promise<boolean> => {
    const at = plan.due()
    if (at === undefined) return false
    now = Math.max(now, at)
    for (const planned of plan.taken(at)) planned.callback?.()
    await setImmediate()
    return true
  }
  const runThrough = async (moment: number): Promise<void> => {
    await setImmediate()
    for (let at = plan.due(); at !== undefined && at <= moment; at = plan.due()) await step()
  }
  const runUntil = async (moment: number): Promise<void> => {
    await runThrough(moment)
    now = Math.max(now, moment)
  }
  return {
    now: () => now,
    after: (milliseconds, callback) => plan.add(now + Math.max(0, milliseconds), callback),
    due: plan.due,
    step,
    advance: (milliseconds) => runUntil(now + milliseconds),
    runUntil,
    runUntilIdle: async (moment) => {
      await runThrough(moment)
      return plan.due() === undefined
    },
  }
}

interface Plan {
  readonly add: (at: number, callback: () => void) => () => void
  readonly due: () => number | undefined
  /** Takes out everything that is planned for a moment, in order. */
  readonly taken: (at: number) => readonly Planned[]
}

/** A binary heap, soonest first. Cancelled entries stay until their time comes. */
const planOf = (): Plan => {
  const heap: Planned[] = []
  let order = 0
  const due = (): number | undefined => {
    while (heap[0] !== undefined && heap[0].callback === undefined) pop(heap)
    return heap[0]?.at
  }
  return {
    due,
    add: (at, callback) => {
      const planned: Planned = { at, order: order += 1, callback }
      push(heap, planned)
      return () => { planned.callback = undefined }
    },
    taken: (at) => {
      const taken: Planned[] = []
      while (heap[0] !== undefined && heap[0].at <= at) taken.push(pop(heap))
      return taken
    },
  }
}

const isSooner = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

const push = (heap: Planned[], planned: Planned): void => {
  let index = heap.length
  heap.push(planned)
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || !isSooner(planned, parent)) break
    heap[index] = parent
    heap[above] = planned
    index = above
  }
}

const nothing: Planned = { at: Infinity, order: 0, callback: undefined }

const pop = (heap: Planned[]): Planned => {
  const [first = nothing] = heap
  const last = heap.pop()
  if (last !== undefined && heap.length > 0) sink(heap, last)
  return first
}

/** Puts an entry in place of the first one. */
const sink = (heap: Planned[], planned: Planned): void => {
  let index = 0
  for (;;) {
    const below = sooner(heap, 2 * index + 1)
    const child = heap[below]
    if (child === undefined || !isSooner(child, planned)) break
    heap[index] = child
    index = below
  }
  heap[index] = planned
}

/** The sooner one of two neighbours. */
const sooner = (heap: readonly Planned[], left: number): number => {
  const [a, b] = [heap[left], heap[left + 1]]
  return a !== undefined && b !== undefined && isSooner(b, a) ? left + 1 : left
}
