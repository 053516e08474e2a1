import type { Kind } from '../kit/kind.ts'
import type { ObjectReference, StoredObject } from './object-store.ts'

/** How an object is applied on the server. Conflicts with other managers are always forced. */
export interface ApplyOptions {
  readonly fieldManager: string
  /** Nothing is stored; the answer is what would be. */
  readonly isDryRun: boolean
}

/** One operation of a JSON patch (RFC 6902); the path is a JSON pointer. */
export interface PatchOperation {
  readonly op: 'remove'
  readonly path: string
}

/** What a store can do that knows PATCH. Refusals are thrown as by every other write. */
export interface PatchStore {
  /**
   * Server-side apply of the fields that somebody is a manager of: what the manager applied before and leaves out goes,
   * what others manage stays. The object is made where there is none.
   */
  readonly apply: (kind: Kind, object: StoredObject, options: ApplyOptions) => Promise<StoredObject>
  /** Invalid when a path leads nowhere. */
  readonly patch: (reference: ObjectReference, operations: readonly PatchOperation[]) => Promise<StoredObject>
}
