import type { Call } from '../../src/kit/call.ts'
import type { UncheckedParent } from '../../src/kit/composite.ts'
import type { LabelValues, Metric, Sample } from '../../src/kit/metric.ts'
import { appLabel } from './labels.ts'

// Names and labels are those of kaspr-operator, which dashboards know (kaspr-lifecycle.md 10.2).

/** Any app or component: only who it is counts. */
type Parent = Pick<UncheckedParent, 'kind' | 'metadata'>
type ParentMetric = Metric<Parent>
type ParentCall = Call<Parent>

const row = 'Overview'
const place = ['app_name', 'component_name', 'namespace'] as const

/** A component belongs to the app that its label names, an app to itself. */
const placeOf = ({ kind, metadata: { name, namespace = '', labels } }: Parent): LabelValues =>
  ({ app_name: kind === 'KasprApp' ? name : labels?.[appLabel] ?? '', component_name: name, namespace })

const callLabels = ({ parent, finalizing, error }: ParentCall): LabelValues =>
  ({ ...placeOf(parent), trigger_source: finalizing ? 'finalize' : 'sync', result: error === undefined ? 'success' : 'failure' })

const callLabelNames = [...place, 'trigger_source', 'result'] as const
const notCounted = 'Answers that needed no computing (HTTP 304) are not counted; an invalid spec is an answer, not a failure.'

const reconciles: ParentMetric = {
  name: 'kasprop_reconcile_total', type: 'counter', help: 'Computed answers for an app or a component, and failures to compute one', labels: callLabelNames,
  panel: { row, title: 'Reconciles by result', by: ['trigger_source', 'result'] },
  difference: `\`trigger_source\` is \`sync\` or \`finalize\` instead of \`queue\` or \`timer\`. ${notCounted}`,
  samples: (call) => [{ labels: callLabels(call), value: 1 }],
}

const duration: ParentMetric = {
  name: 'kasprop_reconcile_duration_seconds', type: 'histogram', help: 'Time from a request to its answer', labels: callLabelNames,
  buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  panel: { row, title: 'Duration of reconciles', by: [] },
  difference: 'Writes are not part of it: Metacontroller makes them. For the milliseconds see `kaspr_hooks_request_duration_seconds`.',
  samples: (call) => [{ labels: callLabels(call), value: call.seconds }],
}

const errors: ParentMetric = {
  name: 'kasprop_reconcile_errors_total', type: 'counter', help: 'Failures to compute an answer, by class of the error', labels: [...place, 'error_type'],
  panel: { row, title: 'Reconcile errors by type', by: ['app_name', 'error_type'], rare: true },
  difference: '`KH_GUARD`: the answer was held back because it broke a rule. Mistakes of users are conditions, not errors.',
  samples: ({ parent, error }) => error === undefined ? [] : [{ labels: { ...placeOf(parent), error_type: error }, value: 1 }],
}

/** Kinds by upstream's words; the member set is not there: it changes whenever something is to be done. */
const resourceTypes: Readonly<Record<string, string>> = {
  Service: 'service', ServiceAccount: 'service_account', ConfigMap: 'config_map', PersistentVolumeClaim: 'pvc', HorizontalPodAutoscaler: 'hpa', StatefulSet: 'stateful_set',
}

const typeOf = ({ kind, spec }: { readonly kind: string; readonly spec?: { readonly clusterIP?: string } }): string | undefined =>
  kind === 'Service' && spec?.clusterIP === 'None' ? 'headless_service' : resourceTypes[kind]

const drifted = ({ parent, drift, finalizing }: ParentCall): readonly Sample[] => finalizing ? [] : drift().flatMap(({ object, field }) => {
  const resource_type = typeOf(object)
  return resource_type === undefined ? [] : [{ labels: { ...placeOf(parent), resource_name: object.metadata.name, resource_type, drift_field: field }, value: 1 }]
})

const drift: ParentMetric = {
  name: 'kasprop_resource_drift_detected_total', type: 'counter', help: 'Children that differ from what is wanted when they are looked at', labels: [...place, 'resource_name', 'resource_type', 'drift_field'],
  panel: { row, title: 'Children that differ from what is wanted', by: ['app_name', 'resource_type', 'drift_field'], rare: true },
  difference: 'Every field that is set is compared, not a few of them. A new spec counts, too. `deleted`: a child is not wanted any more.',
  samples: drifted,
}

/** What is counted for an app and each of its components. */
export const reconcileMetrics: readonly ParentMetric[] = [reconciles, duration, errors, drift]
