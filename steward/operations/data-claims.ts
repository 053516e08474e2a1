import { isDeleting } from '../../src/engine/metadata.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { PersistentVolumeClaim } from '../../src/kit/kinds.ts'
import type { MemberSet } from '../member-set.ts'
import { numberedName } from '../numbered-name.ts'

/** Data claims of a set as they are now, by number: the prefix and a number, so that no other claim is among them. */
export const dataClaims = async (store: ObjectStore, { namespace, spec }: MemberSet): Promise<readonly StoredObject[]> => {
  const all = await store.list(PersistentVolumeClaim)
  const isOurs = ({ metadata }: StoredObject): boolean => metadata.namespace === namespace && numberedName(metadata.name)?.prefix === spec.claims.prefix
  return all.filter((claim) => isOurs(claim) && !isDeleting(claim)).toSorted((a, b) => numberOf(a) - numberOf(b))
}

const numberOf = ({ metadata }: StoredObject): number => numberedName(metadata.name)?.number ?? 0
