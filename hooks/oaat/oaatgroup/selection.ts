import { drawBelow } from '../draw.ts'
import type { ItemRecord } from './item-record.ts'

/** When an item may run. All spans are milliseconds. */
export interface Rules {
  /** Least time between two successes of an item. */
  readonly frequency: number
  /** How long a failure keeps an item from running; undefined: not at all. */
  readonly coolOff: (item: ItemRecord) => number | undefined
  /** Every item runs until it succeeded once, and then never again. */
  readonly once: boolean
}

/** How long to wait after so many failures in a row: `initial`, then `factor` times more each time, up to `max`. */
export interface Backoff {
  readonly initial: number
  readonly factor: number
  readonly max: number
}

export interface Choice {
  /** Of the group. */
  readonly uid: string
  /** Number of the run that is started. */
  readonly sequence: number
  readonly selection: 'code' | 'documented'
}

/** Why an item may not run now; undefined: it may. */
export type Hindrance = 'succeeded' | 'coolOff'

/**
 * The cool-off of a group. A fixed one counts from the last failure, even if a success came later; a growing one only
 * while failures are counted. The growing one wins.
 */
export const coolOffOf = (fixed: number | undefined, backoff?: Backoff): Rules['coolOff'] => {
  if (backoff === undefined) return () => fixed
  return ({ failures }) => (failures > 0 ? Math.min(backoff.max, backoff.initial * backoff.factor ** (failures - 1)) : undefined)
}

export const hindrance = (item: ItemRecord, rules: Rules, now: number): Hindrance | undefined => {
  const { success, failure } = item
  if (success !== undefined && (rules.once || now <= success + rules.frequency)) return 'succeeded'
  const coolOff = failure === undefined ? undefined : rules.coolOff(item)
  return failure !== undefined && coolOff !== undefined && now < failure + coolOff ? 'coolOff' : undefined
}

/** The items that may run now, in the order given. */
export const candidates = (items: readonly ItemRecord[], rules: Rules, now: number): readonly ItemRecord[] =>
  items.filter((item) => hindrance(item, rules, now) === undefined)

/** First whole millisecond in which an item may run, possibly long ago; undefined: never again. */
export const dueAt = (item: ItemRecord, rules: Rules): number | undefined => {
  const { success, failure } = item
  if (success !== undefined && rules.once) return undefined
  const coolOff = failure === undefined ? undefined : rules.coolOff(item)
  // Behind a success the time must have passed (strict), behind a failure it must be reached.
  const free = success === undefined ? 0 : Math.floor(success + rules.frequency) + 1
  return failure === undefined || coolOff === undefined ? free : Math.max(free, Math.ceil(failure + coolOff))
}

/** The first moment in which any item is due; undefined when none ever is. */
export const nextDueAt = (items: readonly ItemRecord[], rules: Rules): number | undefined =>
  items.reduce<number | undefined>((earliest, item) => {
    const due = dueAt(item, rules)
    return earliest === undefined || (due !== undefined && due < earliest) ? due : earliest
  }, undefined)

/**
 * The item that runs next. `code`: two times out of three the oldest failure, if any item has failures; else the oldest
 * success among the others. `documented`: the oldest success, among equals the oldest failure. What is still equal is
 * drawn; a repeated name has one lot.
 */
export const choose = (items: readonly ItemRecord[], choice: Choice): ItemRecord | undefined => {
  if (items.length < 2) return items[0]
  const pool = choice.selection === 'code' ? codePool(items, choice) : oldest(oldest(items, successTime), failureTime)
  if (pool.length < 2) return pool[0]
  const lots = [...new Map(pool.map((item) => [item.name, item])).values()]
  return lots[drawBelow(lots.length, choice.uid, choice.sequence, 'pick')]
}

const codePool = (items: readonly ItemRecord[], { uid, sequence }: Choice): readonly ItemRecord[] => {
  const failed = items.filter(({ failures }) => failures > 0)
  if (failed.length === 0) return oldest(items, successTime)
  const wildcard = failed.length < items.length && drawBelow(3, uid, sequence, 'wildcard') === 0
  return wildcard ? oldest(items.filter(({ failures }) => failures === 0), successTime) : oldest(failed, failureTime)
}

const successTime = ({ success = 0 }: ItemRecord): number => success
const failureTime = ({ failure = 0 }: ItemRecord): number => failure

/** All items with the smallest time. */
const oldest = (items: readonly ItemRecord[], timeOf: (item: ItemRecord) => number): readonly ItemRecord[] => {
  const least = items.reduce((time, item) => Math.min(time, timeOf(item)), Infinity)
  return items.filter((item) => timeOf(item) === least)
}
