import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Operation, PackagesClaim } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import { isKept, outsideClaim } from '../packages-claim.ts'
import { attemptOf, failureOf, shortUID, standing } from './repeated-operation.ts'
import type { Repeated } from './repeated-operation.ts'

/** Release of a packages claim that is to outlive its app. */
export interface ClaimRelease {
  readonly operations: readonly Operation[]
  /** Condition `PackagesClaimKept`: whether the claim stays when the app is deleted. Absent where it shall not and does not. */
  readonly claims: readonly Claim[]
  readonly resyncAfterSeconds?: number
}

/**
 * A child always has an owner and goes with it. A claim that is to be kept is therefore released by the steward as soon as
 * it is a child (kaspr-lifecycle.md 11.2); the app goes on using it as one that stands outside.
 */
export const claimRelease = (app: App, now: string): ClaimRelease => {
  const { uid: ownerUID, observed: { packagesClaim: child, report } } = app
  const { uid, name, deletionTimestamp } = child?.metadata ?? {}
  const isDue = name !== undefined && isKept(app)
  if (!isDue || uid === undefined || ownerUID === undefined || (deletionTimestamp ?? null) !== null) {
    return { operations: standing('ReleaseClaim', [], report), claims: isDue ? [belongs(app, name)] : outside(app) }
  }
  const { id, ...rest } = attemptOf(wishFor(uid), report, now)
  return {
    operations: standing('ReleaseClaim', [{ id, type: 'ReleaseClaim', claim: name, claimUID: uid, ownerUID }], report),
    claims: [belongs(app, name)],
    ...rest,
  }
}

const wishFor = (uid: string): Repeated => ({ kind: 'release', what: shortUID(uid) })

const type = 'PackagesClaimKept'

const belongs = ({ observed: { packagesClaim: child, report } }: App, name: string): Claim => {
  const failure = failureOf(wishFor(child?.metadata.uid ?? ''), report)
  if (report.state !== 'fresh') return claim(type, 'False', { reason: 'NoSteward', message: `Claim ${name} goes with the app: only a steward can release it, and none reports` })
  return failure === undefined
    ? claim(type, 'False', { reason: 'Releasing', message: `Claim ${name} belongs to the app until the steward has released it` })
    : claim(type, 'False', { reason: 'ReleaseFailed', message: `Claim ${name} goes with the app: ${failure}` })
}

const outside = (app: App): readonly Claim[] => {
  const found = outsideClaim(app)
  return found === undefined ? [] : [foreign(found)]
}

const foreign = ({ name, ownerUID }: PackagesClaim): Claim => ownerUID === undefined
  ? claim(type, 'True', { reason: 'NotOwned', message: `Claim ${name} belongs to nobody and stays when the app is deleted` })
  : claim(type, 'False', { reason: 'OwnedByOther', message: `Claim ${name} belongs to another object (UID ${ownerUID}) and goes with it` })
