import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import type { KasprAppStatus } from '../../hooks/kaspr/kasprapp/spec/status.ts'
import { namesOf } from '../../hooks/kaspr/kasprapp/names.ts'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { KasprMemberSetSpec, KasprMemberSetStatus } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { fittingFields } from '../../src/kit/fitting-fields.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ofKind } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'

/** An operation that the app asked for. */
export interface OperationRow {
  readonly id: string
  readonly type: string
  /** Requested until somebody began it. */
  readonly state: 'Requested' | 'Running' | 'Succeeded' | 'Failed'
  readonly message: string | null
}

/** An app in one line. Keys are a contract with scripts; what is unknown is null. */
export interface AppRow {
  readonly namespace: string
  readonly name: string
  readonly version: string | null
  /** Status and reason of condition Ready. */
  readonly ready: string
  readonly reason: string | null
  /** `available/wanted`. */
  readonly members: string | null
  /** Number of the member that leads the group. */
  readonly leader: number | null
  /** `rebalancing/available`. */
  readonly rebalancing: string | null
  /** Most strikes that a member has. */
  readonly strikes: number
  readonly operations: readonly OperationRow[]
  /** Why members were replaced last, and when that began. */
  readonly lastRollout: { readonly reasons: readonly string[]; readonly startedAt: string } | null
  readonly createdAt: string | null
}

const readStatus = fittingFields(KasprApp.status)
const readSetSpec = fittingFields(KasprMemberSet.spec)
const readSetStatus = fittingFields(KasprMemberSet.status)

/** What of the status of an app can be read: somebody else may have written it. */
export const appStatus = (app: StoredObject): Partial<KasprAppStatus> => trusted<Partial<KasprAppStatus> | undefined>(readStatus(app['status'])) ?? {}

/** Members as the steward saw them last, and what it shall do. */
export interface MemberSetView {
  readonly operations: NonNullable<KasprMemberSetSpec['operations']>
  readonly status: Partial<KasprMemberSetStatus>
}

/** Empty where there is no member set. */
export const memberSetOf = (snapshot: Snapshot, { metadata: { name, namespace } }: StoredObject): MemberSetView => {
  const found = ofKind(snapshot, KasprMemberSet).find(({ metadata }) => metadata.namespace === namespace && metadata.name === namesOf(name).component)
  const spec = trusted<Partial<KasprMemberSetSpec> | undefined>(readSetSpec(found?.['spec']))
  const status = trusted<Partial<KasprMemberSetStatus> | undefined>(readSetStatus(found?.['status']))
  return { operations: spec?.operations ?? [], status: status ?? {} }
}

/** What is unknown stands in JSON all the same. */
export const orNull = <Value>(value: Value | undefined): Value | null => value ?? null

export const appRow = (snapshot: Snapshot, app: StoredObject): AppRow => {
  const { kasprVersion, availableMembers, rebalancingMembers, lastRollout, members = [], conditions = [] } = appStatus(app)
  const ready = conditions.find(({ type }) => type === 'Ready')
  return {
    namespace: app.metadata.namespace ?? '',
    name: app.metadata.name,
    version: orNull(kasprVersion),
    ready: ready?.status ?? 'Unknown',
    reason: orNull(ready?.reason),
    members: orNull(availableMembers),
    leader: orNull(members.find(({ leader }) => leader === true)?.id),
    rebalancing: orNull(rebalancingMembers),
    strikes: Math.max(0, ...members.map(({ hungStrikes = 0 }) => hungStrikes)),
    operations: operationRows(memberSetOf(snapshot, app)),
    lastRollout: orNull(lastRollout),
    createdAt: orNull(app.metadata.creationTimestamp),
  }
}

const operationRows = ({ operations, status: { operations: outcomes = [] } }: MemberSetView): readonly OperationRow[] => operations.map(({ id, type }) => {
  const outcome = outcomes.find((one) => one.id === id)
  return { id, type, state: outcome?.state ?? 'Requested', message: orNull(outcome?.message) }
})
