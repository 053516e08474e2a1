import type { MetricShape } from '../kit/metric.ts'

/** A line of a panel: what is asked, and how it is called. */
export interface Query {
  readonly expr: string
  readonly legend: string
}

/** Label that a dashboard lets people choose, as a matcher of series. */
const matcher = (label: string): string => `${label}=~"$${label}"`

const selectorOf = ({ labels }: MetricShape, chosen: readonly string[]): string => {
  const matchers = chosen.filter((label) => labels.includes(label)).map(matcher)
  return matchers.length === 0 ? '' : `{${matchers.join(',')}}`
}

const by = (...labels: readonly string[]): string => labels.length === 0 ? '' : ` by (${labels.join(', ')})`

/** Questions for a metric by its type. `chosen`: labels that people may narrow down. */
export const queriesOf = (metric: MetricShape, chosen: readonly string[]): readonly Query[] => {
  const { name, type, panel } = metric
  const selector = selectorOf(metric, chosen)
  const legend = panel.by.map((label) => `{{${label}}}`).join(' ')
  if (type === 'histogram') return distribution(metric, selector, legend)
  // Each replica tells its own value; the largest is the one of the replica that was asked last, or 0 everywhere.
  if (type === 'gauge') return [{ expr: `max${by(...panel.by)} (${name}${selector})`, legend }]
  return [{ expr: panel.rare === true ? `sum${by(...panel.by)} (increase(${name}${selector}[$__rate_interval]))` : `sum${by(...panel.by)} (rate(${name}${selector}[$__rate_interval]))`, legend }]
}

const distribution = ({ name, panel }: MetricShape, selector: string, legend: string): readonly Query[] => {
  const rate = (suffix: string): string => `rate(${name}_${suffix}${selector}[$__rate_interval])`
  return [
    ...[0.5, 0.95, 0.99].map((share) => ({
      expr: `histogram_quantile(${share}, sum${by(...panel.by, 'le')} (${rate('bucket')}))`,
      legend: `${legend} p${share * 100}`.trim(),
    })),
    { expr: `sum${by(...panel.by)} (${rate('sum')}) / sum${by(...panel.by)} (${rate('count')})`, legend: `${legend} mean`.trim() },
  ]
}
