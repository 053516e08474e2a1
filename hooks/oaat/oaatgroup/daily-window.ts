import type { TimeZone } from '../../../src/kit/time-zone.ts'
import type { Period } from './period.ts'

/** A time of day on a clock. */
export interface TimeOfDay {
  /** Since midnight. */
  readonly minutes: number
  readonly zone: TimeZone
}

const minute = 60_000
const day = 86_400_000

/**
 * The time between two times of day, both included; over midnight when the end comes first. A time that the clocks
 * leave out in spring is the moment in which they jump; of a time that comes twice in autumn the window holds both.
 */
export const dailyWindow = (start: TimeOfDay, end: TimeOfDay): Period => {
  const stretches = (moment: number, days: readonly number[]): readonly Stretch[] =>
    days.map((step) => stretchOn(localDay(start.zone, moment) + step, start, end))
  return {
    endAround: (moment) => {
      const ends = stretches(moment, [-2, -1, 0]).flatMap(({ from, to }) => (from <= moment && moment < to ? [to] : []))
      return ends.length === 0 ? undefined : Math.max(...ends)
    },
    startAfter: (moment) => stretches(moment, [0, 1, 2]).find(({ from, to }) => from > moment && to > from)?.from,
  }
}

/** Whether less than a minute a day is left outside, by clocks that agree for ever. */
export const coversDay = (start: TimeOfDay, end: TimeOfDay): boolean => {
  const ahead = start.zone.name === end.zone.name ? 0 : fixedDistance(start.zone, end.zone)
  return ahead !== undefined && (((start.minutes - end.minutes - ahead) % 1440) + 1440) % 1440 === 1
}

interface Stretch {
  readonly from: number
  /** Not included. */
  readonly to: number
}

/** Minutes by which the first clock is ahead of the second. */
const fixedDistance = (one: TimeZone, other: TimeZone): number | undefined =>
  one.minutes === undefined || other.minutes === undefined ? undefined : one.minutes - other.minutes

/** Days since 1970 on a clock. */
const localDay = (zone: TimeZone, moment: number): number => Math.floor((moment + zone.offsetAt(moment)) / day)

const stretchOn = (date: number, start: TimeOfDay, end: TimeOfDay): Stretch => {
  const from = momentsOf(date, start).from
  if (start.zone.name === end.zone.name) return { from, to: momentsOf(end.minutes < start.minutes ? date + 1 : date, end).to }
  const ends = [-1, 0, 1].map((step) => momentsOf(localDay(end.zone, from) + step, end).to)
  return { from, to: ends.find((to) => to > from) ?? from }
}

/** From when to when (not included) a clock shows a time of a day: a millisecond, more where the time comes twice. */
const momentsOf = (date: number, { minutes, zone }: TimeOfDay): Stretch => {
  const shown = date * day + minutes * minute
  if (zone.minutes !== undefined) return { from: shown - zone.offsetAt(0), to: shown - zone.offsetAt(0) + 1 }
  // No zone changes its clocks twice within two days, so these are the offsets before and behind a change.
  const guesses = [shown - zone.offsetAt(shown - day), shown - zone.offsetAt(shown + day)]
  const right = guesses.filter((guess) => guess + zone.offsetAt(guess) === shown)
  if (right.length > 0) return { from: Math.min(...right), to: Math.max(...right) + 1 }
  const jump = change(zone, Math.min(...guesses), Math.max(...guesses))
  return { from: jump, to: jump }
}

/** The first moment with the offset of `after`, between two moments of different offsets. */
const change = (zone: TimeZone, before: number, after: number): number => {
  const offset = zone.offsetAt(after)
  let [low, high] = [before, after]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetAt(middle) === offset) high = middle
    else low = middle
  }
  return high
}
