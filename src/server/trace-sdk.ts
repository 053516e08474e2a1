import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import type { Context, Tracer } from '@opentelemetry/api'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Sampler } from '@opentelemetry/sdk-trace'
import type { FastifyRequest } from 'fastify'
import type { Log } from './log.ts'
import { callAttributes } from './trace-attributes.ts'
import { traceExport } from './trace-export.ts'
import { traceParentOf } from './trace-parent.ts'
import type { SamplerName, TraceSettings } from './trace-settings.ts'
import type { TracedCall, Tracing } from './tracing.ts'

/** How long the last spans may take to arrive, milliseconds: with drain and requests in work it fits into what Kubernetes grants. */
const patience = 3_000

/**
 * Starts to trace. This file and what it imports is the only one that knows OpenTelemetry's packages; whoever wants no
 * traces never loads it. Nothing of it is global: services in one process do not share it.
 */
export const startTracing = (settings: TraceSettings, { log, release }: { readonly log: Log; readonly release: string }): Tracing => {
  const { processor, lost, abandon } = traceExport(settings, log)
  const provider = new TracerProvider({
    spanProcessors: [processor],
    sampler: samplerOf(settings),
    resource: defaultResource().merge(resourceFromAttributes({ 'service.version': release, 'service.instance.id': randomUUID(), ...settings.resource, 'service.name': settings.serviceName })),
  })
  const tracer = provider.getTracer('kaspr-hooks', release)
  return {
    call: (call) => spanOf(tracer, call),
    lost,
    close: async (cut) => {
      const done = new AbortController()
      const sent = provider.shutdown().catch(() => undefined).then(() => done.abort())
      await Promise.race([sent, sleep(patience, undefined, { signal: AbortSignal.any([cut, done.signal]) }).catch(() => undefined)])
      abandon()
    },
  }
}

const samplers: Readonly<Record<SamplerName, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
}

const samplerOf = ({ sampler, ratio }: TraceSettings): Sampler => samplers[sampler](ratio)

/** The span is made when the call is over: all is known then, and a call that is not sampled costs next to nothing. */
const spanOf = (tracer: Tracer, call: TracedCall): string | undefined => {
  const { request, status, code } = call
  const span = tracer.startSpan(`${request.method} ${request.routeOptions.url ?? ''}`, { kind: SpanKind.SERVER, startTime: request.startedAt }, callerOf(request))
  const { traceId, traceFlags } = span.spanContext()
  if ((traceFlags & TraceFlags.SAMPLED) === 0) return undefined
  span.setAttributes(callAttributes(call))
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, ...(code === undefined ? {} : { message: code }) })
  span.end(performance.now())
  return traceId
}

const callerOf = ({ headers }: FastifyRequest): Context => {
  const parent = traceParentOf(headers['traceparent'])
  if (parent === undefined) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: parent.traceId, spanId: parent.spanId, traceFlags: parent.flags, isRemote: true })
}
