import { appLabel } from '../../hooks/kaspr/labels.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { Condition } from '../../src/kit/condition.ts'
import { knownConditions } from '../../src/kit/condition.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { ofKind } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { componentControllers } from '../controllers.ts'
import { appRow, appStatus, memberSetOf, orNull } from './app-row.ts'
import type { AppRow, MemberSetView } from './app-row.ts'

/** A member; what is unknown is null. */
export interface MemberRow {
  readonly id: number
  readonly pod: string | null
  readonly ready: boolean | null
  readonly leader: boolean | null
  readonly rebalancing: boolean | null
  readonly recovering: boolean | null
  readonly strikes: number
  /** Why it does not run or does not answer. */
  readonly problem: string | null
  readonly since: string | null
}

/** A component that is not as it should be. */
export interface ComponentRow {
  readonly kind: string
  readonly name: string
  readonly reason: string
  readonly message: string
}

/** Everything that is known about an app. Keys are a contract with scripts. */
export interface AppDetails extends AppRow {
  readonly memberList: readonly MemberRow[]
  /** When the steward last saw the members like this. */
  readonly observedAt: string | null
  readonly conditions: readonly Condition[]
  readonly components: number
  readonly componentProblems: readonly ComponentRow[]
}

export const appDetails = (snapshot: Snapshot, app: StoredObject): AppDetails => {
  const set = memberSetOf(snapshot, app)
  const components = componentControllers.flatMap(({ parent }) => ofKind(snapshot, parent))
    .filter(({ metadata: { namespace, labels } }) => namespace === app.metadata.namespace && labels?.[appLabel] === app.metadata.name)
  return {
    ...appRow(snapshot, app),
    memberList: memberRows(app, set),
    observedAt: set.status.observedAt ?? null,
    conditions: appStatus(app).conditions ?? [],
    components: components.length,
    componentProblems: components.flatMap(problemOf),
  }
}

type Known = NonNullable<ReturnType<typeof appStatus>['members']>[number]
type Seen = NonNullable<MemberSetView['status']['members']>[number]

/** Members of the app's status and of the steward's report: either may know more. */
const memberRows = (app: StoredObject, { status: { members: seen = [] } }: MemberSetView): readonly MemberRow[] => {
  const known = appStatus(app).members ?? []
  const ids = [...new Set([...known, ...seen].map(({ id }) => id))].toSorted((a, b) => a - b)
  return ids.map((id) => memberRow(id, known.find((one) => one.id === id), seen.find((one) => one.id === id)))
}

const memberRow = (id: number, known: Partial<Known> = {}, seen: Partial<Seen> = {}): MemberRow => ({
  id,
  pod: orNull(seen.pod),
  ready: orNull(seen.ready),
  ...flags({ ...known, ...present(seen) }),
  strikes: known.hungStrikes ?? 0,
  problem: problemText(seen),
  since: orNull(known.lastTransitionTime),
})

const flags = ({ leader, rebalancing, recovering }: Partial<Known>): Pick<MemberRow, 'leader' | 'rebalancing' | 'recovering'> =>
  ({ leader: orNull(leader), rebalancing: orNull(rebalancing), recovering: orNull(recovering) })

/** A member that did not answer keeps what is known of it. */
const present = ({ leader, rebalancing, recovering }: Partial<Seen>): Partial<Known> => ({
  ...(leader === undefined ? {} : { leader }),
  ...(rebalancing === undefined ? {} : { rebalancing }),
  ...(recovering === undefined ? {} : { recovering }),
})

const problemText = ({ waiting, install, answered = true, error }: Partial<Seen>): string | null => {
  if (waiting !== undefined) return [waiting.reason, waiting.message].filter((text) => text !== undefined && text !== '').join(': ')
  if (install?.exitCode !== undefined && install.exitCode !== 0) return `install-packages ended with ${install.exitCode}`
  return answered ? null : `no answer${error === undefined ? '' : `: ${error}`}`
}

/** Of upstream's components only the link to the app is known. */
const problemOf = ({ kind, metadata: { name }, status }: StoredObject): readonly ComponentRow[] => {
  const fields = isObject(status) ? status : {}
  const failed = knownConditions(fields['conditions']).filter((condition) => condition.status === 'False')
  if (failed.length > 0) return failed.map(({ reason, message = '' }) => ({ kind, name, reason, message }))
  return linkOf(fields['app']) === 'AppNotFound' ? [{ kind, name, reason: 'AppNotFound', message: '' }] : []
}

const linkOf = (app: JsonValue | undefined): JsonValue | undefined => isObject(app) ? app['status'] : undefined
