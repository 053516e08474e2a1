import { timestamp } from '../../../src/kit/timestamp.ts'
import { deadlineOf } from './deadline.ts'
import type { Ledger } from './ledger.ts'
import type { ObservedRun } from './observed-runs.ts'
import type { PodOrder } from './pod.ts'
import type { Situation } from './situation.ts'
import type { OaatGroupStatus, OpenRun } from './status-schema.ts'

/** What a group does now. */
export interface Decision {
  readonly state: NonNullable<OaatGroupStatus['state']>
  readonly message: string
  readonly ledger: Ledger
  /** Pods that stay as they are. */
  readonly kept: readonly ObservedRun[]
  /** Whether pods that were adopted only to be deleted stay for once: nothing is deleted in doubt. */
  readonly keepsAdopted?: boolean
  /** The pod that is wanted besides. */
  readonly order?: PodOrder
  /** Item that runs, for the status. */
  readonly running?: OpenRun
  readonly rogues?: boolean
  /** Text of `find_job` when items were looked at. */
  readonly looked?: string
  /** Moments at which the answer changes by itself, in milliseconds since 1970. */
  readonly wakeUps: readonly (number | undefined)[]
}

/** A rule of the table in oaat.md B4; undefined: it does not apply. */
export type Rule = (situation: Situation) => Decision | undefined

/** Decision of the first rule that applies; those behind it are not asked. */
export const firstOf = (rules: readonly Rule[], situation: Situation): Decision | undefined =>
  rules.reduce<Decision | undefined>((decision, rule) => decision ?? rule(situation), undefined)

/** What every decision has that starts nothing. */
export const staying = (situation: Situation): Pick<Decision, 'ledger' | 'kept' | 'wakeUps'> => {
  const { ledger, active, retained } = situation
  return { ledger, kept: [...active, ...retained.kept], wakeUps: [retained.nextExpiry, ...deadlines(situation)] }
}

/** When active runs have taken too long. */
export const deadlines = ({ active, group }: Situation): readonly (number | undefined)[] => active.map((run) => deadlineOf(run, group))

/** An open run as its pod tells it. */
export const runningOf = (run: ObservedRun | undefined, { ledger, now }: Situation): Pick<Decision, 'running' | 'ledger'> => {
  if (run === undefined) return { ledger }
  const known = ledger.run?.pod === run.name && ledger.sequence === run.sequence ? ledger.run.requestedAt : undefined
  const running = { item: run.item, pod: run.name, podUID: run.uid, requestedAt: known ?? run.pod.metadata.creationTimestamp ?? timestamp(now) }
  return { running, ledger: run.sequence === ledger.sequence && !ledger.recorded.includes(run.uid) ? { ...ledger, run: running } : ledger }
}
