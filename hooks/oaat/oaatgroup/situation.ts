import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { deadlineOf, overdueEnding } from './deadline.ts'
import { readDuration } from '../duration-text.ts'
import type { Group, GroupInput } from './group.ts'
import { readItem } from './item-record.ts'
import type { ItemRecord } from './item-record.ts'
import { ledgerOf, withEnding, withResults } from './ledger.ts'
import type { Ledger } from './ledger.ts'
import type { ObservedRun, ObservedRuns } from './observed-runs.ts'
import { observedRuns } from './observed-runs.ts'
import { invalidity, typeOf } from './problems.ts'
import type { Invalidity } from './problems.ts'
import { retained } from './retention.ts'
import type { Retained } from './retention.ts'
import { coolOffOf } from './selection.ts'
import type { Rules } from './selection.ts'

/** Everything a decision looks at: the group, its pods, and the ledger with all results that can be seen. */
export interface Situation {
  readonly group: Group
  readonly invalid: Invalidity | undefined
  readonly podspec: JsonObject
  readonly observed: ObservedRuns
  /** Active runs that go on: not those that were given up. */
  readonly active: readonly ObservedRun[]
  /** Active runs whose failure is counted and acknowledged: their pods are deleted. */
  readonly givenUp: readonly ObservedRun[]
  readonly retained: Retained
  readonly ledger: Ledger
  readonly items: readonly ItemRecord[]
  readonly rules: Rules
  /** Milliseconds since 1970. */
  readonly now: number
}

export const situationOf = (group: Group, input: GroupInput): Situation => {
  const now = Date.parse(input.now)
  const observed = observedRuns(group, input)
  const acknowledged = new Set(input.parent.status?.recorded ?? [])
  const active = observed.runs.filter(({ active }) => active)
  const ledger = withOverdue(withResults(ledgerOf(input, observed), observed.runs, group), active, { group, now })
  return {
    group,
    invalid: invalidity(group, input),
    podspec: podspecOf(group, input),
    observed,
    active: active.filter(({ uid }) => !acknowledged.has(uid)),
    givenUp: active.filter(({ uid }) => acknowledged.has(uid)),
    retained: retained(observed.runs.filter(({ active }) => !active), acknowledged, { retention: group.retention, now }),
    ledger,
    items: itemsOf(group, ledger),
    rules: rulesOf(group),
    now,
  }
}

export const itemsOf = ({ items = [] }: Group, ledger: Ledger): readonly ItemRecord[] => items.map((item) => readItem(item, Object.hasOwn(ledger.items, item) ? ledger.items[item] : undefined))

const podspecOf = (group: Group, { related }: GroupInput): JsonObject => {
  const spec = typeOf(group, related)?.spec
  return isObject(spec) && isObject(spec['podspec']) ? spec['podspec'] : {}
}

const rulesOf = ({ frequency = 0, coolOff, spec: { failureBackoff, once = false } }: Group): Rules => ({
  frequency,
  once,
  coolOff: coolOffOf(coolOff, failureBackoff === undefined ? undefined : {
    initial: readDuration(failureBackoff.initial).milliseconds ?? 0,
    factor: failureBackoff.factor ?? 2,
    max: readDuration(failureBackoff.max).milliseconds ?? 0,
  }),
})

/** A run past its deadline counts as failed now; its pod goes once that is acknowledged. */
const withOverdue = (ledger: Ledger, active: readonly ObservedRun[], { group, now }: { group: Group; now: number }): Ledger => active.reduce((before, run) => {
  const deadline = deadlineOf(run, group)
  return deadline === undefined || now < deadline || before.recorded.includes(run.uid) ? before : withEnding(before, overdueEnding(run, deadline), group)
}, ledger)
