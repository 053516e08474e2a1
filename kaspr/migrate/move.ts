import { isConflict, isNotFound } from '../../src/engine/api-errors.ts'
import { groupKind } from '../../src/engine/discovery.ts'
import { described, uidOf } from '../../src/engine/metadata.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { controllerOf } from '../../src/engine/owner-reference.ts'
import { equals } from '../../src/engine/structural-equality.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { kindsOf } from '../../src/kit/resources.ts'
import { KindNotServed, ObjectForeign, ObjectGone } from '../../src/protocol/errors.ts'
import { controllers } from '../controllers.ts'

/** One object that a move changes. */
export interface Move {
  readonly object: StoredObject
  /** What is done, in words. */
  readonly doing: string
  /** From what is stored to what shall be; the same object when nothing is to be done. May throw. */
  readonly change: (live: StoredObject) => StoredObject
}

export type MoveState = 'done' | 'unchanged' | 'planned' | 'failed'

/** What came of a move. Keys are a contract with scripts. */
export interface Moved {
  readonly object: string
  readonly doing: string
  readonly state: MoveState
  readonly message?: string
}

const kinds = new Map(controllers.flatMap(kindsOf).map((kind): [string, Kind] => [groupKind(kind), kind]))

const kindOf = (object: StoredObject): Kind => {
  const kind = kinds.get(groupKind(object))
  if (kind === undefined) throw new KindNotServed(object.kind, object.apiVersion)
  return kind
}

/** How often others may write in between before we give up. */
const mostTries = 10

/**
 * Changes what is stored now, whatever was read before; tries again when somebody wrote in between. An object that was replaced
 * meanwhile is not touched. Throws ObjectGone and whatever the server or the change says.
 */
export const carryOut = async (store: Pick<ObjectStore, 'get' | 'update'>, { object, change }: Move): Promise<'done' | 'unchanged'> => {
  const kind = kindOf(object)
  for (let tries = 1; ; tries += 1) {
    const live = await store.get({ kind, ...object.metadata })
    if (live === undefined || uidOf(live) !== uidOf(object)) throw new ObjectGone(described(object))
    const next = change(live)
    if (equals(next, live)) return 'unchanged'
    try {
      await store.update(kind, next)
      return 'done'
    } catch (error) {
      if (isNotFound(error)) throw new ObjectGone(described(object))
      if (!isConflict(error) || tries >= mostTries) throw error
    }
  }
}

/** Throws ObjectForeign for an object that somebody else has taken since it was read. */
export const ours = (parent: StoredObject, child: StoredObject): StoredObject => {
  const owner = controllerOf(child)
  if (owner !== undefined && owner.uid !== uidOf(parent)) throw new ObjectForeign(described(child), `${owner.kind} ${owner.name}`)
  return child
}
