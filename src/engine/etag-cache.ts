import type { JsonObject } from '../protocol/json.ts'
import type { Clock, StoredObject } from './object-store.ts'

interface Entry {
  readonly etag: string
  readonly body: string | JsonObject
  readonly until: number
}

/**
 * Answers of one hook that may be used again (metacontroller.md §2.6). They are kept by kind, namespace and name: who
 * answers 304 decides alone whether anything changed, even for a parent that was made anew under its old name.
 */
export class EtagCache {
  readonly #clock: Clock
  readonly #lifetime: number
  readonly #entries = new Map<string, Entry>()

  /** `lifetimeMilliseconds` undefined: entries stay for ever. */
  constructor(clock: Clock, lifetimeMilliseconds: number | undefined) {
    this.#clock = clock
    this.#lifetime = lifetimeMilliseconds ?? Infinity
  }

  get(parent: StoredObject): Pick<Entry, 'etag' | 'body'> | undefined {
    const entry = this.#entries.get(keyOf(parent))
    return entry !== undefined && this.#clock.now() <= entry.until ? entry : undefined
  }

  set(parent: StoredObject, etag: string, body: string | JsonObject): void {
    this.#entries.set(keyOf(parent), { etag, body, until: this.#clock.now() + this.#lifetime })
  }
}

const keyOf = ({ kind, metadata: { namespace = '', name } }: StoredObject): string => `${kind} ${namespace} ${name}`
