import { totalmem } from 'node:os'
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { Registry } from 'prom-client'
import type { Limits } from './limits.ts'
import { serviceMetrics as shapes } from './metric-table.ts'
import { gauge } from './metrics.ts'

/** What makes a process slow or end, measured. */
export interface Readings {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  /** Bytes of the JavaScript heap, and with how many the engine goes on. */
  readonly heap: () => { readonly used: number; readonly most: number }
  /** Bytes that are resident, and how many the control group of the container grants; 0 where it grants all there are. */
  readonly resident: () => { readonly used: number; readonly most: number }
}

export type Strain = 'memory' | 'event_loop'

/** How hard the process has it. Before it is watched its loop is in time. */
export interface Pressure {
  /** What is above its limit, if anything is. */
  readonly strain: () => Strain | undefined
  /** Milliseconds by which the event loop is late, smoothed. */
  readonly delayMilliseconds: () => number
  /** Share of the heap or of the container's memory that is taken, whichever is more; 0 to 1. */
  readonly memoryShare: () => number
  /** Looks again; due every `beatMilliseconds`. */
  readonly look: () => void
  /** Looks from now on, until the function that is given back is called. */
  readonly watch: () => () => void
}

export const beatMilliseconds = 100
/** One pause is forgiven, a loop that stays late is not: after this time two thirds of what was before are forgotten. */
const memoryMilliseconds = 2000
/** Reading memory costs a system call. A beat of the loop would be too late: a hook may take a hundred megabytes in one. */
const memoryAgeMilliseconds = 20

/** Limits: `delayMilliseconds` and `memoryShare`; 0 means that there is none. */
export const buildPressure = (limits: Pick<Limits, 'delayMilliseconds' | 'memoryShare'>, readings: Readings = readingsOf(process.execArgv.join(' '))): Pressure => {
  let [delay, share, last, readAt] = [0, 0, NaN, -Infinity]
  const memoryShare = (): number => {
    const now = readings.now()
    if (now - readAt >= memoryAgeMilliseconds) {
      readAt = now
      share = Math.max(shareOf(readings.heap()), shareOf(readings.resident()))
    }
    return share
  }
  const look = (): void => {
    const now = readings.now()
    const elapsed = now - last
    last = now
    if (elapsed > 0) delay += (Math.max(0, elapsed - beatMilliseconds) - delay) * (1 - Math.exp(-elapsed / memoryMilliseconds))
  }
  const watch = (): () => void => {
    last = readings.now()
    const timer = setInterval(look, beatMilliseconds).unref()
    return () => clearInterval(timer)
  }
  return {
    strain: () => limits.memoryShare > 0 && isAbove(memoryShare(), limits.memoryShare) ? 'memory' : isAbove(delay, limits.delayMilliseconds) ? 'event_loop' : undefined,
    delayMilliseconds: () => delay,
    memoryShare,
    look,
    watch,
  }
}

const isAbove = (value: number, limit: number): boolean => limit > 0 && value > limit

const shareOf = ({ used, most }: { readonly used: number; readonly most: number }): number => most > 0 ? used / most : 0

export const registerPressure = (registry: Registry, { delayMilliseconds, memoryShare }: Pressure): void => {
  gauge(registry, shapes.eventLoopDelay, (into) => into.set(delayMilliseconds() / 1000))
  gauge(registry, shapes.memoryUsed, (into) => into.set(memoryShare()))
}

/** Above this share of its limit the engine ends the process as soon as a few collections in a row bring little. */
const engineEnds = 0.8

/**
 * This process, with the options that Node was started with. A control group that grants more than the machine has grants
 * nothing in particular. The engine's own limit has the young generation in it, which may be larger than the old one where
 * only that was set; what makes a process end is the old one.
 */
export const readingsOf = (nodeOptions: string): Readings => {
  const granted = process.constrainedMemory()
  const most = granted < totalmem() ? granted : 0
  const oldMegabytes = Number(/--max[-_]old[-_]space[-_]size[= ](\d+)/.exec(nodeOptions)?.[1] ?? 0)
  return {
    now: () => performance.now(),
    heap: () => ({ used: oldBytes(), most: engineEnds * (oldMegabytes > 0 ? oldMegabytes * 1024 * 1024 : getHeapStatistics().heap_size_limit) }),
    resident: () => ({ used: most === 0 ? 0 : process.memoryUsage.rss(), most }),
  }
}

const oldBytes = (): number => getHeapSpaceStatistics().reduce((sum, { space_name: name, space_used_size: used }) => name.startsWith('new_') ? sum : sum + used, 0)
