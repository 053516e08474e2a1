import { selectorLabel } from '../../src/engine/apply.ts'
import { withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { ownersOf, withoutOwner } from '../../src/engine/owner-reference.ts'
import type { Action } from './action.ts'
import { changedClaim, packagesClaimOf } from './packages-claim.ts'
import { failed, lostToRestart, succeeded } from './result.ts'

/**
 * Takes a claim out of the hands of its owner, in one write: the label by which it would be adopted again goes with the
 * reference by which it would be deleted. Nothing else of it is touched (kaspr-lifecycle.md 11.2).
 */
export const releaseClaim: Action = {
  act: async (parts, ordered) => {
    const { ownerUID = '' } = ordered.operation
    if (ownerUID === '') return failed('ownerUID is missing: a claim is released from the owner that is named')
    return changedClaim(parts, ordered, { change: (claim) => isOwned(claim, ownerUID) ? released(claim, ownerUID) : undefined, done: 'released' })
  },
  settle: async ({ store }, ordered) => {
    const claim = await packagesClaimOf(store, ordered)
    if (typeof claim === 'string') return failed(claim)
    return isOwned(claim, ordered.operation.ownerUID ?? '') ? lostToRestart : succeeded(`Claim ${claim.metadata.name} is released`)
  },
}

const isOwned = (claim: StoredObject, ownerUID: string): boolean =>
  ownersOf(claim).some(({ uid }) => uid === ownerUID) || claim.metadata.labels?.[selectorLabel] === ownerUID

/** A label of that name with another value is somebody else's. */
const released = (claim: StoredObject, ownerUID: string): StoredObject => {
  const labels = Object.entries(claim.metadata.labels ?? {}).filter(([key, value]) => key !== selectorLabel || value !== ownerUID)
  return withMetadata(withoutOwner(claim, ownerUID), { labels: labels.length === 0 ? undefined : Object.fromEntries(labels) })
}
