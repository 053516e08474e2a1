import { parseQuantity } from '../../src/kit/quantity.ts'
import type { Action } from './action.ts'
import { isSmaller, withRequest } from './claim-request.ts'
import { changedClaim, packagesClaimOf } from './packages-claim.ts'
import { failed, lostToRestart, succeeded } from './result.ts'

/** Lets the packages claim request more. It is never made smaller, and its members run on. */
export const growClaim: Action = {
  act: async (parts, ordered) => {
    const { size = '' } = ordered.operation
    if (parseQuantity(size) === undefined) return failed(`size: "${size}" is no quantity`)
    return changedClaim(parts, ordered, { change: (claim) => isSmaller(claim, size) ? withRequest(claim, size) : undefined, done: `grown to ${size}` })
  },
  settle: async ({ store }, ordered) => {
    const { size = '' } = ordered.operation
    const claim = await packagesClaimOf(store, ordered)
    if (typeof claim === 'string') return failed(claim)
    return isSmaller(claim, size) ? lostToRestart : succeeded(`Claim ${claim.metadata.name} is grown to ${size}`)
  },
}
