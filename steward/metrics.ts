import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
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
type MemberLabels = Readonly<Record<(typeof memberLabels)[number], string>>

/** All metrics of one steward in a registry of their own; those of kaspr-operator keep their names (kaspr-lifecycle.md 10.2). */
export const buildStewardMetrics = (release: string): StewardMetrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauge(registry, { name: 'kaspr_steward_build_info', help: 'Release and runtime, always 1', labelNames: ['release', 'node'] }).set({ release, node: process.version }, 1)
  return { registry, meter: { ...memberMeter(registry), ...workMeter(registry) } }
}

const counter = <Label extends string>(registry: Registry, shape: { name: string; help: string; labelNames?: readonly Label[] }): Counter<Label> =>
  new Counter({ name: shape.name, help: shape.help, labelNames: [...shape.labelNames ?? []], registers: [registry] })

const gauge = <Label extends string>(registry: Registry, shape: { name: string; help: string; labelNames?: readonly Label[] }): Gauge<Label> =>
  new Gauge({ name: shape.name, help: shape.help, labelNames: [...shape.labelNames ?? []], registers: [registry] })

const appOf = ({ name, object }: MemberSet): string => object.metadata.labels?.['kaspr.io/app'] ?? name

const labelsOf = (set: MemberSet, id: number): MemberLabels => ({ app_name: appOf(set), namespace: set.namespace, member_id: String(id) })

/** A member in one word. */
export const memberState = ({ answered, recovering, rebalancing }: Pick<ObservedMember, 'answered' | 'recovering' | 'rebalancing'>): string =>
  !answered ? 'unreachable' : recovering === true ? 'recovering' : rebalancing === true ? 'rebalancing' : 'running'

const memberMeter = (registry: Registry): Pick<StewardMeter, 'reported' | 'dropped' | 'ended'> => {
  const transitions = counter(registry, { name: 'kasprop_member_state_transitions_total', help: 'Changes of the state of members', labelNames: [...memberLabels, 'from_state', 'to_state'] })
  const stuck = gauge(registry, { name: 'kasprop_hung_member_duration_seconds', help: 'Seconds for which a member has been rebalancing without recovering; 0 for all others', labelNames: memberLabels })
  const terminations = counter(registry, { name: 'kasprop_member_terminations_total', help: 'Pods of members that were deleted', labelNames: [...memberLabels, 'reason'] })
  const operations = counter(registry, { name: 'kaspr_steward_operations_total', help: 'Operations by type and outcome', labelNames: ['type', 'state'] })
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
  const polls = counter(registry, { name: 'kaspr_steward_polls_total', help: 'Questions to members by what came of them', labelNames: ['result'] })
  const duration = new Histogram({ name: 'kaspr_steward_poll_duration_seconds', help: 'How long members take to answer', buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30], registers: [registry] })
  const writes = counter(registry, { name: 'kaspr_steward_reports_written_total', help: 'Reports that were written down' })
  const leading = gauge(registry, { name: 'kaspr_steward_leader', help: '1 for the steward that acts, 0 for those that wait' })
  const kept = gauge(registry, { name: 'kaspr_steward_member_sets', help: 'Member sets that are kept' })
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
