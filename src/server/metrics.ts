import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { HookName } from '../kit/controller.ts'
import type { Admission } from './admission.ts'
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

const kibibyte = 1024
/** Around the 10 s after which Metacontroller gives up, with room below for a sync of a millisecond. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const sizes = [4, 16, 64, 256, 1024, 4096, 16384, 65536].map((count) => count * kibibyte)

/** All metrics of one service in a registry of their own. */
export const buildMetrics = (release: string, admission: Admission): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(registry, release, admission)
  const unauthorized = counter(registry, 'unauthorized_total', { help: 'Requests without a valid token' })
  const unrouted = counter(registry, 'unrouted_requests_total', { help: 'Requests for routes or methods that do not exist' })
  return { registry, hookMeter: hookMeters(registry), unauthorized: () => unauthorized.inc(), unrouted: () => unrouted.inc() }
}

const counter = <Label extends string>(registry: Registry, name: string, shape: { help: string; labelNames?: Label[] }): Counter<Label> =>
  new Counter({ name: `kaspr_hooks_${name}`, ...shape, registers: [registry] })

const histogram = (registry: Registry, name: string, shape: { help: string; buckets: number[] }): Histogram<'controller' | 'hook'> =>
  new Histogram({ name: `kaspr_hooks_${name}`, ...shape, labelNames: ['controller', 'hook'], registers: [registry] })

const gauges = (registry: Registry, release: string, admission: Admission): void => {
  const read = (name: string, help: string, value: () => number): Gauge =>
    new Gauge({ name: `kaspr_hooks_${name}`, help, registers: [registry], collect() { this.set(value()) } })
  read('requests_in_work', 'Hook requests between their headers and the end of their answer', admission.requests)
  read('bytes_in_work', 'Bytes of the bodies of these requests', admission.bytes)
  new Gauge({ name: 'kaspr_hooks_build_info', help: 'Release and runtime, always 1', labelNames: ['release', 'node'], registers: [registry] })
    .set({ release, node: process.version }, 1)
}

const hookMeters = (registry: Registry): Metrics['hookMeter'] => {
  const requests = counter(registry, 'requests_total', { help: 'Hook calls by outcome', labelNames: ['controller', 'hook', 'outcome'] })
  const large = counter(registry, 'large_requests_total', { help: 'Requests that come near the body limit', labelNames: ['controller', 'hook'] })
  const violations = counter(registry, 'guard_violations_total', { help: 'Answers that were held back', labelNames: ['controller', 'rule'] })
  const duration = histogram(registry, 'request_duration_seconds', { help: 'From the headers of a request to its answer', buckets: seconds })
  const size = histogram(registry, 'request_size_bytes', { help: 'Bodies of requests', buckets: sizes })
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
