import { memoByText } from './memo.ts'

/** Where a clock hangs. */
export interface TimeZone {
  /** `UTC`, `+05:30` or a name of the IANA database in its own spelling. */
  readonly name: string
  /** Minutes ahead of UTC, when they are the same for ever. */
  readonly minutes?: number
  /** Milliseconds that its clock is ahead of UTC at a moment (milliseconds since 1970). */
  readonly offsetAt: (moment: number) => number
}

const offsetShape = /^([+-])(\d{1,2})(?::?(\d{2}))?$/
const printedOffset = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/

/** No clock on earth is further from UTC. */
const mostMinutes = 14 * 60

/** A formatter costs a hundred times more to make than to use. */
const known = memoByText<TimeZone | undefined>(64 * 1024)

/** Reads `Z`, `UTC`, `+1:00`, `-01:00`, `+0530`, `+1` or an IANA name such as `Europe/Berlin`; undefined when it is none. */
export const timeZone = (text: string): TimeZone | undefined => {
  if (/^(?:Z|UTC)$/i.test(text)) return fixedZone(0)
  const [, sign, hours, minutes = '0'] = offsetShape.exec(text) ?? []
  if (hours === undefined) return text.length > 64 ? undefined : known(text, () => namedZone(text))
  const size = Number(hours) * 60 + Number(minutes)
  return Number(minutes) > 59 || size > mostMinutes ? undefined : fixedZone(sign === '-' ? -size : size)
}

const fixedZone = (minutes: number): TimeZone => {
  const digits = (number: number): string => String(number).padStart(2, '0')
  const size = Math.abs(minutes)
  const name = size === 0 ? 'UTC' : `${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`
  return { name, minutes: size === 0 ? 0 : minutes, offsetAt: () => (size === 0 ? 0 : minutes * 60_000) }
}

const namedZone = (name: string): TimeZone | undefined => {
  const format = formatOf(name)
  if (format === undefined) return undefined
  return { name: format.resolvedOptions().timeZone, offsetAt: (moment) => offsetIn(format.format(moment)) }
}

const formatOf = (name: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
}

const offsetIn = (printed: string): number => {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = printedOffset.exec(printed) ?? []
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}
