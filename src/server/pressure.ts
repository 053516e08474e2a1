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
  /** Bytes of the JavaScript heap, and how many there may be. */
  readonly heap: () => { readonly used: number; readonly most: number }
  /** Bytes that are resident, and how many the control group of the container grants; 0 where it grants all there are. */
  readonly resident: () => { readonly used: number; readonly most: number }
}

export type Strain = 'memory' | 'event_loop'

/** How hard the process has it. Before it is watched it has it easy. */
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
/** Reading memory costs a system call; it does not change as fast as the loop. */
const beatsBetweenMemory = 5

/** Limits: `delayMilliseconds` and `memoryShare`; 0 means that there is none. */
export const buildPressure = (limits: Pick<Limits, 'delayMilliseconds' | 'memoryShare'>, readings: Readings = readingsOf(process.execArgv.join(' '))): Pressure => {
  let [delay, share, last, beats] = [0, 0, NaN, 0]
  const look = (): void => {
    const now = readings.now()
    const elapsed = now - last
    last = now
    if (elapsed > 0) delay += (Math.max(0, elapsed - beatMilliseconds) - delay) * (1 - Math.exp(-elapsed / memoryMilliseconds))
    if (beats++ % beatsBetweenMemory === 0) share = Math.max(shareOf(readings.heap()), shareOf(readings.resident()))
  }
  const watch = (): () => void => {
    last = readings.now()
    const timer = setInterval(look, beatMilliseconds).unref()
    return () => clearInterval(timer)
  }
  return {
    strain: () => isAbove(share, limits.memoryShare) ? 'memory' : isAbove(delay, limits.delayMilliseconds) ? 'event_loop' : undefined,
    delayMilliseconds: () => delay,
    memoryShare: () => share,
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
    heap: () => ({ used: oldBytes(), most: oldMegabytes > 0 ? oldMegabytes * 1024 * 1024 : getHeapStatistics().heap_size_limit }),
    resident: () => ({ used: most === 0 ? 0 : process.memoryUsage.rss(), most }),
  }
}

const oldBytes = (): number => getHeapSpaceStatistics().reduce((sum, { space_name: name, space_used_size: used }) => name.startsWith('new_') ? sum : sum + used, 0)
