import { compareQuantities } from '../../../../src/kit/quantity.ts'
import type { Operation, PackagesClaim } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import { outsideClaim, wantedSize } from '../packages-claim.ts'
import { attemptOf, failureOf, shortUID, standing } from './repeated-operation.ts'
import type { Repeated } from './repeated-operation.ts'

/** Growth of a packages claim that is no child: a child grows by being wanted larger. */
export interface ClaimGrowth {
  readonly operations: readonly Operation[]
  readonly resyncAfterSeconds?: number
}

export const claimGrowth = (app: App, now: string): ClaimGrowth => {
  const { observed: { report } } = app
  const claim = outsideClaim(app)
  if (claim === undefined || !canGrow(app, claim)) return { operations: standing('GrowClaim', [], report) }
  const { id, ...rest } = attemptOf(wishFor(app, claim), report, now)
  return { operations: standing('GrowClaim', [{ id, type: 'GrowClaim', claim: claim.name, claimUID: claim.uid, size: wantedSize(app) }], report), ...rest }
}

const wishFor = (app: App, { uid }: PackagesClaim): Repeated =>
  ({ kind: 'grow', what: `${shortUID(uid)}-${wantedSize(app).toLowerCase().replace(/[^a-z0-9]/g, '-')}` })

const isTooSmall = (app: App, { requested }: PackagesClaim): boolean => compareQuantities(wantedSize(app), requested) === 1

/** The API server refuses every change of a claim without a volume; what belongs to others is theirs to grow. */
const canGrow = (app: App, claim: PackagesClaim): boolean => isTooSmall(app, claim) && claim.ownerUID === undefined && claim.phase === 'Bound'

/** Why such a claim does not have the size that is wished for. */
export const whyNotGrown = (app: App, claim: PackagesClaim): string => {
  if (!isTooSmall(app, claim)) return 'claims cannot shrink'
  if (claim.ownerUID !== undefined) return 'the claim belongs to another object'
  if (claim.phase !== 'Bound') return 'a claim grows only once it is bound'
  const failure = failureOf(wishFor(app, claim), app.observed.report)
  return failure === undefined ? 'the steward is asked to let it grow' : `the steward could not let it grow: ${failure}`
}
