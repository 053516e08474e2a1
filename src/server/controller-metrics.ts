import type { Registry } from 'prom-client'
import { DefinitionInvalid } from '../protocol/errors.ts'
import { CalmChildren } from './calm-children.ts'
import { callOf } from '../kit/call.ts'
import type { Call } from '../kit/call.ts'
import type { Controller, HookName } from '../kit/controller.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { Metric, Sample } from '../kit/metric.ts'
import { watchConvergence } from './convergence.ts'
import { failureOf } from './failure.ts'
import { GaugeGroups } from './gauge-groups.ts'
import type { Log } from './log.ts'
import { serviceMetrics } from './metric-table.ts'
import { counter } from './metrics.ts'
import type { RestlessParents } from './restless-parents.ts'
import { checked, seriesOf } from './series.ts'
import type { Series } from './series.ts'

/** Feeds the metrics of controllers. No mistake of a metric gets out of here: it is counted, and logged once. */
export interface ControllerMetrics {
  readonly meterOf: (controller: Controller, hook: HookName) => CallMeter
}

/** Told about every call of one hook. `now` is RFC 3339, `document` the request as it was parsed. */
export interface CallMeter {
  readonly answered: (document: unknown, answer: { readonly body: JsonObject; readonly text: string; readonly seconds: number; readonly digest: string; readonly now: string }) => void
  /** Not a mistake of the caller: the hook failed, or the guard held its answer back. */
  readonly failed: (document: unknown, failure: { readonly error: unknown; readonly seconds: number; readonly now: string }) => void
  /** The request was answered from its bytes alone. */
  readonly unchanged: (digest: string, now: string) => void
}

export interface ControllerMetricsOptions {
  readonly controllers: readonly Controller[]
  readonly clock: () => string
  readonly log: Log
}

/** Registers the metrics of all controllers; one metric may belong to several. Throws DefinitionInvalid when two differ in all but their name. */
export const buildControllerMetrics = (registry: Registry, { controllers, clock, log }: ControllerMetricsOptions): ControllerMetrics => {
  const groups = new GaugeGroups(() => Date.parse(clock()))
  const series = new Map<Metric, Series>()
  const metrics = new Set(controllers.flatMap((controller) => controller.metrics ?? []))
  const guarded = guardOf(registry, log, [...[...metrics, ...controllers].map(({ name }) => name), serviceMetrics.restless.name])
  const parents = watchConvergence(registry, { controllers, clock, log })
  for (const metric of metrics) {
    if (registry.getSingleMetric(metric.name) !== undefined) throw new DefinitionInvalid(metric.name, 'two metrics have this name')
    if (metric.type === 'gauge') groups.register(registry, metric)
    else series.set(metric, seriesOf(registry, metric))
  }
  return {
    meterOf: (controller, hook) => {
      if (hook === 'customize') return nobody
      const own = controller.metrics === undefined ? nobody : meter({ controller, hook, metrics: controller.metrics, groups, series, guarded })
      return watched(own, { controller, parents, guarded })
    },
  }
}

const nobody: CallMeter = { answered: () => undefined, failed: () => undefined, unchanged: () => undefined }

interface Watch { readonly controller: Controller; readonly parents: RestlessParents; readonly guarded: Guarded }

/** Every controller is watched, with or without metrics of its own. */
const watched = (own: CallMeter, { controller, parents, guarded }: Watch): CallMeter => ({
  ...own,
  answered: (document, answer) => {
    own.answered(document, answer)
    guarded(serviceMetrics.restless.name, () => parents.answered({ controller, document, body: answer.body, text: answer.text, at: Date.parse(answer.now) }))
  },
})

type Guarded = (metric: string, feed: () => void) => void

const guardOf = (registry: Registry, log: Log, names: readonly string[]): Guarded => {
  const mistakes = counter(registry, serviceMetrics.mistakes)
  for (const metric of names) mistakes.inc({ metric }, 0)
  const said = new Set<string>()
  return (metric, feed) => {
    try {
      feed()
    } catch (error) {
      mistakes.inc({ metric })
      if (!said.has(metric)) log.error({ metric, detail: error instanceof Error ? error.message : String(error) }, 'a metric could not be computed; this is said once')
      said.add(metric)
    }
  }
}

interface Meter {
  readonly controller: Controller
  readonly hook: HookName
  readonly metrics: readonly Metric[]
  readonly groups: GaugeGroups
  readonly series: ReadonlyMap<Metric, Series>
  readonly guarded: Guarded
}

const meter = (of: Meter): CallMeter => {
  const { controller, hook, groups, guarded } = of
  const finalizing = hook === 'finalize'
  const calm = new CalmChildren()
  return {
    answered: (document, { body, text, seconds, digest, now }) => guarded(controller.name, () => {
      const call = callOf(controller, document, { body, seconds, finalizing, drift: (observed, look) => calm.driftOf(parent, { observed, text, look }) })
      const parent = keyOf(controller, call)
      if (!groups.knows(parent)) begin(of, call)
      count(of, call)
      if (body.finalized === true) {
        groups.drop(parent)
        calm.forget(parent)
      } else groups.replace(parent, { at: Date.parse(now), digest, samples: gaugesOf(of, call) })
    }),
    failed: (document, { error, seconds }) => guarded(controller.name, () => {
      if (failureOf(error, 0).status >= 500) count(of, callOf(controller, document, { error: classOf(error), seconds, finalizing }))
    }),
    unchanged: (digest, now) => groups.confirm(digest, Date.parse(now)),
  }
}

/** Counters of a parent that nobody has counted for yet. */
const begin = ({ metrics, series, guarded }: Meter, { parent }: Call): void => {
  for (const metric of metrics) if (metric.type === 'counter') guarded(metric.name, () => metric.initial?.(parent).forEach((labels) => series.get(metric)?.feed({ labels, value: 0 })))
}

const count = ({ metrics, series, guarded }: Meter, call: Call): void => {
  for (const metric of metrics) {
    const into = series.get(metric)
    if (into !== undefined) guarded(metric.name, () => metric.samples(call).forEach(into.feed))
  }
}

const gaugesOf = ({ metrics, guarded }: Meter, call: Call): ReadonlyMap<Metric, readonly Sample[]> => {
  const said = new Map<Metric, readonly Sample[]>()
  for (const metric of metrics) if (metric.type === 'gauge') guarded(metric.name, () => {
    const samples = metric.samples(call)
    samples.forEach(({ value }) => checked(metric, value))
    said.set(metric, samples)
  })
  return said
}

const keyOf = ({ name }: Controller, { parent: { metadata } }: Call): string => `${name} ${metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`}`

/** Class of what a hook threw; for an answer that was held back the code of that error. */
const classOf = (error: unknown): string => {
  const { code, cause } = failureOf(error, 0)
  return cause instanceof Error ? cause.name : code
}
