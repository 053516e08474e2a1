// Durations of OAAT groups: what new objects may say, and the older, lenient reading that existing objects rely on.

const unitNames = 's|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|dys?|days?|w|wks?|weeks?'

/** White space as RE2 knows it, so that the API server and we agree. */
const blank = '[\\t\\n\\f\\r ]*'

/** What the resource definition accepts. The comma is bound to its own white space, which keeps the match linear. */
export const durationPattern = `^([1-9][0-9]*${blank}(${unitNames})${blank}(,${blank})?)+$`

const strict = new RegExp(durationPattern)

/** Milliseconds by the first letter of a unit, which is all that tells the units apart. */
const sizes: ReadonlyMap<string, number> = new Map([['s', 1000], ['m', 60_000], ['h', 3_600_000], ['d', 86_400_000], ['w', 604_800_000]])

/** Pairs that follow each other directly. The first begins at a word boundary; a unit ends before a non-letter. */
const chain = new RegExp(`(?<![\\p{L}\\p{N}_])(?:\\d+\\s*(?:${unitNames})(?![\\p{L}_]))+`, 'gu')
const pair = /(\d+)\s*([smhdw])/g

export interface Duration {
  /** Undefined: no time at all. Zero never comes out. */
  readonly milliseconds: number | undefined
  /** The text says something that the resource definition would not accept: some of it may have been ignored. */
  readonly ambiguous: boolean
}

/**
 * The sum of all pairs of a number and a unit in a text; what stands between them is ignored (`1.5h` is 5 hours). Never
 * throws: what adds up to nothing, or to more than the safe integers, is no duration.
 */
export const readDuration = (text: string | null | undefined): Duration => {
  if (text === null || text === undefined || text === '') return { milliseconds: undefined, ambiguous: false }
  const milliseconds = total(text)
  return { milliseconds, ambiguous: milliseconds === undefined || !strict.test(text) }
}

const total = (text: string): number | undefined => {
  const pairs = (text.match(chain) ?? []).flatMap((found) => [...found.matchAll(pair)])
  const sum = pairs.reduce((before, [, count, unit = '']) => before + Number(count) * (sizes.get(unit) ?? 0), 0)
  return sum > 0 && Number.isSafeInteger(sum) ? sum : undefined
}

const dayMilliseconds = 86_400_000

/** `1:00:00`, `1 day, 0:00:00`, `2 days, 3:04:05.500000`: as the text of `status.find_job` shows a span of time. */
export const durationPhrase = (milliseconds: number): string => {
  const days = Math.floor(milliseconds / dayMilliseconds)
  const rest = milliseconds - days * dayMilliseconds
  const seconds = Math.floor(rest / 1000)
  const micros = Math.round((rest - seconds * 1000) * 1000)
  const clock = `${Math.floor(seconds / 3600)}:${padded(Math.floor(seconds / 60) % 60, 2)}:${padded(seconds % 60, 2)}`
  const dayText = days === 0 ? '' : `${days} ${Math.abs(days) === 1 ? 'day' : 'days'}, `
  return `${dayText}${clock}${micros === 0 ? '' : `.${padded(micros, 6)}`}`
}

const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')
