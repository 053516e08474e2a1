import type { Kind } from '../kit/kind.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import type { PatchStore } from './object-patch.ts'

/** A whole object, its body opaque. */
export type StoredObject = KubernetesObject & JsonObject

/** Where an object is. */
export interface ObjectReference {
  readonly kind: Kind
  readonly name: string
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string | undefined
}

export interface DeleteOptions {
  /** Precondition: delete only the object with this uid. */
  readonly uid?: string
  readonly propagation: 'Background' | 'Foreground' | 'Orphan'
  /** Seconds that a pod has to stop; what its spec says when absent. */
  readonly gracePeriodSeconds?: number
}

export type WatchEvent =
  | { readonly type: 'Added' | 'Modified'; readonly object: StoredObject }
  | { readonly type: 'Deleted'; readonly object: StoredObject }

/**
 * An API server, as far as the engine needs one. Every method answers with what is stored afterwards. Refusals are thrown
 * as errors of `api-errors.ts` (NotFound 404, AlreadyExists 409, Conflict 409, Invalid 422, others with their status).
 * PATCH is needed for server-side apply only; a store may do without.
 */
export interface ObjectStore extends Partial<PatchStore> {
  readonly get: (reference: ObjectReference) => Promise<StoredObject | undefined>
  readonly list: (kind: Kind) => Promise<readonly StoredObject[]>
  readonly create: (kind: Kind, object: StoredObject) => Promise<StoredObject>
  /** PUT of the whole object; status is ignored. Conflict when resourceVersion is given and old. */
  readonly update: (kind: Kind, object: StoredObject) => Promise<StoredObject>
  /** PUT of the status subresource; everything but status is ignored. */
  readonly updateStatus: (kind: Kind, object: StoredObject) => Promise<StoredObject>
  readonly delete: (reference: ObjectReference, options: DeleteOptions) => Promise<void>
  /** First everything that is there as Added, then changes. Returns the function that ends the watch. */
  readonly watch: (kind: Kind, listener: (event: WatchEvent) => void) => () => void
}

/** Time as the engine and the cluster see it; tests move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Calls back once, after so many milliseconds. Returns the function that cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void
}
