import type { FastifyRequest } from 'fastify'
import { Counter } from 'prom-client'
import type { Registry } from 'prom-client'
import type { HookName } from '../kit/controller.ts'
import { serviceMetrics } from './metric-table.ts'
import type { Outcome } from './outcome.ts'

/** A call of a hook that is over, as a trace tells it. */
export interface TracedCall {
  readonly request: FastifyRequest
  readonly controller: string
  readonly hook: HookName
  readonly outcome: Outcome
  /** HTTP status of the answer. */
  readonly status: number
  /** Length of the request's body. */
  readonly bytes: number
  readonly children?: number | undefined
  /** Code of the error that it ended with. */
  readonly code?: string | undefined
}

/** Where traces go. Nothing here waits for anybody, and nothing throws: whoever collects traces may be slow or away. */
export interface Tracing {
  /** Makes a span of a call. Gives its trace id, or undefined for a call that was not sampled. */
  readonly call: (call: TracedCall) => string | undefined
  /** Spans that were made and never arrived. */
  readonly lost: () => number
  /** Sends what is left, for a few seconds at most; an aborted signal cuts that short. */
  readonly close: (cut: AbortSignal) => Promise<void>
}

/** Shows lost spans in the metrics; without traces there are none. */
export const countLostSpans = (registry: Registry, tracing: Tracing | undefined): void => {
  const { name, help } = serviceMetrics.lostSpans
  registry.registerMetric(new Counter({
    name, help, registers: [],
    collect() {
      this.reset()
      this.inc(tracing?.lost() ?? 0)
    },
  }))
}
