import type { Kind } from '../kit/kind.ts'
import { goOrdered } from './go-ordered.ts'
import { uidOf } from './metadata.ts'
import type { Clock, ObjectStore, StoredObject, WatchEvent } from './object-store.ts'
import { ObjectIndex } from './object-index.ts'
import { inVersion } from './object-table.ts'
import { pause } from './pause.ts'

/** A change as the cache saw it. `old` is what the cache held before. */
export type CacheEvent =
  | { readonly type: 'Added' | 'Deleted'; readonly object: StoredObject }
  | { readonly type: 'Modified'; readonly object: StoredObject; readonly old: StoredObject }

export type CacheListener = (event: CacheEvent) => void

/**
 * Brings a watch event to a cache: at once, later, or never. Whoever holds an event back makes the views stale that
 * passes work with. Events of one kind must keep their order.
 */
export type Delivery = (kind: Kind, event: WatchEvent, deliver: () => void) => void

export interface InformerParts {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly delivery: Delivery
}

/** How long a cache waits before it looks again whether it has seen everything. */
const lookAgainMilliseconds = 20

/** Cache of all objects of a kind, as far as the watch has told (metacontroller.md §6.1). */
export class Informer {
  readonly kind: Kind
  readonly index = new ObjectIndex()
  readonly #parts: InformerParts
  readonly #listeners = new Set<CacheListener>()
  readonly #seen = new Set<string>()
  readonly #waiting: (() => void)[] = []
  #end: () => void = () => {}
  #synced = false
  #closed = false

  constructor(kind: Kind, parts: InformerParts) {
    this.kind = kind
    this.#parts = parts
  }

  /** Begins to watch. */
  open(): void {
    this.#end = this.#parts.store.watch(this.kind, (event) => {
      this.#parts.delivery(this.kind, event, () => { this.#receive(event) })
    })
    void this.#sync()
  }

  close(): void {
    this.#closed = true
    this.#end()
  }

  /** Whether the cache has held everything that was there when it was opened. */
  get isSynced(): boolean {
    return this.#synced
  }

  /** Calls back when the cache is synced, now if it is. */
  whenSynced(callback: () => void): void {
    if (this.#synced) callback()
    else this.#waiting.push(callback)
  }

  /** Tells a listener everything that is in the cache, then every change. Gives the function that ends it. */
  listen(listener: CacheListener): () => void {
    this.#listeners.add(listener)
    for (const object of this.index.values()) listener({ type: 'Added', object })
    return () => { this.#listeners.delete(listener) }
  }

  #receive({ type, object: told }: WatchEvent): void {
    if (this.#closed) return
    const object = goOrdered(inVersion(told, this.kind))
    const old = this.index.get(object.metadata)
    if (!this.#synced) this.#seen.add(uidOf(object))
    if (type === 'Deleted') this.#gone(object, old)
    else this.#there(object, old)
  }

  #gone(object: StoredObject, old: StoredObject | undefined): void {
    if (old === undefined) return
    this.index.remove(old)
    this.#tell({ type: 'Deleted', object })
  }

  #there(object: StoredObject, old: StoredObject | undefined): void {
    this.index.put(object)
    this.#tell(old === undefined ? { type: 'Added', object } : { type: 'Modified', object, old })
  }

  #tell(event: CacheEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** A watch does not say when its first part ends: it has when everything that a list holds was seen. */
  async #sync(): Promise<void> {
    while (!this.#closed && !await this.#hasAll()) await pause(this.#parts.clock, lookAgainMilliseconds)
    if (this.#closed) return
    this.#synced = true
    this.#seen.clear()
    for (const callback of this.#waiting.splice(0)) callback()
  }

  async #hasAll(): Promise<boolean> {
    try {
      const listed = await this.#parts.store.list(this.kind)
      return listed.every((object) => this.#seen.has(uidOf(object)))
    } catch {
      // The server refuses for now; the cache is not synced and asks again.
      return false
    }
  }
}

/** Caches of one engine: one a kind, shared by all of its controllers. */
export class Informers {
  readonly #parts: InformerParts
  readonly #open = new Map<string, Informer>()

  constructor(parts: InformerParts) {
    this.#parts = parts
  }

  of(kind: Kind): Informer {
    const key = `${kind.apiVersion} ${kind.kind}`
    const known = this.#open.get(key)
    if (known !== undefined) return known
    const informer = new Informer(kind, this.#parts)
    this.#open.set(key, informer)
    informer.open()
    return informer
  }

  close(): void {
    for (const informer of this.#open.values()) informer.close()
    this.#open.clear()
  }
}

/** Every event arrives at once. */
export const promptly: Delivery = (_kind, _event, deliver) => { deliver() }
