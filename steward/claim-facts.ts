import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1.js'
import type { KasprMemberSetStatus, PackagesClaim } from '../hooks/kaspr/kasprmemberset/resource.ts'
import { uidOf } from '../src/engine/metadata.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import { controllerOf, ownersOf } from '../src/engine/owner-reference.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { given } from './given.ts'

/** A data claim as a report has it. */
export type DataClaimFacts = NonNullable<KasprMemberSetStatus['claims']>[number]

/** All that is kept of a claim: what a report has of the one for packages. */
export type ClaimFacts = PackagesClaim

export const claimFacts = (object: StoredObject): ClaimFacts => {
  const { spec, status } = trusted<PersistentVolumeClaim>(object)
  return {
    name: object.metadata.name,
    uid: uidOf(object),
    requested: requestedBy(spec),
    ...given({
      capacity: status?.capacity?.['storage'], phase: status?.phase, storageClass: spec?.storageClassName, accessModes: spec?.accessModes,
      ownerUID: ownerOf(object),
    }),
  }
}

const requestedBy = (spec: PersistentVolumeClaim['spec']): string => spec?.resources?.requests?.['storage'] ?? '0'

const ownerOf = (object: StoredObject): string | undefined => (controllerOf(object) ?? ownersOf(object)[0])?.uid

/** The part that a report has of a data claim. */
export const dataClaimFacts = ({ name, requested, capacity, phase }: ClaimFacts): DataClaimFacts => ({ name, requested, ...given({ capacity, phase }) })
