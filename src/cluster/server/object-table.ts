import { groupKind } from '../../engine/discovery.ts'
import { uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { controllerOf, ownersOf } from '../../engine/owner-reference.ts'
import type { Kind } from '../../kit/kind.ts'

/** A kind in one of its versions. */
export type KindName = Pick<Kind, 'apiVersion' | 'kind'>

/** A change of one object. `by` made it. */
export interface Change {
  readonly type: 'Added' | 'Modified' | 'Deleted'
  readonly by: string
  readonly object: StoredObject
  /** The object before it, for all but the first change. */
  readonly before?: StoredObject
}

type Names = Map<string, StoredObject>

/** Name of the namespace under which cluster-scoped objects are kept. */
const noNamespace = ''

const orphanKey = (kind: KindName, namespace: string): string => `${groupKind(kind)} ${namespace}`

/** All objects, by kind, namespace and name; by uid; and by the uids of their owners. Stored objects are never changed. */
export class ObjectTable {
  readonly #kinds = new Map<string, Map<string, Names>>()
  readonly #byUid = new Map<string, StoredObject>()
  readonly #owned = new Map<string, Set<string>>()
  readonly #orphans = new Map<string, Names>()
  readonly #listeners = new Set<(change: Change) => void>()

  find(kind: KindName, name: string, namespace: string = noNamespace): StoredObject | undefined {
    return this.#kinds.get(groupKind(kind))?.get(namespace)?.get(name)
  }

  /** In the order in which they were created, namespace by namespace. */
  list(kind: KindName, namespace?: string): readonly StoredObject[] {
    const namespaces = this.#kinds.get(groupKind(kind))
    if (namespace !== undefined) return [...namespaces?.get(namespace)?.values() ?? []]
    return [...namespaces?.values() ?? []].flatMap((names) => [...names.values()])
  }

  /** Objects of a namespace that no controller owns. */
  orphans(kind: KindName, namespace: string = noNamespace): readonly StoredObject[] {
    return [...this.#orphans.get(orphanKey(kind, namespace))?.values() ?? []]
  }

  withUid(uid: string): StoredObject | undefined {
    return this.#byUid.get(uid)
  }

  /** Everything that names this uid among its owners. */
  dependentsOf(uid: string): readonly StoredObject[] {
    return [...this.#owned.get(uid) ?? []].flatMap((dependent) => this.#byUid.get(dependent) ?? [])
  }

  all(): readonly StoredObject[] {
    return [...this.#byUid.values()]
  }

  /** Everything in a namespace. */
  inNamespace(namespace: string): readonly StoredObject[] {
    return [...this.#kinds.values()].flatMap((namespaces) => [...namespaces.get(namespace)?.values() ?? []])
  }

  put(object: StoredObject, by: string): void {
    const { namespace = noNamespace, name } = object.metadata
    const before = this.find(object, name, namespace)
    const names = this.#names(object, namespace)
    names.set(name, object)
    this.#byUid.set(uidOf(object), object)
    this.#index(object, before)
    this.#indexOrphan(object, namespace)
    this.#tell(before === undefined ? { type: 'Added', by, object } : { type: 'Modified', by, object, before })
  }

  /** Takes an object out; `last` is what watchers see of it. */
  remove(last: StoredObject, by: string): void {
    const { namespace = noNamespace, name } = last.metadata
    const before = this.find(last, name, namespace)
    if (before === undefined) return
    this.#names(last, namespace).delete(name)
    this.#byUid.delete(uidOf(before))
    this.#forget(before)
    this.#orphans.get(orphanKey(last, namespace))?.delete(name)
    this.#tell({ type: 'Deleted', by, object: last, before })
  }

  /** Tells of every change at once; a listener must not write. Gives the function that ends it. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  #names(kind: KindName, namespace: string): Names {
    const key = groupKind(kind)
    const namespaces = this.#kinds.get(key) ?? new Map<string, Names>()
    const names = namespaces.get(namespace) ?? new Map<string, StoredObject>()
    this.#kinds.set(key, namespaces.set(namespace, names))
    return names
  }

  #index(object: StoredObject, before: StoredObject | undefined): void {
    const isSame = before !== undefined && ownersOf(before) === ownersOf(object)
    if (isSame) return
    if (before !== undefined) this.#forget(before)
    for (const { uid } of ownersOf(object)) this.#owned.set(uid, (this.#owned.get(uid) ?? new Set()).add(uidOf(object)))
  }

  #indexOrphan(object: StoredObject, namespace: string): void {
    const key = orphanKey(object, namespace)
    const orphans = this.#orphans.get(key) ?? new Map<string, StoredObject>()
    if (controllerOf(object) === undefined) this.#orphans.set(key, orphans.set(object.metadata.name, object))
    else orphans.delete(object.metadata.name)
  }

  #forget(object: StoredObject): void {
    for (const { uid } of ownersOf(object)) {
      const owned = this.#owned.get(uid)
      owned?.delete(uidOf(object))
      if (owned?.size === 0) this.#owned.delete(uid)
    }
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }
}
