import { mean, slope } from '../statistics.ts'

/** What a process holds at one moment, behind a forced collection. Bytes, and numbers of things. */
export interface Holdings {
  readonly rss: number
  readonly heap: number
  readonly handles: number
  readonly descriptors: number
}
export type Measure = keyof Holdings

export interface Sample extends Holdings { readonly minutes: number }

/** One measure over the second half of a run: the first half fills memories that have an end. */
export interface Finding {
  readonly measure: Measure
  /** Mean of the second half. */
  readonly level: number
  /** What the line of least squares gains from the middle to the end. */
  readonly rise: number
  readonly bound: number
  readonly isRising: boolean
}

const mebibyte = 1024 * 1024
/** A rise is a leak when it is more than this share of the level, and more than this at least: less is noise of a run of twenty minutes. */
export const bounds: Readonly<Record<Measure, { readonly share: number; readonly least: number }>> = {
  rss: { share: 0.05, least: 8 * mebibyte },
  heap: { share: 0.05, least: 2 * mebibyte },
  handles: { share: 0, least: 5 },
  descriptors: { share: 0, least: 5 },
}

const measures: readonly Measure[] = ['rss', 'heap', 'handles', 'descriptors']

/** What rises in some samples. Fewer than three of them in the second half say nothing, and count as rising. */
export const findings = (samples: readonly Sample[]): readonly Finding[] => {
  const half = (samples.at(-1)?.minutes ?? 0) / 2
  const late = samples.filter(({ minutes }) => minutes >= half)
  return measures.map((measure) => findingOf(measure, late))
}

const findingOf = (measure: Measure, late: readonly Sample[]): Finding => {
  const points = late.map((sample) => ({ x: sample.minutes, y: sample[measure] }))
  const level = mean(points.map(({ y }) => y))
  const rise = slope(points) * ((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0))
  const { share, least } = bounds[measure]
  const bound = Math.max(least, share * level)
  return { measure, level, rise, bound, isRising: points.length < 3 || !(rise <= bound) }
}

/** One line a measure, in MiB or numbers. */
export const findingText = ({ measure, level, rise, bound, isRising }: Finding): string => {
  const shown = (value: number): string => measure === 'rss' || measure === 'heap' ? `${(value / mebibyte).toFixed(1)} MiB` : value.toFixed(1)
  return `${measure}: ${shown(level)}, line rises by ${shown(rise)} over the second half, at most ${shown(bound)}: ${isRising ? 'RISING' : 'flat'}`
}
