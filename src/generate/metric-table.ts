import type { Controller } from '../kit/controller.ts'
import type { LeftOutMetric, MetricShape } from '../kit/metric.ts'

/** Metrics that one process exports besides those of the controllers. */
export interface MetricTable {
  readonly title: string
  readonly metrics: readonly MetricShape[]
}

/** Everything that is known about metrics apart from the controllers. */
export interface MetricTables {
  readonly tables: readonly MetricTable[]
  readonly leftOut: readonly LeftOutMetric[]
}

export const noTables: MetricTables = { tables: [], leftOut: [] }

/** Metrics of controllers, each once, in front of the others. */
export const allTables = (controllers: readonly Controller[], { tables }: Pick<MetricTables, 'tables'>): readonly MetricTable[] =>
  [{ title: 'Controllers', metrics: [...new Set(controllers.flatMap(({ metrics = [] }) => metrics))] }, ...tables].filter(({ metrics }) => metrics.length > 0)
