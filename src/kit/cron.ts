import { Cron } from 'croner'
import type { TimeZone } from './time-zone.ts'

/** Moments (milliseconds since 1970) at which a cron schedule comes round. Undefined: never again, or never before. */
export interface Schedule {
  /** The first one later than a moment. */
  readonly next: (after: number) => number | undefined
  /** The last one earlier than a moment. */
  readonly previous: (before: number) => number | undefined
}

const longest = 200
const rule = 'must be a cron schedule: minute, hour, day, month and weekday, such as "30 22 * * 1-5"'

/**
 * Reads a cron schedule of five fields, or six with seconds first, by the clock of a zone. A text is a problem that
 * finishes the sentence "<path> …". When clocks go forward, a time that is left out comes right after the gap; when they
 * go back, a time that comes twice counts once. A day that no month has makes a schedule that never comes round.
 */
export const cron = (pattern: string, zone: TimeZone): Schedule | string => {
  const read = pattern.length > longest || pattern.includes(':') ? undefined : parsed(pattern, zone)
  if (read === undefined) return rule
  // A run of undefined would mean the present moment, so none is ever passed.
  return {
    next: (after) => read.nextRun(new Date(after))?.getTime(),
    previous: (before) => read.previousRuns(1, new Date(before))[0]?.getTime(),
  }
}

const parsed = (pattern: string, { name, minutes }: TimeZone): Cron | undefined => {
  try {
    return new Cron(pattern, { paused: true, mode: '5-or-6-parts', ...(minutes === undefined ? { timezone: name } : { utcOffset: minutes }) })
  } catch {
    return undefined
  }
}
