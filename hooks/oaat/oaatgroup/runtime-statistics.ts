import { isObject, parsedJson } from '../../../src/kit/json.ts'
import { drawBelow, drawShare } from '../draw.ts'
import { momentText, readMoment } from '../moment.ts'

/** Run times of one item's successes, in seconds. */
export interface RuntimeStatistics {
  readonly count: number
  readonly total: number
  readonly sumSquares: number
  /** Infinity while nothing is recorded. */
  readonly min: number
  readonly max: number
  /** Ascending. Every recorded run is equally likely to be in it. */
  readonly sample: readonly number[]
  /** Milliseconds since 1970. */
  readonly lastUpdated?: number
}

export interface ReadStatistics {
  /** Without any run when there is none, or when it could not be read. */
  readonly statistics: RuntimeStatistics
  readonly unreadable: boolean
}

export interface Recording {
  /** Of the group. */
  readonly uid: string
  readonly item: string
  readonly sampleSize: number
}

export const noStatistics: RuntimeStatistics = { count: 0, total: 0, sumSquares: 0, min: Infinity, max: 0, sample: [] }

/** Values kept for one item in a group of so many: a status has to fit into an object of 1.5 MiB. */
export const sampleSizeOf = (items: number): number => (items > 600 ? 5 : items > 300 ? 25 : 100)

/** Reads the entry of an item in `status.items`; numbers may be texts. Bad data makes the whole statistics unreadable. */
export const readStatistics = (entry: unknown, sampleSize = 100): ReadStatistics => {
  if (!isObject(entry)) return { statistics: noStatistics, unreadable: false }
  const numbers = readNumbers(entry)
  const sample = readSample(entry['runtime_sample'])
  if (sample === undefined || numbers === undefined) return { statistics: noStatistics, unreadable: true }
  return { statistics: { ...numbers, sample: subsample(sample, sampleSize), ...lastUpdated(entry['runtime_last_updated']) }, unreadable: false }
}

/** The texts for `status.items.<item>`. A minimum of nothing is `0`. */
export const statisticsTexts = (statistics: RuntimeStatistics): Readonly<Record<string, string>> => ({
  runtime_count: String(statistics.count),
  runtime_total: String(statistics.total),
  runtime_sum_squares: String(statistics.sumSquares),
  runtime_min: Number.isFinite(statistics.min) ? String(statistics.min) : '0',
  runtime_max: String(statistics.max),
  runtime_sample: JSON.stringify(statistics.sample),
  ...(statistics.lastUpdated === undefined ? {} : { runtime_last_updated: momentText(statistics.lastUpdated) }),
})

/** The statistics with one run more, which finished at a moment (milliseconds). A run that took no time is not counted. */
export const record = (statistics: RuntimeStatistics, run: { readonly seconds: number; readonly finishedAt: number }, recording: Recording): RuntimeStatistics => {
  const { seconds, finishedAt } = run
  if (!(seconds > 0) || !Number.isFinite(seconds)) return statistics
  const count = statistics.count + 1
  return {
    count,
    total: statistics.total + seconds,
    sumSquares: statistics.sumSquares + seconds ** 2,
    min: Math.min(statistics.min, seconds),
    max: Math.max(statistics.max, seconds),
    sample: sampled(subsample(statistics.sample, recording.sampleSize), { seconds, count }, recording),
    lastUpdated: finishedAt,
  }
}

/** The value below which a share (0 to 1) of the sample lies. */
export const percentile = ({ sample }: RuntimeStatistics, share: number): number | undefined =>
  share >= 0 && share <= 1 ? sample[Math.min(Math.floor(share * sample.length), sample.length - 1)] : undefined

export const mean = ({ count, total }: RuntimeStatistics): number | undefined => (count === 0 ? undefined : total / count)

/** Standard deviation of all runs, in the population form; undefined below two runs. */
export const deviation = (statistics: RuntimeStatistics): number | undefined => {
  const middle = mean(statistics)
  if (middle === undefined || statistics.count < 2) return undefined
  return Math.sqrt(Math.max(0, statistics.sumSquares / statistics.count - middle ** 2))
}

/** Seconds that the next run will hardly exceed; undefined while nothing is known. */
export const prediction = (statistics: RuntimeStatistics, factor = 1.5): number | undefined => {
  const middle = mean(statistics)
  const high = percentile(statistics, 0.9)
  if (middle === undefined || high === undefined) return undefined
  return Math.max(high, middle + factor * (deviation(statistics) ?? 0))
}

const sampled = (sample: readonly number[], { seconds, count }: { seconds: number; count: number }, { uid, item, sampleSize }: Recording): readonly number[] => {
  if (sample.length < sampleSize) return inserted(sample, seconds)
  if (drawShare(uid, item, count, 'keep') >= sampleSize / count) return sample
  return inserted(sample.toSpliced(drawBelow(sampleSize, uid, item, count, 'slot'), 1), seconds)
}

const inserted = (sample: readonly number[], value: number): readonly number[] => {
  const larger = sample.findIndex((other) => other > value)
  return sample.toSpliced(larger < 0 ? sample.length : larger, 0, value)
}

/** Evenly over the ranks, so that the cut moves neither end: keeping one end would bend every prediction. */
const subsample = (sample: readonly number[], size: number): readonly number[] =>
  sample.length <= size ? sample : Array.from({ length: size }, (_, index) => sample[Math.floor(((index + 0.5) * sample.length) / size)] ?? 0)

type Numbers = Pick<RuntimeStatistics, 'count' | 'total' | 'sumSquares' | 'min' | 'max'>

const readNumbers = (entry: Readonly<Record<string, unknown>>): Numbers | undefined => {
  const numbers = ['count', 'total', 'sum_squares', 'min', 'max'].flatMap((key) => amount(entry[`runtime_${key}`]) ?? [])
  const [count, total, sumSquares, min, max] = numbers
  // The list is shorter when one of them could not be read, so the last one tells of all.
  if (count === undefined || total === undefined || sumSquares === undefined || min === undefined || max === undefined) return undefined
  return { count, total, sumSquares, min: min === 0 ? Infinity : min, max }
}

const lastUpdated = (text: unknown): Pick<RuntimeStatistics, 'lastUpdated'> => {
  const moment = typeof text === 'string' ? readMoment(text) : undefined
  return typeof moment === 'number' ? { lastUpdated: moment } : {}
}

/** Absent is 0. Undefined: not a number that a run time can lead to. */
const amount = (value: unknown): number | undefined => {
  if (value === undefined || value === null || value === '') return 0
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return isTime(number) ? number : undefined
}

const readSample = (value: unknown): readonly number[] | undefined => {
  if (value === undefined || value === null || value === '') return []
  const list: unknown = typeof value === 'string' ? parsedJson(value) : value
  return Array.isArray(list) && list.every(isTime) ? list.toSorted((one, other) => one - other) : undefined
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
