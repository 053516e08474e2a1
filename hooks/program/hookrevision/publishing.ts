import { fittingFields } from '../../../src/kit/fitting-fields.ts'
import { checkOf } from '../../../src/kit/check.ts'
import type { ProgramPolicy } from '../hookprogram/resource.ts'
import { HookRevisionStatus } from './resource.ts'
import type { HookRevision } from './resource.ts'
import type { Refused } from './revision-code.ts'

type Judged = Pick<HookRevision, 'spec' | 'status'>
export type Place = 'active' | 'canary'

const readStatus = fittingFields(HookRevisionStatus)
const check = checkOf(HookRevisionStatus)

/** What is known about a revision; a status that somebody spoiled says nothing. */
export const revisionStatus = ({ status }: Pick<HookRevision, 'status'>): HookRevisionStatus => {
  const known = readStatus(status)
  return check.matches(known) ? known : {}
}

/**
 * Whether the revision answered for all parents before. The way back to it is always open: whoever rolls back has no time
 * for a second approval, and the Studio may be down.
 */
export const wasPublished = (revision: Judged): boolean => (revisionStatus(revision).published ?? []).some(({ as }) => as !== 'canary')

/**
 * Why a program's policy does not let a revision run yet; undefined when it does. The same rules hold for the Studio and
 * for a pointer that kubectl moves, because the program's hook asks here. All facts stand in the revision's status: only
 * the Studio's API writes it (nobody else is granted `hookrevisions/status`).
 */
export const publishingProblem = (revision: Judged, policy: ProgramPolicy, place: Place): Refused | undefined =>
  approvalProblem(revision, policy) ?? checkProblem(revision, policy) ?? (place === 'active' ? canaryProblem(revision, policy) : undefined)

const approvalProblem = (revision: Judged, { approvals: wanted = 0 }: ProgramPolicy): Refused | undefined => {
  const { approvals = [] } = revisionStatus(revision)
  const others = new Set(approvals.map(({ user }) => user).filter((user) => user !== revision.spec.author))
  return others.size >= wanted ? undefined : { reason: 'ApprovalsMissing', message: `${others.size} of ${wanted} approvals by others than its author` }
}

/** An override is a publish in spite of the checks, with a name and a reason. */
const checkProblem = (revision: Judged, { requireReplay = false }: ProgramPolicy): Refused | undefined => {
  const { checks, overrides = [] } = revisionStatus(revision)
  if (overrides.length > 0) return undefined
  if (checks === undefined) return { reason: 'ChecksFailed', message: 'its checks have not been run' }
  if (!checks.passed) return { reason: 'ChecksFailed', message: `its checks were not passed: ${failed(checks.properties)}` }
  return requireReplay && checks.recordings === 0 ? { reason: 'ReplayMissing', message: 'it was checked on no recording' } : undefined
}

const failed = (properties: NonNullable<HookRevisionStatus['checks']>['properties']): string =>
  properties.filter(({ result }) => result === 'failed').map(({ name }) => name).join(', ') || 'not all were run'

const canaryProblem = (revision: Judged, { canary = false }: ProgramPolicy): Refused | undefined =>
  !canary || (revisionStatus(revision).published ?? []).some(({ as }) => as === 'canary') ? undefined
    : { reason: 'CanaryMissing', message: 'it has not run as canary' }
