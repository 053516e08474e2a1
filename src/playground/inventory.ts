import type { Change } from '../cluster/server/object-table.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { addressOf, objectId } from './object-id.ts'

/** All objects of a cluster, as its changes tell. */
export interface Inventory {
  readonly change: (change: Change) => void
  readonly all: () => readonly StoredObject[]
  readonly get: (id: string) => StoredObject | undefined
  /** Counts changes. */
  readonly revision: () => number
}

export const createInventory = (): Inventory => {
  const objects = new Map<string, StoredObject>()
  let revision = 0
  return {
    change: ({ type, object }) => {
      revision += 1
      const id = objectId(addressOf(object))
      if (type === 'Deleted') objects.delete(id)
      else objects.set(id, object)
    },
    all: () => [...objects.values()],
    get: (id) => objects.get(id),
    revision: () => revision,
  }
}
