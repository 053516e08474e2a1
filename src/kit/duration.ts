/** Spans of time as Go writes them (`1h30m`), with days and weeks added: a day is 24 hours, a week 7 days. */

/** Nanoseconds. Both signs for micro are Go's: U+00B5 and U+03BC. */
const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
])

/** Milliseconds of the units that are printed, largest first. */
const printed = [['w', 604_800_000], ['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const

const shape = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|[smhdw]))+)$/
const part = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|[smhdw])/g
const zero = /^[+-]?0$/

/** Longer texts are refused unread. */
const longest = 200

const perMillisecond = 1_000_000n

/**
 * Milliseconds of `10s`, `1h30m`, `1.5h`, `-250ms`, `2w` or a bare `0`. Undefined: not a duration, not a whole number of
 * milliseconds, or beyond the safe integers. Unlike Go, nothing is rounded.
 */
export const parseDuration = (text: string): number | undefined => {
  if (text.length > longest) return undefined
  if (zero.test(text)) return 0
  const [, sign, parts] = shape.exec(text) ?? []
  const total = parts === undefined ? undefined : nanoseconds(parts)
  if (total === undefined || total % perMillisecond !== 0n) return undefined
  const milliseconds = Number((sign === '-' ? -total : total) / perMillisecond)
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined
}

/** Whole seconds of a duration; undefined if it is none or has a broken second. */
export const durationSeconds = (text: string): number | undefined => {
  const milliseconds = parseDuration(text)
  return milliseconds !== undefined && milliseconds % 1000 === 0 ? milliseconds / 1000 : undefined
}

/**
 * The compound form with no empty part, largest unit first: 5400000 is `1h30m`, 0 is `0s`. Takes a safe integer;
 * anything else becomes a text that parseDuration refuses.
 */
export const formatDuration = (milliseconds: number): string => {
  if (!Number.isSafeInteger(milliseconds)) return `${milliseconds}ms`
  if (milliseconds === 0) return '0s'
  const rest = Math.abs(milliseconds)
  const parts = printed.map(([unit, size], index) => {
    const larger = index === 0 ? undefined : printed[index - 1]?.[1]
    const count = Math.floor((larger === undefined ? rest : rest % larger) / size)
    return count === 0 ? '' : `${count}${unit}`
  })
  return `${milliseconds < 0 ? '-' : ''}${parts.join('')}`
}

const nanoseconds = (parts: string): bigint | undefined => {
  const matches = [...parts.matchAll(part)]
  const amounts = matches.map(([, whole = '', fraction = '', unit = '']) => partNanoseconds(whole, fraction, unit))
  return amounts.reduce((sum, amount) => (sum === undefined || amount === undefined ? undefined : sum + amount), 0n)
}

const partNanoseconds = (whole: string, fraction: string, unit: string): bigint | undefined => {
  const amount = BigInt(whole + fraction) * (units.get(unit) ?? 0n)
  const divisor = 10n ** BigInt(fraction.length)
  return amount % divisor === 0n ? amount / divisor : undefined
}
