import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { HookName } from '../kit/controller.ts'
import type { MetricShape } from '../kit/metric.ts'
import type { Admission } from './admission.ts'
import { serviceMetrics as shapes } from './metric-table.ts'
import { outcomes } from './outcome.ts'
import type { Outcome } from './outcome.ts'

/** Counts the calls of one hook. */
export interface HookMeter {
  readonly done: (outcome: Outcome, seconds: number, bytes: number) => void
  readonly large: () => void
  readonly violation: (rule: string) => void
}

export interface Metrics {
  readonly registry: Registry
  readonly hookMeter: (controller: string, hook: HookName) => HookMeter
  readonly unauthorized: () => void
  readonly unrouted: () => void
}

/** All metrics of one service in a registry of their own. */
export const buildMetrics = (release: string, admission: Admission): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(registry, release, admission)
  const unauthorized = counter(registry, shapes.unauthorized)
  const unrouted = counter(registry, shapes.unrouted)
  return { registry, hookMeter: hookMeters(registry), unauthorized: () => unauthorized.inc(), unrouted: () => unrouted.inc() }
}

/** A metric of a table as a counter of a registry. */
export const counter = <Label extends string>(registry: Registry, { name, help, labels }: MetricShape<Label>): Counter<Label> =>
  new Counter({ name, help, labelNames: [...labels], registers: [registry] })

export const histogram = <Label extends string>(registry: Registry, { name, help, labels, buckets = [] }: MetricShape<Label>): Histogram<Label> =>
  new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [registry] })

/** A gauge that is read when somebody asks. */
export const gauge = <Label extends string>(registry: Registry, { name, help, labels }: MetricShape<Label>, read: (into: Gauge<Label>) => void): Gauge<Label> =>
  new Gauge<Label>({ name, help, labelNames: [...labels], registers: [registry], collect() { read(this) } })

const gauges = (registry: Registry, release: string, admission: Admission): void => {
  gauge(registry, shapes.requestsInWork, (into) => into.set(admission.requests()))
  gauge(registry, shapes.bytesInWork, (into) => into.set(admission.bytes()))
  gauge(registry, shapes.build, (into) => into.set({ release, node: process.version }, 1))
}

const hookMeters = (registry: Registry): Metrics['hookMeter'] => {
  const requests = counter(registry, shapes.requests)
  const large = counter(registry, shapes.large)
  const violations = counter(registry, shapes.violations)
  const duration = histogram(registry, shapes.duration)
  const size = histogram(registry, shapes.size)
  return (controller, hook) => {
    // Children are looked up once a route: a look-up by labels costs as much as the rest of a small request.
    const count = new Map(outcomes.map((outcome) => [outcome, requests.labels({ controller, hook, outcome })]))
    const [took, weighed, heavy] = [duration.labels({ controller, hook }), size.labels({ controller, hook }), large.labels({ controller, hook })]
    return {
      done: (outcome, elapsed, bytes) => {
        count.get(outcome)?.inc()
        took.observe(elapsed)
        weighed.observe(bytes)
      },
      large: () => heavy.inc(),
      violation: (rule) => violations.inc({ controller, rule }),
    }
  }
}
