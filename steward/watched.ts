import { uidOf } from '../src/engine/metadata.ts'
import type { Clock, ObjectStore, StoredObject, WatchEvent } from '../src/engine/object-store.ts'
import type { Kind } from '../src/kit/kind.ts'
import type { Complaints } from './complaints.ts'
import { numberedName } from './numbered-name.ts'

/** What everything that watches needs. */
export interface WatchedParts {
  readonly store: ObjectStore
  readonly clock: Clock
  /** Everywhere when absent. */
  readonly namespace?: string | undefined
  readonly complaints: Complaints
}

export interface WatchedKind<Facts> {
  readonly kind: Kind
  /** What is kept of an object; undefined: nothing. */
  readonly read: (object: StoredObject) => Facts | undefined
  /** Is told of every change, with undefined for what went. */
  readonly onChange?: (place: string, facts: Facts | undefined) => void
}

const firstLook = 50
const longestWait = 30_000

/** What is known of the objects of a kind, by place, and by what comes before the number of their names. */
export class Watched<Facts> {
  readonly #parts: WatchedParts
  readonly #of: WatchedKind<Facts>
  readonly #facts = new Map<string, Facts>()
  readonly #groups = new Map<string, Map<string, Facts>>()
  readonly #seen = new Set<string>()
  #end: () => void = () => {}
  #cancel: () => void = () => {}
  #isSynced = false

  constructor(of: WatchedKind<Facts>, parts: WatchedParts) {
    this.#of = of
    this.#parts = parts
  }

  /** Begins to watch. `onSynced` is called when everything is known that was there. */
  open(onSynced: () => void): void {
    this.#end = this.#parts.store.watch(this.#of.kind, (event) => { this.#receive(event) })
    void this.#look(firstLook, onSynced)
  }

  close(): void {
    this.#end()
    this.#cancel()
  }

  get isSynced(): boolean {
    return this.#isSynced
  }

  get(place: string): Facts | undefined {
    return this.#facts.get(place)
  }

  entries(): readonly (readonly [place: string, facts: Facts])[] {
    return [...this.#facts]
  }

  /** Objects of a namespace whose names are the prefix and a number. */
  numbered(namespace: string, prefix: string): readonly Facts[] {
    return [...this.#groups.get(`${namespace}/${prefix}`)?.values() ?? []]
  }

  #receive({ type, object }: WatchEvent): void {
    const { namespace = '', name } = object.metadata
    if (this.#parts.namespace !== undefined && this.#parts.namespace !== namespace) return
    if (!this.#isSynced) this.#seen.add(uidOf(object))
    const facts = type === 'Deleted' ? undefined : this.#of.read(object)
    const place = `${namespace}/${name}`
    if (facts === undefined && !this.#facts.has(place)) return
    if (facts === undefined) this.#facts.delete(place)
    else this.#facts.set(place, facts)
    this.#group(place, facts)
    this.#of.onChange?.(place, facts)
  }

  #group(place: string, facts: Facts | undefined): void {
    const prefix = numberedName(place)?.prefix
    if (prefix === undefined) return
    const group = this.#groups.get(prefix) ?? new Map<string, Facts>()
    if (facts === undefined) group.delete(place)
    else group.set(place, facts)
    if (group.size === 0) this.#groups.delete(prefix)
    else this.#groups.set(prefix, group)
  }

  /** A watch does not say when its first part ends: it has when everything that a list holds was seen. */
  async #look(wait: number, onSynced: () => void): Promise<void> {
    if (!await this.#hasAll()) {
      this.#cancel = this.#parts.clock.after(wait, () => { void this.#look(Math.min(longestWait, wait * 2), onSynced) })
      return
    }
    this.#isSynced = true
    this.#seen.clear()
    onSynced()
  }

  async #hasAll(): Promise<boolean> {
    const { store, namespace, complaints } = this.#parts
    const thing = `list ${this.#of.kind.plural}`
    try {
      const listed = await store.list(this.#of.kind)
      complaints.works(thing)
      return listed.every((object) => (namespace !== undefined && namespace !== object.metadata.namespace) || this.#seen.has(uidOf(object)))
    } catch (error) {
      complaints.failed(thing, error)
      return false
    }
  }
}
