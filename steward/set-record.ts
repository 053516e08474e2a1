import { KasprMemberSet } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { KasprMemberSetStatus } from '../hooks/kaspr/kasprmemberset/resource.ts'
import { isConflict, isNotFound } from '../src/engine/api-errors.ts'
import type { ObjectStore, StoredObject } from '../src/engine/object-store.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { memberSetOf } from './member-set.ts'
import type { MemberSet } from './member-set.ts'

/** A new status for a set as it is stored; undefined: leave it. */
export type StatusChange = (set: MemberSet) => KasprMemberSetStatus | undefined

const mostTries = 5

/**
 * One stored member set. Its status is only ever written on top of the version that was read: whoever comes second gets
 * a conflict and looks again. That is what keeps an operation from being begun twice.
 */
export class SetRecord {
  readonly #store: ObjectStore
  #latest: MemberSet
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: ObjectStore, set: MemberSet) {
    this.#store = store
    this.#latest = set
  }

  get latest(): MemberSet {
    return this.#latest
  }

  /** Takes what a watch told. */
  offer(set: MemberSet): void {
    if (set.uid === this.#latest.uid) this.#latest = set
  }

  /** Reads the set anew. False when it is gone, or cannot be used any more. */
  async refresh(): Promise<boolean> {
    const { name, namespace, uid } = this.#latest
    const found = await this.#store.get({ kind: KasprMemberSet, name, namespace })
    const set = found === undefined ? undefined : memberSetOf(found)
    if (set === undefined || typeof set === 'string' || set.uid !== uid) return false
    this.#latest = set
    return true
  }

  /** Changes the status, one change after the other. Gives whether it was written; false when there is nothing to write. */
  change(change: StatusChange): Promise<boolean> {
    const done = this.#turn.then(() => this.#write(change))
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #write(change: StatusChange): Promise<boolean> {
    for (let tries = 1; ; tries += 1) {
      const status = change(this.#latest)
      if (status === undefined) return false
      try {
        this.#take(await this.#store.updateStatus(KasprMemberSet, trusted<StoredObject>({ ...this.#latest.object, status })))
        return true
      } catch (error) {
        if (isNotFound(error)) return false
        if (!isConflict(error) || tries === mostTries) throw error
        if (!await this.refresh()) return false
      }
    }
  }

  #take(object: StoredObject): void {
    const set = memberSetOf(object)
    if (typeof set !== 'string') this.offer(set)
  }
}
