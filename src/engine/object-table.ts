import type { Kind } from '../kit/kind.ts'
import { groupKind } from './discovery.ts'
import { uidOf, withField } from './metadata.ts'
import type { ObjectReference, StoredObject } from './object-store.ts'
import { ownersOf } from './owner-reference.ts'

/** Place of an object among those of its kind. */
export const placeOf = ({ name, namespace }: { readonly name: string; readonly namespace?: string | undefined }): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}/${name}`

/** The same object in another version of its group. Only the version differs here: fields are the same in all of them. */
export const inVersion = (object: StoredObject, { apiVersion }: Pick<Kind, 'apiVersion'>): StoredObject =>
  object.apiVersion === apiVersion ? object : withField(object, 'apiVersion', apiVersion)

/** Objects by kind and name, and by the uid of what they are and of what owns them. It stores and finds, nothing more. */
export class ObjectTable {
  readonly #kinds = new Map<string, Map<string, StoredObject>>()
  readonly #byUid = new Map<string, StoredObject>()
  readonly #owned = new Map<string, Set<string>>()

  get({ kind, ...place }: ObjectReference): StoredObject | undefined {
    const found = this.#kinds.get(groupKind(kind))?.get(placeOf(place))
    return found === undefined ? undefined : inVersion(found, kind)
  }

  byUid(uid: string): StoredObject | undefined {
    return this.#byUid.get(uid)
  }

  /** Objects that name this uid among their owners. */
  ownedBy(uid: string): readonly StoredObject[] {
    return [...this.#owned.get(uid) ?? []].flatMap((owned) => this.#byUid.get(owned) ?? [])
  }

  list(kind: Kind): readonly StoredObject[] {
    return [...this.#kinds.get(groupKind(kind))?.values() ?? []].map((object) => inVersion(object, kind))
  }

  all(): readonly StoredObject[] {
    return [...this.#byUid.values()]
  }

  /** An object that is put again keeps its place in lists. */
  put(object: StoredObject): void {
    const key = groupKind(object)
    const objects = this.#kinds.get(key) ?? new Map<string, StoredObject>()
    const before = objects.get(placeOf(object.metadata))
    if (before !== undefined) this.#forget(before)
    this.#kinds.set(key, objects.set(placeOf(object.metadata), object))
    this.#byUid.set(uidOf(object), object)
    for (const { uid } of ownersOf(object)) this.#owned.set(uid, (this.#owned.get(uid) ?? new Set()).add(uidOf(object)))
  }

  remove(object: StoredObject): void {
    const objects = this.#kinds.get(groupKind(object))
    const before = objects?.get(placeOf(object.metadata))
    if (before === undefined) return
    objects?.delete(placeOf(object.metadata))
    this.#forget(before)
  }

  #forget(object: StoredObject): void {
    this.#byUid.delete(uidOf(object))
    for (const { uid } of ownersOf(object)) {
      const owned = this.#owned.get(uid)
      owned?.delete(uidOf(object))
      if (owned?.size === 0) this.#owned.delete(uid)
    }
  }
}
