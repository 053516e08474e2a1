import type { Call } from '../../../src/kit/call.ts'
import { alike } from '../../../src/kit/covers.ts'
import type { LabelValues, Metric, Sample } from '../../../src/kit/metric.ts'
import { KasprMemberSet } from '../kasprmemberset/resource.ts'
import { reconcileMetrics } from '../reconcile-metrics.ts'
import { appPlace, appPlaceOf } from './app-place.ts'
import { namesOf } from './names.ts'
import { packageMetrics } from './package-metrics.ts'
import type { KasprApp } from './resource.ts'
import type { KasprAppStatus } from './spec/status.ts'

// Names and labels are those of kaspr-operator, which dashboards know (kaspr-lifecycle.md 10.2).

type AppMetric = Metric<KasprApp>
type AppCall = Call<KasprApp>

const statusFields = ({ parent, answer }: AppCall): readonly string[] => {
  if (answer === undefined) return []
  const before: Readonly<Record<string, unknown>> = parent.status ?? {}
  const after: Readonly<Record<string, unknown>> = answer.status
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !alike(before[field], after[field]))
}

const statusUpdates: AppMetric = {
  name: 'kasprop_status_updates_total', type: 'counter', help: 'Changes of a field of an app\'s status', labels: [...appPlace, 'update_field'],
  panel: { row: 'Members', title: 'Changes of the status by field', by: ['update_field'] },
  difference: 'Only what really changed is counted.',
  samples: (call) => statusFields(call).map((update_field) => ({ labels: { ...appPlaceOf(call.parent), update_field }, value: 1 })),
}

type LastRebalance = NonNullable<NonNullable<KasprAppStatus['rebalance']>['last']>

/** A request for a rebalance that ended with this answer. */
const rebalanced = ({ parent, answer }: AppCall): LastRebalance | undefined => {
  const [before, last] = [parent.status?.rebalance?.last, answer?.status.rebalance?.last]
  return last === undefined || (before?.id === last.id && before.result === last.result && before.finishedAt === last.finishedAt) ? undefined : last
}

const rebalanceLabels = (parent: KasprApp, { reason, result }: Pick<LastRebalance, 'reason' | 'result'>): LabelValues =>
  ({ ...appPlaceOf(parent), trigger_reason: reason, result: result === 'Succeeded' ? 'success' : 'failure' })

const rebalances: AppMetric = {
  name: 'kasprop_rebalance_total', type: 'counter', help: 'Requests for a rebalance that ended', labels: [...appPlace, 'trigger_reason', 'result'],
  panel: { row: 'Rebalance', title: 'Rebalance requests by reason and result', by: ['app_name', 'trigger_reason', 'result'], rare: true },
  difference: 'Requests by annotation are counted, too: `trigger_reason="manual"`.',
  initial: (parent) => (['subscription_change', 'manual'] as const).flatMap((reason) => (['Succeeded', 'Failed'] as const).map((result) => rebalanceLabels(parent, { reason, result }))),
  samples: (call) => {
    const last = rebalanced(call)
    return last === undefined ? [] : [{ labels: rebalanceLabels(call.parent, last), value: 1 }]
  },
}

/** Seconds that the steward was at it; nothing when it never was. */
const secondsOf = ({ parent, children }: AppCall, { id }: LastRebalance): number => {
  const set = children.get(KasprMemberSet, namesOf(parent.metadata.name).component)
  const { startedAt = '', finishedAt = '' } = set?.status?.operations?.find((outcome) => outcome.id === id) ?? {}
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
}

const rebalanceDuration: AppMetric = {
  name: 'kasprop_rebalance_duration_seconds', type: 'histogram', help: 'How long the steward took over a request for a rebalance', labels: [...appPlace, 'trigger_reason', 'result'],
  buckets: [1, 5, 10, 30, 60, 120, 300, 600],
  panel: { row: 'Rebalance', title: 'Duration of rebalance requests', by: [] },
  difference: 'As there, the length of the request, not of the rebalance. Requests that were never begun have none.',
  samples: (call) => {
    const last = rebalanced(call)
    const seconds = last === undefined ? NaN : secondsOf(call, last)
    return last === undefined || Number.isNaN(seconds) ? [] : [{ labels: rebalanceLabels(call.parent, last), value: seconds }]
  },
}

const hungRow = 'Hung members'
const memberLabels = [...appPlace, 'member_id'] as const

/** Strikes of members, where there are any. */
const strikes = ({ parent, answer }: AppCall): readonly (Sample & { readonly at: string })[] => (answer?.status.members ?? []).flatMap(({ id, hungStrikes = 0, lastStrikeTime = '' }) =>
  hungStrikes === 0 ? [] : [{ labels: { ...appPlaceOf(parent), member_id: String(id) }, value: hungStrikes, at: lastStrikeTime }])

const isNew = ({ parent }: AppCall, id: string | undefined, at: string): boolean =>
  !(parent.status?.members ?? []).some((member) => String(member.id) === id && member.lastStrikeTime === at)

const hungDetected: AppMetric = {
  name: 'kasprop_hung_members_detected_total', type: 'counter', help: 'Times that a member was seen hanging in a rebalance', labels: memberLabels,
  panel: { row: hungRow, title: 'Hung members detected', by: ['app_name', 'member_id'], rare: true },
  samples: (call) => strikes(call).filter(({ labels, at }) => isNew(call, labels['member_id'], at)).map(({ labels }) => ({ labels, value: 1 })),
}

const consecutive: AppMetric = {
  name: 'kasprop_hung_member_consecutive_detections', type: 'gauge', help: 'How often in a row a member has been seen hanging; at 3 its pod is replaced', labels: memberLabels,
  panel: { row: hungRow, title: 'Strikes', by: ['app_name', 'member_id'] },
  difference: 'Goes away when the member recovers or is replaced.',
  samples: (call) => strikes(call).map(({ labels, value }) => ({ labels, value })),
}

/** Everything that is counted for an app. */
export const appMetrics: readonly AppMetric[] = [
  ...reconcileMetrics, statusUpdates, rebalances, rebalanceDuration, hungDetected, consecutive, ...packageMetrics,
]
