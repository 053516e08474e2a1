import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1.js'
import type { KasprMemberSetStatus } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { given } from './given.ts'
import { numberedName } from './numbered-name.ts'

/** A data claim as a report has it. */
export type ClaimFacts = NonNullable<KasprMemberSetStatus['claims']>[number]

/** Facts of a claim that may be a member's; undefined for one without a number, such as that of the packages. */
export const claimFacts = (object: StoredObject): ClaimFacts | undefined => {
  if (numberedName(object.metadata.name) === undefined) return undefined
  const { spec, status } = trusted<PersistentVolumeClaim>(object)
  return {
    name: object.metadata.name,
    requested: spec?.resources?.requests?.['storage'] ?? '0',
    ...given({ capacity: status?.capacity?.['storage'], phase: status?.phase }),
  }
}
