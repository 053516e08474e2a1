import type { LeftOutMetric } from '../../src/kit/metric.ts'

const neverFed = 'kaspr-operator never fed it.'
const writes = 'Metacontroller writes the children; `metacontroller_` metrics and the API server\'s audit log tell about writes.'

/** Metrics of kaspr-operator that nobody exports any more (kaspr-lifecycle.md 10.2). */
export const leftOutMetrics: readonly LeftOutMetric[] = [
  { name: 'kasprop_reconcile_queue_depth', why: 'Metacontroller has the queues and exports `workqueue_depth`; the old value was never lowered.' },
  { name: 'kasprop_reconcile_queue_wait_seconds', why: 'Metacontroller has the queues and exports `workqueue_queue_duration_seconds`; the old value was always about 0.' },
  { name: 'kasprop_resource_sync_duration_seconds', why: writes },
  { name: 'kasprop_resource_sync_total', why: writes },
  { name: 'kasprop_resource_sync_errors_total', why: `${neverFed} ${writes}` },
  { name: 'kasprop_package_cache_usage_bytes', why: `${neverFed} The kubelet exports \`kubelet_volume_stats_used_bytes\` for the claim.` },
  { name: 'kasprop_package_cache_usage_percent', why: `${neverFed} Divide \`kubelet_volume_stats_used_bytes\` by \`kubelet_volume_stats_capacity_bytes\`.` },
  { name: 'kasprop_package_install_retries_total', why: `${neverFed} The record that an installation leaves does not say how often it was tried.` },
]
