import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { uidOf } from '../../src/engine/metadata.ts'
import { PersistentVolumeClaim } from '../../src/kit/kinds.ts'
import type { ActionParts, Ordered } from './action.ts'
import { persistently } from './persistently.ts'
import { failed, succeeded } from './result.ts'
import type { Result } from './result.ts'

/** The packages claim that an operation names; a text says why none may be touched, or that it is not there. */
export const packagesClaimOf = async (store: ObjectStore, { set: { namespace, spec }, operation: { claim = '', claimUID = '' } }: Ordered): Promise<StoredObject | string> => {
  if (claimUID === '') return 'claimUID is missing: no claim is changed by its name alone'
  if (claim === '' || claim !== spec.claims.packages) return `Claim ${claim} is not the packages claim of ${spec.statefulSet}`
  const found = await store.get({ kind: PersistentVolumeClaim, name: claim, namespace })
  return found === undefined || uidOf(found) !== claimUID ? `Claim ${claim} with UID ${claimUID} is gone` : found
}

/** What is to become of a claim; undefined: it is so already. */
export type ClaimChange = (claim: StoredObject) => StoredObject | undefined

/** Changes the packages claim on top of what is stored at that moment, so that whoever writes between is not undone. */
export const changedClaim = ({ store, clock }: ActionParts, ordered: Ordered, { change, done }: { readonly change: ClaimChange; readonly done: string }): Promise<Result> =>
  persistently(clock, async () => {
    const claim = await packagesClaimOf(store, ordered)
    if (typeof claim === 'string') return failed(claim)
    const next = change(claim)
    if (next === undefined) return succeeded(`Claim ${claim.metadata.name} is ${done} already`)
    await store.update(PersistentVolumeClaim, next)
    return succeeded(`Claim ${claim.metadata.name} is ${done}`)
  })
