import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { uidOf, withMetadata } from './metadata.ts'
import type { StoredObject } from './object-store.ts'

/** metav1.OwnerReference. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

export const ownersOf = (object: StoredObject): readonly OwnerReference[] =>
  trusted<{ metadata: { ownerReferences?: readonly OwnerReference[] | null } }>(object).metadata.ownerReferences ?? []

/** The owner that controls an object; an object without one is an orphan. */
export const controllerOf = (object: StoredObject): OwnerReference | undefined =>
  ownersOf(object).find(({ controller }) => controller === true)

/** The reference that makes a parent the controller of a child (metacontroller.md §3.7). */
export const referenceTo = (parent: KubernetesObject): OwnerReference => ({
  apiVersion: parent.apiVersion,
  kind: parent.kind,
  name: parent.metadata.name,
  uid: uidOf(parent),
  controller: true,
  blockOwnerDeletion: true,
})

const withOwners = (object: StoredObject, owners: readonly OwnerReference[]): StoredObject =>
  withMetadata(object, { ownerReferences: owners.length === 0 ? undefined : trusted(owners) })

/** With an owner; a reference with the same uid is replaced where it stands. */
export const withOwner = (object: StoredObject, owner: OwnerReference): StoredObject => {
  const owners = ownersOf(object)
  return withOwners(object, owners.some(({ uid }) => uid === owner.uid) ? owners.map((one) => one.uid === owner.uid ? owner : one) : [...owners, owner])
}

export const withoutOwner = (object: StoredObject, uid: string): StoredObject =>
  withOwners(object, ownersOf(object).filter((owner) => owner.uid !== uid))
