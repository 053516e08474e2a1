import type { Kind } from '../kit/kind.ts'
import { codeOf } from './api-errors.ts'
import { Stopped } from './engine-errors.ts'
import { described, uidOf } from './metadata.ts'
import type { Clock, ObjectReference, ObjectStore, StoredObject } from './object-store.ts'
import type { Observer, Verb } from './observer.ts'

/** A write as a pass wants it. */
export interface Write {
  readonly verb: Verb
  readonly kind: Kind
  /** For a delete: what was observed; its uid is the precondition. */
  readonly object: StoredObject
  readonly before?: StoredObject | undefined
  /** Why, in words for people. Called only when somebody listens. */
  readonly reason: () => string
}

export interface ApiParts {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly observer: Observer
  readonly controller: string
  /** The parent in words. */
  readonly parent: string
  /** A stopped engine writes nothing any longer, not even in the middle of a pass. */
  readonly isStopped: () => boolean
}

/** The API server as one pass uses it: every write is told, and none is made once the engine is stopped. */
export class Api {
  readonly #parts: ApiParts

  constructor(parts: ApiParts) {
    this.#parts = parts
  }

  /** Reads past the cache. */
  async get(reference: ObjectReference): Promise<StoredObject | undefined> {
    this.#check()
    const object = await this.#parts.store.get(reference)
    this.#check()
    return object
  }

  /** What is stored afterwards, nothing after a delete. Throws errors of the API. */
  async write(write: Write): Promise<StoredObject | undefined> {
    this.#check()
    const stored = await this.#send(write)
    this.#check()
    return stored
  }

  async #send(write: Write): Promise<StoredObject | undefined> {
    try {
      const after = await this.#sent(write)
      this.#tell(write, after, undefined)
      return after
    } catch (error) {
      this.#tell(write, undefined, codeOf(error) || 'unknown')
      throw error
    }
  }

  #sent({ verb, kind, object }: Write): Promise<StoredObject | undefined> {
    const { store } = this.#parts
    return verb === 'delete' ? this.#deleted(kind, object) : store[verb](kind, object)
  }

  async #deleted(kind: Kind, object: StoredObject): Promise<undefined> {
    const { name, namespace } = object.metadata
    await this.#parts.store.delete({ kind, name, namespace }, { uid: uidOf(object), propagation: 'Background' })
  }

  #tell({ verb, object, before, reason }: Write, after: StoredObject | undefined, refused: string | undefined): void {
    const { observer, clock, controller, parent } = this.#parts
    observer.write?.({
      time: clock.now(), controller, parent, verb, object: described(object), apiVersion: object.apiVersion, reason: reason(), before, after, refused,
    })
  }

  #check(): void {
    if (this.#parts.isStopped()) throw new Stopped(this.#parts.controller)
  }
}
