import { isConflict, isNotFound } from '../../src/engine/api-errors.ts'
import { isDeleting, uidOf } from '../../src/engine/metadata.ts'
import type { Clock, DeleteOptions, ObjectReference, ObjectStore } from '../../src/engine/object-store.ts'
import { persistently } from './persistently.ts'

export interface Deletion {
  readonly reference: ObjectReference
  /** Only the object with this UID is deleted, so that doing it twice does no harm. */
  readonly options: DeleteOptions & { readonly uid: string }
}

/** Deletes an object. Gives false when it was gone already, or another one has its name. */
export const deleteWithUid = (store: ObjectStore, clock: Clock, { reference, options }: Deletion): Promise<boolean> =>
  persistently(clock, async () => {
    try {
      await store.delete(reference, options)
      return true
    } catch (error) {
      if (isNotFound(error)) return false
      if (isConflict(error) && await isGone(store, reference, options.uid)) return false
      throw error
    }
  })

/** Whether the object with this UID is gone. */
export const isGone = async (store: ObjectStore, reference: ObjectReference, uid: string): Promise<boolean> => {
  const found = await store.get(reference)
  return found === undefined || uidOf(found) !== uid
}

/** Whether it is gone, or at least on its way out. */
export const isLeaving = async (store: ObjectStore, reference: ObjectReference, uid: string): Promise<boolean> => {
  const found = await store.get(reference)
  return found === undefined || uidOf(found) !== uid || isDeleting(found)
}
