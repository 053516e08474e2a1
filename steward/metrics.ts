import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { MetricShape } from '../src/kit/metric.ts'
import { operationTypes } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { ObservedMember, Operation } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { MemberSet } from './member-set.ts'
import type { MemberAnswer } from './members.ts'
import type { Ending } from './outcomes.ts'
import type { Report } from './report.ts'

/** Counts what the steward sees and does. */
export interface StewardMeter {
  readonly answered: (answer: MemberAnswer, seconds: number) => void
  readonly reported: (set: MemberSet, before: readonly ObservedMember[], report: Report) => void
  readonly written: () => void
  readonly ended: (set: MemberSet, operation: Operation, ending: Ending) => void
  /** A set is not kept any more, here at least. */
  readonly dropped: (set: MemberSet) => void
  readonly leads: (isHeld: boolean, sets: number) => void
}

export interface StewardMetrics {
  readonly registry: Registry
  readonly meter: StewardMeter
}

const memberLabels = ['app_name', 'namespace', 'member_id'] as const
const [members, hung, row] = ['Members', 'Hung members', 'Steward']

/** The steward's metrics; those of kaspr-operator keep their names (kaspr-lifecycle.md 10.2). */
export const stewardMetrics = {
  transitions: {
    name: 'kasprop_member_state_transitions_total', type: 'counter', help: 'Changes of the state of members', labels: [...memberLabels, 'from_state', 'to_state'],
    panel: { row: members, title: 'Members by change of state', by: ['app_name', 'from_state', 'to_state'], rare: true },
    difference: 'Fed: there it never was. States are `running`, `rebalancing`, `recovering` and `unreachable`.',
  },
  stuck: {
    name: 'kasprop_hung_member_duration_seconds', type: 'gauge', help: 'Seconds for which a member has been rebalancing without recovering; 0 for all others', labels: memberLabels,
    panel: { row: hung, title: 'Seconds in a rebalance', by: ['app_name', 'member_id'] },
    difference: 'Falls back to 0 when the member recovers, and goes with its pod.',
  },
  terminations: {
    name: 'kasprop_member_terminations_total', type: 'counter', help: 'Pods of members that were deleted', labels: [...memberLabels, 'reason'],
    panel: { row: hung, title: 'Members replaced', by: ['app_name', 'reason'], rare: true },
    difference: 'Only pods that were really deleted are counted.',
  },
  operations: {
    name: 'kaspr_steward_operations_total', type: 'counter', help: 'Operations by type and outcome', labels: ['type', 'state'],
    panel: { row, title: 'Operations by type and outcome', by: ['type', 'state'], rare: true },
  },
  polls: {
    name: 'kaspr_steward_polls_total', type: 'counter', help: 'Questions to members by what came of them', labels: ['result'],
    panel: { row, title: 'Questions to members by result', by: ['result'] },
  },
  pollDuration: {
    name: 'kaspr_steward_poll_duration_seconds', type: 'histogram', help: 'How long members take to answer', labels: [], buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30],
    panel: { row, title: 'How long members take to answer', by: [] },
  },
  writes: {
    name: 'kaspr_steward_reports_written_total', type: 'counter', help: 'Reports that were written down', labels: [],
    panel: { row, title: 'Reports written', by: [] },
  },
  leading: {
    name: 'kaspr_steward_leader', type: 'gauge', help: '1 for the steward that acts, 0 for those that wait', labels: [],
    panel: { row, title: 'A steward leads', by: [] },
  },
  kept: {
    name: 'kaspr_steward_member_sets', type: 'gauge', help: 'Member sets that are kept', labels: [],
    panel: { row, title: 'Member sets', by: [] },
  },
  build: {
    name: 'kaspr_steward_build_info', type: 'gauge', help: 'Release and runtime, always 1', labels: ['release', 'node'],
    panel: { row, title: 'Stewards by release', by: ['release'] },
  },
} as const satisfies Readonly<Record<string, MetricShape>>

type MemberLabels = Readonly<Record<(typeof memberLabels)[number], string>>

/** All metrics of one steward in a registry of their own. */
export const buildStewardMetrics = (release: string): StewardMetrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauge(registry, stewardMetrics.build).set({ release, node: process.version }, 1)
  return { registry, meter: { ...memberMeter(registry), ...workMeter(registry) } }
}

const counter = <Label extends string>(registry: Registry, { name, help, labels }: MetricShape<Label>): Counter<Label> =>
  new Counter({ name, help, labelNames: [...labels], registers: [registry] })

const gauge = <Label extends string>(registry: Registry, { name, help, labels }: MetricShape<Label>): Gauge<Label> =>
  new Gauge({ name, help, labelNames: [...labels], registers: [registry] })

const appOf = ({ name, object }: MemberSet): string => object.metadata.labels?.['kaspr.io/app'] ?? name

const labelsOf = (set: MemberSet, id: number): MemberLabels => ({ app_name: appOf(set), namespace: set.namespace, member_id: String(id) })

/** A member in one word. */
export const memberState = ({ answered, recovering, rebalancing }: Pick<ObservedMember, 'answered' | 'recovering' | 'rebalancing'>): string =>
  !answered ? 'unreachable' : recovering === true ? 'recovering' : rebalancing === true ? 'rebalancing' : 'running'

const memberMeter = (registry: Registry): Pick<StewardMeter, 'reported' | 'dropped' | 'ended'> => {
  const transitions = counter(registry, stewardMetrics.transitions)
  const stuck = gauge(registry, stewardMetrics.stuck)
  const terminations = counter(registry, stewardMetrics.terminations)
  const operations = counter(registry, stewardMetrics.operations)
  // From nothing to one is no increase in the eyes of Prometheus.
  for (const type of operationTypes) for (const state of ['Succeeded', 'Failed']) operations.inc({ type, state }, 0)
  const since = new Map<string, number>()
  const forget = (set: MemberSet, { id, podUID }: ObservedMember): void => {
    since.delete(podUID)
    stuck.remove(labelsOf(set, id))
  }
  return {
    reported: (set, before, { members, observedAt }) => {
      const now = Date.parse(observedAt)
      for (const gone of before.filter(({ podUID }) => !members.some((member) => member.podUID === podUID))) forget(set, gone)
      for (const member of members) {
        const [from, to] = [before.find(({ podUID }) => podUID === member.podUID), memberState(member)]
        if (from !== undefined && memberState(from) !== to) transitions.inc({ ...labelsOf(set, member.id), from_state: memberState(from), to_state: to })
        if (to === 'rebalancing') since.set(member.podUID, since.get(member.podUID) ?? now)
        else since.delete(member.podUID)
        stuck.set(labelsOf(set, member.id), (now - (since.get(member.podUID) ?? now)) / 1000)
      }
    },
    dropped: (set) => { for (const member of set.status.members ?? []) forget(set, member) },
    ended: (set, { type, pod = '' }, { state }) => {
      operations.inc({ type, state })
      const id = /\d+$/.exec(pod)?.[0] ?? ''
      if (type === 'TerminateMember' && state === 'Succeeded') terminations.inc({ ...labelsOf(set, Number(id)), reason: 'hung' })
    },
  }
}

const workMeter = (registry: Registry): Pick<StewardMeter, 'answered' | 'written' | 'leads'> => {
  const polls = counter(registry, stewardMetrics.polls)
  const { name, help, buckets } = stewardMetrics.pollDuration
  const duration = new Histogram({ name, help, buckets: [...buckets], registers: [registry] })
  const writes = counter(registry, stewardMetrics.writes)
  const leading = gauge(registry, stewardMetrics.leading)
  const kept = gauge(registry, stewardMetrics.kept)
  return {
    answered: (answer, seconds) => {
      polls.inc({ result: answer.answered ? 'answered' : answer.error })
      duration.observe(seconds)
    },
    written: () => { writes.inc() },
    leads: (isHeld, sets) => {
      leading.set(isHeld ? 1 : 0)
      kept.set(sets)
    },
  }
}
