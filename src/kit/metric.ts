import type { Call } from './call.ts'
import type { UncheckedParent } from './composite.ts'

export type LabelValues = Readonly<Record<string, string>>

/** What is added to a counter, observed by a histogram, or the value of a gauge. */
export interface Sample {
  readonly labels: LabelValues
  readonly value: number
}

/** Where a dashboard shows a metric. */
export interface Panel {
  readonly row: string
  readonly title: string
  /** Labels that get a line each; over all others it is summed, gauges take the largest. */
  readonly by: readonly string[]
  /** Counters: events are so rare that people want to see how many, not how many a second. */
  readonly rare?: boolean
}

/** Everything of a metric but its values: what registries, dashboards and pages are made of. */
export interface MetricShape<Label extends string = string> {
  /** In the words of Prometheus: counters end in `_total`, seconds in `_seconds`. */
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly Label[]
  /** Histograms: upper bounds. */
  readonly buckets?: readonly number[]
  readonly panel: Panel
  /** What is other than in the operator that people come from. */
  readonly difference?: string
}

/**
 * A metric of a controller: a pure function of one call of its hook. Counters count what changed from the observed status
 * to the answered one, so that the same call again counts nothing once its answer was written. Where writing the status
 * fails it counts again: at least once.
 */
export interface Metric<Parent = UncheckedParent> extends MetricShape {
  /** Samples of one call. Those of a gauge take the place of all that the same parent had before. */
  samples(call: Call<Parent>): readonly Sample[]
  /** Counters: label sets of a parent that begin at 0, so that even the first event is an increase. */
  initial?(parent: Parent): readonly LabelValues[]
}

/** A metric of another operator that has no successor here, and why. */
export interface LeftOutMetric {
  readonly name: string
  readonly why: string
}
