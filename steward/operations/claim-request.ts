import type { PersistentVolumeClaim as ClaimShape } from 'kubernetes-types/core/v1.js'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { compareQuantities } from '../../src/kit/quantity.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { claimFacts } from '../claim-facts.ts'

/** Whether a claim requests less than so much storage. */
export const isSmaller = (claim: StoredObject, size: string): boolean => compareQuantities(claimFacts(claim).requested, size) === -1

/** The claim with another request. */
export const withRequest = (claim: StoredObject, size: string): StoredObject => {
  const { spec } = trusted<ClaimShape>(claim)
  return trusted<StoredObject>({ ...claim, spec: { ...spec, resources: { ...spec?.resources, requests: { ...spec?.resources?.requests, storage: size } } } })
}
