import { groupOf } from '../kit/kind.ts'
import { objectKey } from '../protocol/group-key.ts'
import { generationOf, uidOf } from './metadata.ts'
import type { StoredObject } from './object-store.ts'

interface Entry {
  readonly hash: string
  readonly uid: string
  readonly generation: number
  readonly resourceVersion: string | undefined
}

/** What was applied on the server last, object by object; one for the whole process, as upstream (metacontroller.md §4.5). */
export class AppliedCache {
  readonly #entries = new Map<string, Entry>()

  /** Whether an object is as it was after the same was applied to it. Without a generation any change of it counts. */
  holds(observed: StoredObject, hash: string): boolean {
    const entry = this.#entries.get(keyOf(observed))
    if (entry === undefined || entry.hash !== hash || entry.uid !== uidOf(observed) || entry.generation !== generationOf(observed)) return false
    return entry.generation > 0 || entry.resourceVersion === observed.metadata.resourceVersion
  }

  set(stored: StoredObject, hash: string): void {
    const { resourceVersion } = stored.metadata
    this.#entries.set(keyOf(stored), { hash, uid: uidOf(stored), generation: generationOf(stored), resourceVersion })
  }

  drop(object: StoredObject): void {
    this.#entries.delete(keyOf(object))
  }
}

const keyOf = ({ apiVersion, kind, metadata }: StoredObject): string => `${groupOf(apiVersion)}/${kind}/${objectKey(metadata)}`
