/** A date, then optionally a time with a fraction, then optionally a zone. */
const shape = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?)?(Z|z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/
const zoneShape = /^([+-])(\d{2}):?(\d{2})?:?(\d{2})?$/

/** Nearly every moment that we read was written by us, on a day that every month has: the engine itself reads those four times faster. */
const plain = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\+00:00)$/

/** Longer texts are refused unread. */
const longest = 64

/**
 * Milliseconds since 1970 of a moment in a status, with microseconds as fraction. Null, absent or empty is undefined:
 * never. Without a zone it is UTC; a date alone is its midnight. `invalid`: anything else, impossible dates included.
 */
export const readMoment = (text: string | null | undefined): number | undefined | 'invalid' => {
  if (text === null || text === undefined || text === '') return undefined
  if (plain.test(text)) return Date.parse(text)
  const found = text.length > longest ? null : shape.exec(text)
  return found === null ? 'invalid' : momentOf(found) ?? 'invalid'
}

const momentOf = ([, year, month, day, hour, minute, second, fraction = '', zone]: RegExpExecArray): number | undefined => {
  // A sign behind a bare date separates nothing that anybody means: `2026-11-21+05:00`.
  const misplaced = hour === undefined && zone !== undefined && !/z/i.test(zone)
  const offset = misplaced ? undefined : zoneMilliseconds(zone)
  const date = midnight(numbers([year, month, day]))
  const time = timeOfDay(numbers([hour, minute, second]))
  if (date === undefined || time === undefined || offset === undefined) return undefined
  const moment = date + time - offset + Number(fraction.slice(0, 6).padEnd(6, '0')) / 1000
  return moment >= firstYear && moment < behindLastYear ? moment : undefined
}

/** Years have four digits: a zone must not move a moment out of them. */
const firstYear = Date.parse('0001-01-01T00:00:00Z')
const behindLastYear = Date.UTC(10_000, 0)

/** `2026-11-21T10:00:00+00:00`, with six fractional digits only when they are not zero. */
export const momentText = (milliseconds: number): string => {
  const micros = Math.round(milliseconds * 1000)
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000
  const seconds = new Date((micros - fraction) / 1000).toISOString().slice(0, 19)
  return `${seconds}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}+00:00`
}

type Three<Part> = readonly [Part, Part, Part]

/** Absent parts of a time are zero. */
const numbers = ([one = '0', two = '0', three = '0']: Three<string | undefined>): Three<number> => [Number(one), Number(two), Number(three)]

/** Undefined for a day that no calendar has; such days roll over into the next month. */
const midnight = ([year, month, day]: Three<number>): number | undefined => {
  if (year === 0) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined
}

const timeOfDay = ([hour, minute, second]: Three<number>): number | undefined =>
  hour < 24 && minute < 60 && second < 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : undefined

const zoneMilliseconds = (zone: string | undefined): number | undefined => {
  const found = zone === undefined ? null : zoneShape.exec(zone)
  if (found === null) return 0
  const [, sign, hours, minutes, seconds] = found
  const size = timeOfDay(numbers([hours, minutes, seconds]))
  return size === undefined ? undefined : (sign === '-' ? -size : size)
}
