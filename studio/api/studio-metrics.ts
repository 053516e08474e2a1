import type { Registry } from 'prom-client'
import type { MetricShape } from '../../src/kit/metric.ts'
import { counter, gauge } from '../../src/server/metrics.ts'

const row = 'Studio'

/** Metrics of the Studio; those of programs are the hook service's. No label names an object but its program. */
export const studioMetrics = {
  publishes: { name: 'studio_publishes_total', type: 'counter', help: 'Pointers that were moved', labels: ['program', 'kind'], panel: { row, title: 'Publishes and rollbacks', by: ['program', 'kind'], rare: true } },
  checks: { name: 'studio_checks_total', type: 'counter', help: 'Properties that were checked', labels: ['property', 'result'], panel: { row, title: 'Checks by result', by: ['property', 'result'], rare: true } },
  replays: { name: 'studio_replays_total', type: 'counter', help: 'Calls that were replayed', labels: [], panel: { row, title: 'Replayed calls', by: [] } },
  clients: { name: 'studio_sse_clients', type: 'gauge', help: 'Open streams of pages', labels: [], panel: { row, title: 'Open streams', by: [] } },
  dropped: { name: 'studio_stream_dropped_total', type: 'counter', help: 'Log lines that a stream could not show', labels: [], panel: { row, title: 'Log lines that streams dropped', by: [], rare: true } },
} as const satisfies Readonly<Record<string, MetricShape>>

export interface StudioMeter {
  readonly published: (program: string, kind: 'publish' | 'rollback' | 'canary' | 'auto') => void
  readonly checked: (property: string, result: string) => void
  readonly replayed: (count: number) => void
  readonly dropped: (count: number) => void
}

export const studioMeter = (registry: Registry, clients: () => number): StudioMeter => {
  const publishes = counter(registry, studioMetrics.publishes)
  const checks = counter(registry, studioMetrics.checks)
  const replays = counter(registry, studioMetrics.replays)
  const dropped = counter(registry, studioMetrics.dropped)
  gauge(registry, studioMetrics.clients, (into) => { into.set(clients()) })
  return {
    published: (program, kind) => { publishes.inc({ program, kind }) },
    checked: (property, result) => { checks.inc({ property, result }) },
    replayed: (count) => { replays.inc(count) },
    dropped: (count) => { dropped.inc(count) },
  }
}
