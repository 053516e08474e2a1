import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace'
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { bounded } from './bounded.ts'
import type { Log } from './log.ts'
import { traceAgent } from './trace-agent.ts'
import type { TraceSettings } from './trace-settings.ts'

/** Spans of a batch. Writing one down takes the thread for as long as it lasts, so batches are small. */
const batch = 256

/** Sends spans in batches, counts those that are lost, and says so once. */
export interface TraceExport {
  readonly processor: SpanProcessor
  readonly lost: () => number
  /** Ends all that is under way. */
  readonly abandon: () => void
}

interface State { waiting: number; underWay: number; lost: number; said: boolean }

export const traceExport = (settings: TraceSettings, log: Log): TraceExport => {
  const agent = traceAgent()
  const state: State = { waiting: 0, underWay: 0, lost: 0, said: false }
  const { url, headers, timeoutMilliseconds: timeoutMillis, delayMilliseconds: scheduledDelayMillis, queue: maxQueueSize } = settings
  const failed = (reason: string): void => {
    if (!state.said) log.warn({ to: placeOf(url), reason }, 'traces do not arrive; this is said once, and lost spans are counted')
    state.said = true
  }
  const exporter = counting(new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis, httpAgentOptions: agent.of }), state, failed)
  const sending = new BatchSpanProcessor({ exporter, scheduledDelayMillis, maxQueueSize, maxExportBatchSize: Math.min(batch, maxQueueSize), exportTimeoutMillis: timeoutMillis })
  return {
    processor: bounding(sending, state, maxQueueSize),
    lost: () => state.lost,
    abandon: () => {
      if (state.waiting + state.underWay > 0) failed('they did not arrive before the end')
      agent.end()
    },
  }
}

/** The place without a password that may stand in a URL. */
const placeOf = (url: string): string => {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}

/** The exporter keeps what it could not send to itself. */
const counting = (exporter: SpanExporter, state: State, failed: (reason: string) => void): SpanExporter => ({
  export: (spans, done) => {
    state.waiting -= spans.length
    state.underWay += spans.length
    exporter.export(spans, (result) => {
      state.underWay -= spans.length
      // Codes of the SDK: 0 arrived, 1 did not.
      if (result.code !== 0) {
        state.lost += spans.length
        failed(reasonOf(result.error))
      }
      done(result)
    })
  },
  shutdown: () => exporter.shutdown(),
})

const reasonOf = (error: Error | undefined): string => {
  const code = error !== undefined && 'code' in error ? String(error.code) : ''
  return bounded([code, error?.message ?? ''].filter((part) => part !== '').join(': '), 200)
}

/** The queue has an end of its own, but tells nobody what it dropped there. */
const bounding = (sending: SpanProcessor, state: State, most: number): SpanProcessor => ({
  onStart: () => undefined,
  onEnd: (span: ReadableSpan) => {
    if (state.waiting >= most) {
      state.lost += 1
      return
    }
    state.waiting += 1
    sending.onEnd(span)
  },
  forceFlush: () => sending.forceFlush(),
  shutdown: () => sending.shutdown(),
})
