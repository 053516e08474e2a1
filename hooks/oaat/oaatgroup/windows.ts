import { cron } from '../../../src/kit/cron.ts'
import type { Schedule } from '../../../src/kit/cron.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { timeZone } from '../../../src/kit/time-zone.ts'
import { readDuration } from '../duration-text.ts'
import { coversDay, dailyWindow } from './daily-window.ts'
import type { TimeOfDay } from './daily-window.ts'
import { heldUntil, nextStart } from './period.ts'
import type { Period } from './period.ts'

/** `22:00`, `22`, or the same with a zone. */
export type WindowTime = string | { readonly time?: string | undefined; readonly tz?: string | undefined }

export interface NoStartWindow {
  readonly noStartItem?: { readonly start?: WindowTime; readonly end?: WindowTime }
}

export interface BlackoutPeriod {
  readonly name?: string
  readonly schedule?: string
  readonly duration?: string
  readonly timezone?: string
}

/** The part of a group's spec that says when nothing starts. */
export interface WindowsSpec {
  readonly windows?: readonly NoStartWindow[]
  readonly blackoutPeriods?: readonly BlackoutPeriod[]
}

/** When nothing starts. Moments are milliseconds since 1970. */
export interface Windows {
  /** The window around a moment, joined with those that touch it, and the first moment behind it; undefined outside. */
  readonly windowAt: (now: number) => { readonly until: number } | undefined
  /** Where a window begins next, strictly later. */
  readonly nextWindowStart: (now: number) => number | undefined
  /** When to ask again, because an item that takes so many seconds must not start now; undefined: it may. */
  readonly blockedUntil: (now: number, predictedSeconds?: number) => number | undefined
  /** Whether an item may start that takes so many seconds, as far as is known. */
  readonly mayStart: (now: number, predictedSeconds?: number) => boolean
}

/** A prediction is stretched by a tenth, and by five minutes at least. */
const reserveShare = 0.1
const leastReserveSeconds = 300

/** All windows of a spec, without those that `windowProblems` objects to. */
export const windowsOf = (spec: WindowsSpec): Windows => {
  const periods = read(spec).flatMap(({ period }) => period ?? [])
  // A group asks for every item that is due, and always at one moment.
  const held = onceByMoment((now) => heldUntil(periods, now))
  const next = onceByMoment((now) => nextStart(periods, now))
  const behindNext = onceByMoment((start) => heldUntil(periods, start))
  const blockedUntil: Windows['blockedUntil'] = (now, predictedSeconds) => {
    const until = held(now)
    if (until !== undefined || predictedSeconds === undefined) return until
    const start = next(now)
    const reserve = Math.max(predictedSeconds * reserveShare, leastReserveSeconds)
    return start === undefined || now + (predictedSeconds + reserve) * 1000 <= start ? undefined : behindNext(start)
  }
  return {
    windowAt: (now) => {
      const until = held(now)
      return until === undefined ? undefined : { until }
    },
    nextWindowStart: next,
    blockedUntil,
    mayStart: (now, predictedSeconds) => blockedUntil(now, predictedSeconds) === undefined,
  }
}

/** A pure function that remembers its last answer. */
const onceByMoment = <Result>(find: (moment: number) => Result): ((moment: number) => Result) => {
  let last: { readonly moment: number; readonly result: Result } | undefined
  return (moment) => {
    const known = last?.moment === moment ? last : { moment, result: find(moment) }
    last = known
    return known.result
  }
}

export const windowProblems = (spec: WindowsSpec): readonly Problem[] => read(spec).flatMap(({ problems }) => problems)

interface Read {
  /** Only when there are no problems. */
  readonly period?: Period
  readonly problems: readonly Problem[]
}

const read = ({ windows = [], blackoutPeriods = [] }: WindowsSpec): readonly Read[] => [
  ...windows.map((window, index) => readWindow(window, `spec.windows[${index}].noStartItem`)),
  ...blackoutPeriods.map((period, index) => readBlackout(period, `spec.blackoutPeriods[${index}]`)),
]

const readWindow = ({ noStartItem = {} }: NoStartWindow, path: string): Read => {
  const start = readTime(noStartItem.start, `${path}.start`)
  const end = readTime(noStartItem.end, `${path}.end`)
  if (Array.isArray(start) || Array.isArray(end)) return { problems: [start, end].flatMap((side) => (Array.isArray(side) ? side : [])) }
  if (coversDay(start, end)) return { problems: [problem(path, 'leaves no time of the day at which an item could start')] }
  return { period: dailyWindow(start, end), problems: [] }
}

const timeShape = /^(\d{1,2})(?::(\d{2}))?$/

const readTime = (given: WindowTime | undefined, path: string): TimeOfDay | Problem[] => {
  const { time, tz = 'Z' } = typeof given === 'object' ? given : { time: given }
  const minutes = minutesOf(time)
  const zone = timeZone(tz)
  if (minutes !== undefined && zone !== undefined) return { minutes, zone }
  return [
    ...(minutes === undefined ? [problem(typeof given === 'object' ? `${path}.time` : path, 'must be a time of day from 00:00 to 23:59, such as 22:30 or 22')] : []),
    ...(zone === undefined ? [problem(`${path}.tz`, zoneRule)] : []),
  ]
}

const minutesOf = (time = ''): number | undefined => {
  const [, hours, minutes = '0'] = timeShape.exec(time) ?? []
  return hours === undefined || Number(hours) > 23 || Number(minutes) > 59 ? undefined : Number(hours) * 60 + Number(minutes)
}

const zoneRule = 'must be a time zone: Z, an offset such as +01:00, or a name such as Europe/Berlin'

const readBlackout = ({ schedule = '', duration, timezone = 'Z' }: BlackoutPeriod, path: string): Read => {
  const zone = timeZone(timezone)
  const length = readLength(duration)
  const times = zone === undefined ? undefined : readSchedule(schedule, zone)
  if (typeof times === 'object' && length !== undefined) return { period: blackout(times, length), problems: [] }
  return {
    problems: [
      ...(typeof times === 'string' ? [problem(`${path}.schedule`, times)] : []),
      ...(length === undefined ? [problem(`${path}.duration`, 'must be a duration such as 90m or 8h')] : []),
      ...(zone === undefined ? [problem(`${path}.timezone`, zoneRule)] : []),
    ],
  }
}

/** Ten years of milliseconds. What lasts longer never ends either; and behind the year 275760 there are no dates. */
const longestBlackout = 3650 * 86_400_000

/** No object is older than this field, so nothing is read leniently. */
const readLength = (text: string | undefined): number | undefined => {
  const { milliseconds, ambiguous } = readDuration(text)
  return ambiguous || milliseconds === undefined ? undefined : Math.min(longestBlackout, milliseconds)
}

const readSchedule = (...given: Parameters<typeof cron>): Schedule | string => {
  const schedule = cron(...given)
  return typeof schedule === 'object' && schedule.next(0) === undefined ? 'must come round: no year has such a day' : schedule
}

const blackout = ({ next, previous }: Schedule, duration: number): Period => ({
  endAround: (moment) => {
    // One millisecond on, because the schedule looks strictly earlier and a window holds its first moment.
    const start = previous(moment + 1)
    return start !== undefined && moment < start + duration ? start + duration : undefined
  },
  startAfter: next,
})
