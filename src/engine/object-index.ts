import { uidOf } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import { placeOf } from './object-table.ts'
import { controllerOf } from './owner-reference.ts'

type Place = { readonly name: string; readonly namespace?: string | undefined }

/** Objects of one kind, found by place, namespace, controlling owner and label. */
export class ObjectIndex {
  readonly #byPlace = new Map<string, StoredObject>()
  readonly #byNamespace = new Buckets()
  /** By uid of the controlling owner, empty for orphans, and namespace. */
  readonly #byController = new Buckets()
  /** By label, then by value; only labels that somebody asked for. */
  readonly #byLabel = new Map<string, Buckets>()

  get size(): number {
    return this.#byPlace.size
  }

  get(place: Place): StoredObject | undefined {
    return this.#byPlace.get(placeOf(place))
  }

  /** Everything, or what is in a namespace. */
  values(namespace?: string): Iterable<StoredObject> {
    return namespace === undefined ? this.#byPlace.values() : this.#byNamespace.of(namespace)
  }

  /** What an owner controls; an empty uid gives what nobody controls. */
  controlledBy(uid: string, namespace?: string): readonly StoredObject[] {
    const objects = [...this.#byController.of(uid)]
    return namespace === undefined ? objects : objects.filter((object) => object.metadata.namespace === namespace)
  }

  orphans(namespace?: string): readonly StoredObject[] {
    return this.controlledBy('', namespace)
  }

  /** What has a label with this value. */
  labelled(label: string, value: string): Iterable<StoredObject> {
    const known = this.#byLabel.get(label)
    if (known !== undefined) return known.of(value)
    const buckets = new Buckets()
    for (const object of this.#byPlace.values()) addLabelled(buckets, label, object)
    this.#byLabel.set(label, buckets)
    return buckets.of(value)
  }

  put(object: StoredObject): void {
    const before = this.get(object.metadata)
    if (before !== undefined) this.remove(before)
    this.#byPlace.set(placeOf(object.metadata), object)
    this.#byNamespace.add(object.metadata.namespace ?? '', object)
    this.#byController.add(controllerOf(object)?.uid ?? '', object)
    for (const [label, buckets] of this.#byLabel) addLabelled(buckets, label, object)
  }

  remove(object: StoredObject): void {
    this.#byPlace.delete(placeOf(object.metadata))
    this.#byNamespace.remove(object.metadata.namespace ?? '', object)
    this.#byController.remove(controllerOf(object)?.uid ?? '', object)
    for (const [label, buckets] of this.#byLabel) buckets.remove(object.metadata.labels?.[label] ?? '', object)
  }
}

const addLabelled = (buckets: Buckets, label: string, object: StoredObject): void => {
  const value = object.metadata.labels?.[label]
  if (value !== undefined) buckets.add(value, object)
}

/** Objects in named groups. */
class Buckets {
  readonly #buckets = new Map<string, Map<string, StoredObject>>()

  of(name: string): Iterable<StoredObject> {
    return this.#buckets.get(name)?.values() ?? []
  }

  add(name: string, object: StoredObject): void {
    const bucket = this.#buckets.get(name) ?? new Map<string, StoredObject>()
    this.#buckets.set(name, bucket.set(uidOf(object), object))
  }

  remove(name: string, object: StoredObject): void {
    const bucket = this.#buckets.get(name)
    bucket?.delete(uidOf(object))
    if (bucket?.size === 0) this.#buckets.delete(name)
  }
}
