import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { ruleNames } from '../guard/rule-names.ts'
import type { HookName } from '../kit/controller.ts'
import type { MetricShape } from '../kit/metric.ts'
import type { Admission } from './admission.ts'
import { serviceMetrics as shapes } from './metric-table.ts'
import { outcomes } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { Shed } from './shed.ts'

/** Counts the calls of one hook. */
export interface HookMeter {
  readonly done: (outcome: Outcome, seconds: number, bytes: number) => void
  /** A computed answer: its text, and how many children it wants. */
  readonly answered: (text: string, children: number) => void
  readonly large: () => void
  readonly violation: (rule: string) => void
}

export interface Metrics {
  readonly registry: Registry
  readonly hookMeter: (controller: string, hook: HookName) => HookMeter
  readonly unauthorized: () => void
  readonly unrouted: () => void
  /** Something was refused or cut so that the rest goes on. */
  readonly shed: (reason: Shed) => void
}

/** All metrics of one service in a registry of their own. */
export const buildMetrics = (release: string, admission: Admission): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(registry, release, admission)
  const unauthorized = counter(registry, shapes.unauthorized)
  const unrouted = counter(registry, shapes.unrouted)
  const shed = counter(registry, shapes.shed)
  for (const reason of Object.keys(sheds)) shed.inc({ reason }, 0)
  return { registry, hookMeter: hookMeters(registry), unauthorized: () => unauthorized.inc(), unrouted: () => unrouted.inc(), shed: (reason) => shed.inc({ reason }) }
}

/** Every reason, each from 0 on: the first event is an increase then. */
const sheds: Readonly<Record<Shed, 0>> = { requests: 0, bytes: 0, memory: 0, event_loop: 0, connections: 0, stuck: 0 }

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
  const violations = counter(registry, shapes.violations)
  const [callsOf, answersOf] = [callMeters(registry), answerMeters(registry)]
  return (controller, hook) => {
    // Every series begins at 0: an increase from nothing to one is none in the eyes of Prometheus.
    for (const rule of [...ruleNames, otherRule]) violations.inc({ controller, rule }, 0)
    return { ...callsOf(controller, hook), ...answersOf(controller, hook), violation: (rule) => violations.inc({ controller, rule }) }
  }
}

/** A rule that only programs have. */
export const otherRule = 'other'

const callMeters = (registry: Registry): ((controller: string, hook: HookName) => Pick<HookMeter, 'done' | 'large'>) => {
  const [requests, large] = [counter(registry, shapes.requests), counter(registry, shapes.large)]
  const [duration, size] = [histogram(registry, shapes.duration), histogram(registry, shapes.size)]
  return (controller, hook) => {
    // Children are looked up once a route: a look-up by labels costs as much as the rest of a small request.
    const count = new Map(outcomes.map((outcome) => [outcome, requests.labels({ controller, hook, outcome })]))
    const [took, weighed, heavy] = [duration.labels({ controller, hook }), size.labels({ controller, hook }), large.labels({ controller, hook })]
    for (const series of [...count.values(), heavy]) series.inc(0)
    return {
      done: (outcome, elapsed, bytes) => {
        count.get(outcome)?.inc()
        took.observe(elapsed)
        weighed.observe(bytes)
      },
      large: () => heavy.inc(),
    }
  }
}

const answerMeters = (registry: Registry): ((controller: string, hook: HookName) => Pick<HookMeter, 'answered'>) => {
  const [size, wanted] = [histogram(registry, shapes.answerSize), histogram(registry, shapes.children)]
  return (controller, hook) => {
    const [weighed, counted] = [size.labels({ controller, hook }), wanted.labels({ controller, hook })]
    return {
      answered: (text, children) => {
        weighed.observe(Buffer.byteLength(text))
        if (hook !== 'customize') counted.observe(children)
      },
    }
  }
}
