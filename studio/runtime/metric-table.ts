import type { MetricShape } from '../../src/kit/metric.ts'

const row = 'Programs'
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const kibibyte = 1024
const sizes = [1, 4, 16, 64, 256, 1024, 4096, 16384].map((count) => count * kibibyte)

/** What the hook service counts about programs. No label holds the name of an object; names of programs have an end. */
export const programMetrics = {
  calls: {
    name: 'hook_calls_total', type: 'counter', help: 'Calls of programs by outcome', labels: ['program', 'hook', 'outcome'],
    panel: { row, title: 'Calls of programs', by: ['program', 'outcome'] },
  },
  duration: {
    name: 'hook_duration_seconds', type: 'histogram', help: 'From a parsed request to its answer', labels: ['program', 'hook'], buckets: seconds,
    panel: { row, title: 'Duration of calls', by: ['program'] },
  },
  sandbox: {
    name: 'hook_sandbox_seconds', type: 'histogram', help: 'Time in the sandbox', labels: ['program', 'hook'], buckets: seconds,
    panel: { row, title: 'Time in the sandbox', by: ['program'] },
  },
  requestBytes: {
    name: 'hook_request_bytes', type: 'histogram', help: 'Requests of programs, code included', labels: ['program', 'hook'], buckets: sizes,
    panel: { row, title: 'Size of requests of programs', by: ['program'] },
  },
  responseBytes: {
    name: 'hook_response_bytes', type: 'histogram', help: 'Answers of programs', labels: ['program', 'hook'], buckets: sizes,
    panel: { row, title: 'Size of answers of programs', by: ['program'] },
  },
  kills: {
    name: 'hook_sandbox_kills_total', type: 'counter', help: 'Calls that the sandbox stopped', labels: ['program', 'reason'],
    panel: { row, title: 'Calls that were stopped', by: ['program', 'reason'], rare: true },
  },
  denials: {
    name: 'hook_policy_denials_total', type: 'counter', help: 'Answers of programs that were held back', labels: ['program', 'rule'],
    panel: { row, title: 'Answers of programs held back', by: ['program', 'rule'], rare: true },
  },
  active: {
    name: 'hook_active_revision_info', type: 'gauge', help: 'Digest of the source that answers, always 1', labels: ['program', 'digest'],
    panel: { row, title: 'Active revisions', by: ['program', 'digest'] },
  },
  busy: {
    name: 'hook_pool_busy', type: 'gauge', help: 'Sandboxes that run something', labels: [],
    panel: { row, title: 'Busy sandboxes', by: [] },
  },
  queue: {
    name: 'hook_pool_queue_seconds', type: 'histogram', help: 'Time that a call waited for a sandbox', labels: [], buckets: seconds,
    panel: { row, title: 'Waiting for a sandbox', by: [] },
  },
  children: {
    name: 'hook_children', type: 'gauge', help: 'Children that the parents seen here want', labels: ['program', 'kind'],
    panel: { row, title: 'Children of programs', by: ['program', 'kind'] },
  },
  nonconverging: {
    name: 'hook_nonconverging_total', type: 'counter', help: 'Times that a parent was synced more than 10 times within a minute and its status changed each time', labels: ['program'],
    panel: { row, title: 'Parents that come to no rest', by: ['program'], rare: true },
  },
  dropped: {
    name: 'studio_log_dropped_total', type: 'counter', help: 'Lines of programs that were too many', labels: ['program'],
    panel: { row, title: 'Dropped log lines', by: ['program'], rare: true },
  },
} as const satisfies Readonly<Record<string, MetricShape>>
