import type { MetricShape } from '../kit/metric.ts'

const row = 'Hooks service'
/** Around the 10 s after which Metacontroller gives up, with room below for a sync of a millisecond. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const kibibyte = 1024
const counts = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
const sizes = [4, 16, 64, 256, 1024, 4096, 16384, 65536].map((count) => count * kibibyte)

/** The service's own metrics; those of controllers stand in their definitions. */
export const serviceMetrics = {
  requests: {
    name: 'kaspr_hooks_requests_total', type: 'counter', help: 'Hook calls by outcome', labels: ['controller', 'hook', 'outcome'],
    panel: { row, title: 'Hook calls by outcome', by: ['controller', 'outcome'] },
  },
  duration: {
    name: 'kaspr_hooks_request_duration_seconds', type: 'histogram', help: 'From the headers of a request to its answer', labels: ['controller', 'hook'], buckets: seconds,
    panel: { row, title: 'Duration of hook calls', by: ['controller'] },
  },
  size: {
    name: 'kaspr_hooks_request_size_bytes', type: 'histogram', help: 'Bodies of requests', labels: ['controller', 'hook'], buckets: sizes,
    panel: { row, title: 'Size of requests', by: ['controller'] },
  },
  answerSize: {
    name: 'kaspr_hooks_answer_size_bytes', type: 'histogram', help: 'Bodies of computed answers', labels: ['controller', 'hook'], buckets: sizes,
    panel: { row, title: 'Size of answers', by: ['controller'] },
  },
  children: {
    name: 'kaspr_hooks_answer_children', type: 'histogram', help: 'Children that a computed answer wants', labels: ['controller', 'hook'], buckets: counts,
    panel: { row, title: 'Children of an answer', by: ['controller'] },
  },
  large: {
    name: 'kaspr_hooks_large_requests_total', type: 'counter', help: 'Requests that come near the body limit', labels: ['controller', 'hook'],
    panel: { row, title: 'Large requests', by: ['controller'], rare: true },
  },
  violations: {
    name: 'kaspr_hooks_guard_violations_total', type: 'counter', help: 'Answers that were held back', labels: ['controller', 'rule'],
    panel: { row, title: 'Answers held back', by: ['controller', 'rule'], rare: true },
  },
  restless: {
    name: 'kaspr_hooks_nonconverging_parents', type: 'gauge', help: 'Parents that come to no rest now: their log line says which child and which fields', labels: ['controller', 'unrest'],
    panel: { row, title: 'Parents that come to no rest', by: ['controller', 'unrest'] },
  },
  restlessTotal: {
    name: 'kaspr_hooks_nonconverging_total', type: 'counter', help: 'Times that a parent began to come to no rest', labels: ['controller', 'unrest'],
    panel: { row, title: 'Times that parents came to no rest', by: ['controller', 'unrest'], rare: true },
  },
  unauthorized: {
    name: 'kaspr_hooks_unauthorized_total', type: 'counter', help: 'Requests without a valid token, and callers with whom there was no TLS', labels: [],
    panel: { row, title: 'Requests without a valid token', by: [], rare: true },
  },
  unrouted: {
    name: 'kaspr_hooks_unrouted_requests_total', type: 'counter', help: 'Requests for routes or methods that do not exist', labels: [],
    panel: { row, title: 'Requests for unknown routes', by: [], rare: true },
  },
  requestsInWork: {
    name: 'kaspr_hooks_requests_in_work', type: 'gauge', help: 'Hook requests between their headers and the end of their answer', labels: [],
    panel: { row, title: 'Requests in work', by: [] },
  },
  bytesInWork: {
    name: 'kaspr_hooks_bytes_in_work', type: 'gauge', help: 'Bytes of the bodies of these requests', labels: [],
    panel: { row, title: 'Bytes in work', by: [] },
  },
  shed: {
    name: 'kaspr_hooks_shed_total', type: 'counter', help: 'What was refused or cut so that the rest goes on, by reason', labels: ['reason'],
    panel: { row, title: 'Refused or cut', by: ['reason'], rare: true },
  },
  eventLoopDelay: {
    name: 'kaspr_hooks_event_loop_delay_seconds', type: 'gauge', help: 'How late the event loop is, smoothed over two seconds', labels: [],
    panel: { row, title: 'Delay of the event loop', by: [] },
  },
  memoryUsed: {
    name: 'kaspr_hooks_memory_used_ratio', type: 'gauge', help: 'Share of the heap, or of the memory of the container, that is taken: whichever is more', labels: [],
    panel: { row, title: 'Memory taken', by: [] },
  },
  mistakes: {
    name: 'kaspr_hooks_metric_mistakes_total', type: 'counter', help: 'Metrics of controllers that could not be computed for a call', labels: ['metric'],
    panel: { row, title: 'Metrics that failed', by: ['metric'], rare: true },
  },
  lostSpans: {
    name: 'kaspr_hooks_lost_spans_total', type: 'counter', help: 'Spans of traced calls that never arrived at the collector', labels: [],
    panel: { row, title: 'Lost spans', by: [], rare: true },
  },
  build: {
    name: 'kaspr_hooks_build_info', type: 'gauge', help: 'Release and runtime, always 1', labels: ['release', 'node'],
    panel: { row, title: 'Releases that run', by: ['release'] },
  },
} as const satisfies Readonly<Record<string, MetricShape>>
