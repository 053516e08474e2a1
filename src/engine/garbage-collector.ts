import type { Discovery } from './discovery.ts'
import type { Clock, DeleteOptions, StoredObject } from './object-store.ts'
import { finalizersOf, isDeleting, uidOf, withMetadata } from './metadata.ts'
import type { ObjectTable } from './object-table.ts'
import { foregroundFinalizer, orphanFinalizer } from './object-writes.ts'
import { ownersOf, withoutOwner } from './owner-reference.ts'
import type { OwnerReference } from './owner-reference.ts'

/** How the collector changes what is stored. */
export interface Collectable {
  readonly table: ObjectTable
  readonly clock: Clock
  /** Milliseconds from a change to its consequences. */
  readonly delay: number
  readonly discovery: Discovery
  readonly replace: (stored: StoredObject, next: StoredObject) => void
  readonly remove: (stored: StoredObject, propagation: DeleteOptions['propagation']) => void
}

/**
 * Deletes what has owners none of which is there, and lets objects go that wait for their dependents. An owner counts
 * only in the namespace of the dependent or cluster-wide: to Kubernetes an owner elsewhere is absent. Owners of a
 * cluster-scoped object that can only live in a namespace cannot be looked up at all: such an object is never collected
 * (seen on 1.36; docs/metacontroller-notes.md).
 */
export class GarbageCollector {
  readonly #of: Collectable

  constructor(of: Collectable) {
    this.#of = of
  }

  /** To be told of every object that is there, new or changed. */
  changed(object: StoredObject): void {
    if (ownersOf(object).length > 0) this.#later(() => { this.#collect(uidOf(object)) })
    if (isDeleting(object) && isHeld(object)) this.#later(() => { this.#dismiss(uidOf(object)) })
  }

  /** To be told of every object that is gone. */
  gone(object: StoredObject): void {
    for (const dependent of this.#of.table.ownedBy(uidOf(object))) this.#later(() => { this.#collect(uidOf(dependent)) })
    for (const { uid } of ownersOf(object)) this.#later(() => { this.#dismiss(uid) })
  }

  #later(work: () => void): void {
    this.#of.clock.after(this.#of.delay, work)
  }

  #collect(uid: string): void {
    const object = this.#of.table.byUid(uid)
    if (object === undefined || isDeleting(object)) return
    const owners = ownersOf(object)
    if (owners.length === 0 || owners.some((owner) => this.#isThere(owner.uid, object) || this.#isUnresolvable(owner, object))) return
    this.#of.remove(object, 'Background')
  }

  #isUnresolvable({ apiVersion, kind }: OwnerReference, { metadata: { namespace } }: StoredObject): boolean {
    return namespace === undefined && this.#of.discovery.kind(apiVersion, kind)?.scope === 'Namespaced'
  }

  #isThere(uid: string, { metadata: { namespace } }: StoredObject): boolean {
    const owner = this.#of.table.byUid(uid)
    return owner !== undefined && (owner.metadata.namespace === undefined || owner.metadata.namespace === namespace)
  }

  /** Deletes or releases the dependents of an object that waits for that; without any left the object may go. */
  #dismiss(uid: string): void {
    const owner = this.#of.table.byUid(uid)
    if (owner === undefined || !isDeleting(owner) || !isHeld(owner)) return
    const dependents = this.#of.table.ownedBy(uid)
    if (finalizersOf(owner).includes(orphanFinalizer)) {
      for (const dependent of dependents) this.#of.replace(dependent, withoutOwner(dependent, uid))
      this.#release(owner, orphanFinalizer)
      return
    }
    for (const dependent of dependents.filter((one) => !isDeleting(one))) this.#of.remove(dependent, 'Background')
    const blocks = this.#of.table.ownedBy(uid).some((dependent) => ownersOf(dependent).some((of) => of.uid === uid && of.blockOwnerDeletion === true))
    if (!blocks) this.#release(owner, foregroundFinalizer)
  }

  #release(owner: StoredObject, finalizer: string): void {
    this.#of.replace(owner, withMetadata(owner, { finalizers: finalizersOf(owner).filter((name) => name !== finalizer) }))
  }
}

const isHeld = (object: StoredObject): boolean =>
  finalizersOf(object).some((name) => name === foregroundFinalizer || name === orphanFinalizer)
