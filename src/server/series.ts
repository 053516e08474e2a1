import { Counter } from 'prom-client'
import type { Registry } from 'prom-client'
import { DefinitionInvalid } from '../protocol/errors.ts'
import type { LabelValues, Metric, Sample } from '../kit/metric.ts'
import { bounded } from './bounded.ts'
import { histogram } from './metrics.ts'

/** Label sets that a metric keeps: of more, those that were silent longest go. */
export const mostLabelSets = 10_000
const longestLabel = 200

/** One label set of a metric. */
interface Line {
  readonly add: (value: number) => void
  readonly drop: () => void
}

/** One counter or histogram of a controller. A label set is looked up by its values, which is cheaper than by the library. */
export interface Series {
  readonly feed: (sample: Sample) => void
}

export const seriesOf = (registry: Registry, metric: Metric): Series => {
  const make = metric.type === 'histogram' ? histogramLines(registry, metric) : counterLines(registry, metric)
  const lines = new Map<string, Line>()
  return {
    feed: ({ labels, value }) => {
      const key = keyOf(metric, labels)
      const line = lines.get(key) ?? make(labelsOf(metric, labels))
      lines.delete(key)
      lines.set(key, line)
      if (lines.size > mostLabelSets) for (const [oldest, silent] of lines) {
        lines.delete(oldest)
        silent.drop()
        break
      }
      line.add(checked(metric, value))
    },
  }
}

type Making = (labels: LabelValues) => Line

/** Sums wait until somebody asks: the library would look up the labels for each of them. */
const counterLines = (registry: Registry, metric: Metric): Making => {
  const { name, help, labels: labelNames } = metric
  const waiting = new Set<() => void>()
  const made = new Counter({
    name, help, labelNames: [...labelNames], registers: [registry],
    collect: () => {
      for (const flush of waiting) flush()
      waiting.clear()
    },
  })
  return (labels) => {
    let sum = 0
    const flush = (): void => {
      made.inc(labels, sum)
      sum = 0
    }
    return {
      add: (value) => {
        if (value < 0) throw new DefinitionInvalid(name, 'a counter never falls')
        sum += value
        waiting.add(flush)
      },
      drop: () => {
        waiting.delete(flush)
        made.remove(labels)
      },
    }
  }
}

const histogramLines = (registry: Registry, metric: Metric): Making => {
  const made = histogram(registry, metric)
  return (labels) => {
    const child = made.labels(labels)
    return { add: (value) => child.observe(value), drop: () => made.remove(labels) }
  }
}

/** Throws DefinitionInvalid for what is no number. */
export const checked = ({ name }: Metric, value: number): number => {
  if (!Number.isFinite(value)) throw new DefinitionInvalid(name, `${String(value)} is no value of a metric`)
  return value
}

const keyOf = ({ labels }: Metric, given: LabelValues): string => {
  let key = ''
  for (const label of labels) key += `${given[label] ?? ''}\u0000`
  return key
}

/** Exactly the labels of the metric, as texts with an end. */
export const labelsOf = ({ labels }: Metric, given: LabelValues): LabelValues =>
  Object.fromEntries(labels.map((label) => [label, bounded(String(given[label] ?? ''), longestLabel)]))
