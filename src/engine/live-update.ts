import type { Kind } from '../kit/kind.ts'
import { NotFound, isConflict } from './api-errors.ts'
import type { Api } from './api.ts'
import { described, uidOf } from './metadata.ts'
import type { Clock, StoredObject } from './object-store.ts'
import { pause } from './pause.ts'

/** A change of an object as it is on the server now, not as the cache has it. */
export interface LiveChange {
  readonly kind: Kind
  readonly verb: 'update' | 'updateStatus'
  readonly reason: (live: StoredObject) => string
  /** The object to write; undefined when there is nothing to write. */
  readonly change: (live: StoredObject) => StoredObject | undefined
}

/** Milliseconds between the four tries. The real one adds up to a tenth by chance. */
const pauses = [10, 50, 250] as const

/**
 * Reads an object, changes and writes it, again after a conflict, four tries in all (metacontroller.md §3.6). Throws
 * NotFound when it is gone or another object has its name, Conflict when every try met one.
 */
export const liveUpdate = async ({ api, clock }: { readonly api: Api; readonly clock: Clock }, target: StoredObject, change: LiveChange): Promise<StoredObject> => {
  for (const wait of pauses) {
    try {
      return await attempt(api, target, change)
    } catch (error) {
      if (!isConflict(error)) throw error
    }
    await pause(clock, wait)
  }
  return attempt(api, target, change)
}

const attempt = async (api: Api, target: StoredObject, { kind, verb, reason, change }: LiveChange): Promise<StoredObject> => {
  const { name, namespace } = target.metadata
  const live = await api.get({ kind, name, namespace })
  if (live === undefined || uidOf(live) !== uidOf(target)) throw new NotFound(described(target))
  const object = change(live)
  if (object === undefined) return live
  return await api.write({ verb, kind, object, before: live, reason: () => reason(live) }) ?? object
}
