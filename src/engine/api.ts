import type { Kind } from '../kit/kind.ts'
import { codeOf } from './api-errors.ts'
import { ApplyRefused, Stopped } from './engine-errors.ts'
import { described, uidOf } from './metadata.ts'
import type { Clock, ObjectReference, ObjectStore, StoredObject } from './object-store.ts'
import type { ApplyOptions, PatchOperation } from './object-patch.ts'
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
  write(write: Write): Promise<StoredObject | undefined> {
    return this.#told(write, () => this.#sent(write))
  }

  /** Server-side apply; a dry run is no write and not told. Throws ApplyRefused where the store cannot do it, and errors of the API. */
  async apply(write: Write, options: ApplyOptions): Promise<StoredObject> {
    const { apply } = this.#parts.store
    if (apply === undefined) throw new ApplyRefused(described(write.object), 'this store knows no PATCH')
    const send = (): Promise<StoredObject> => apply(write.kind, write.object, options)
    return options.isDryRun ? this.#checked(send) : this.#told(write, send)
  }

  /** A JSON patch. Throws as apply does. */
  async patch(write: Write, operations: readonly PatchOperation[]): Promise<StoredObject> {
    const { patch } = this.#parts.store
    if (patch === undefined) throw new ApplyRefused(described(write.object), 'this store knows no PATCH')
    const { name, namespace } = write.object.metadata
    return this.#told(write, () => patch({ kind: write.kind, name, namespace }, operations))
  }

  #told<After extends StoredObject | undefined>(write: Write, send: () => Promise<After>): Promise<After> {
    return this.#checked(async () => {
      try {
        const after = await send()
        this.#tell(write, after, undefined)
        return after
      } catch (error) {
        this.#tell(write, undefined, codeOf(error) || 'unknown')
        throw error
      }
    })
  }

  async #checked<After>(send: () => Promise<After>): Promise<After> {
    this.#check()
    const after = await send()
    this.#check()
    return after
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
