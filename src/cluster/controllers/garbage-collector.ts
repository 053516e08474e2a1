import { isNotFound } from '../../engine/api-errors.ts'
import { finalizersOf, isDeleting, metadataOf, uidOf, withMetadata } from '../../engine/metadata.ts'
import type { DeleteOptions, StoredObject } from '../../engine/object-store.ts'
import { ownersOf } from '../../engine/owner-reference.ts'
import type { OwnerReference } from '../../engine/owner-reference.ts'
import { trusted } from '../../protocol/trusted.ts'
import type { Api } from '../server/api-server.ts'
import { foregroundFinalizer, orphanFinalizer } from '../server/deletion.ts'
import type { Change } from '../server/object-table.ts'
import type { ServerParts } from '../server/parts.ts'
import type { Controller, Key } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'

interface Look {
  readonly parts: ServerParts
  readonly api: Api
  readonly object: StoredObject
}

/** Deletes what nobody owns any longer, and sees to it that deleted owners go as they were told to. Its keys are uids. */
export const garbageCollector = (parts: ControllerParts): Controller => {
  const api = parts.server.as('generic-garbage-collector')
  const { table } = parts.server.parts
  return {
    name: 'GarbageCollector',
    watches: [],
    watchesAll: (change) => garbageKeys(parts.server.parts, change),
    keys: () => table.all().map(uidOf),
    delay: parts.delays.collect,
    reconcile: (uid) => {
      const object = table.withUid(uid)
      if (object !== undefined) look({ parts: parts.server.parts, api, object })
      return undefined
    },
  }
}

const fields = ['ownerReferences', 'deletionTimestamp', 'finalizers'] as const

/** What a change means for the garbage collector: a new or changed object with owners, and dependents of one that goes. */
const garbageKeys = (parts: ServerParts, { type, object, before }: Change): readonly Key[] => {
  const dependents = (): readonly Key[] => parts.table.dependentsOf(uidOf(object)).map(uidOf)
  // An owner that waits for its dependents may have waited for this one.
  const waiting = (of: StoredObject | undefined): readonly Key[] => of === undefined ? [] : ownersOf(of).map(({ uid }) => uid)
  if (type === 'Deleted') return [...dependents(), ...waiting(object)]
  const isChanged = before === undefined || fields.some((field) => metadataOf(before)[field] !== metadataOf(object)[field])
  if (!isChanged || (ownersOf(object).length === 0 && !isDeleting(object))) return before === undefined ? [] : waiting(before)
  return [uidOf(object), ...(before === undefined ? [] : waiting(before))]
}

const isHeldBy = (object: StoredObject, finalizer: string): boolean => isDeleting(object) && finalizersOf(object).includes(finalizer)

const look = (given: Look): void => {
  const { object } = given
  if (isHeldBy(object, orphanFinalizer)) return orphan(given)
  if (isHeldBy(object, foregroundFinalizer)) return deleteDependents(given)
  if (!isDeleting(object) && ownersOf(object).length > 0) collect(given)
}

/** Writes an object with other metadata; one that is gone meanwhile needs nothing. */
const write = ({ api }: Look, object: StoredObject): void => {
  try {
    api.update(object, object)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

const withoutFinalizer = (object: StoredObject, finalizer: string): StoredObject => {
  const left = finalizersOf(object).filter((name) => name !== finalizer)
  return withMetadata(object, { finalizers: left.length === 0 ? undefined : left })
}

const withOwners = (object: StoredObject, owners: readonly OwnerReference[]): StoredObject =>
  withMetadata(object, { ownerReferences: owners.length === 0 ? undefined : trusted(owners) })

/** Dependents forget their owner, then it goes. */
const orphan = (given: Look): void => {
  const { parts, object } = given
  for (const dependent of parts.table.dependentsOf(uidOf(object))) {
    write(given, withOwners(dependent, ownersOf(dependent).filter(({ uid }) => uid !== uidOf(object))))
  }
  write(given, withoutFinalizer(object, orphanFinalizer))
}

const isBlocking = (owner: StoredObject, dependent: StoredObject): boolean =>
  ownersOf(dependent).some(({ uid, blockOwnerDeletion }) => uid === uidOf(owner) && blockOwnerDeletion === true)

/** Dependents that block go first; with the last one the owner goes. */
const deleteDependents = (given: Look): void => {
  const { parts, object } = given
  const dependents = parts.table.dependentsOf(uidOf(object))
  const blocking = dependents.filter((dependent) => isBlocking(object, dependent))
  if (blocking.length === 0) return write(given, withoutFinalizer(object, foregroundFinalizer))
  for (const dependent of dependents) if (!isDeleting(dependent)) collect({ ...given, object: dependent })
}

type Bond = 'solid' | 'absent' | 'waiting' | 'unclear'

/**
 * What an owner is to a dependent. Owners of namespaced kinds are looked for in the dependent's own namespace; a
 * cluster-scoped dependent cannot have one, and then nothing is done.
 */
const bondOf = ({ parts, object }: Look, owner: OwnerReference): Bond => {
  const kind = parts.kinds.kind(owner.apiVersion, owner.kind)
  const { namespace } = object.metadata
  if (kind === undefined || (namespace === undefined && kind.scope === 'Namespaced')) return 'unclear'
  const found = parts.table.find(kind, owner.name, kind.scope === 'Cluster' ? undefined : namespace)
  if (found === undefined || uidOf(found) !== owner.uid) return 'absent'
  return isHeldBy(found, foregroundFinalizer) ? 'waiting' : 'solid'
}

const collect = (given: Look): void => {
  const { parts, object } = given
  const bonds = ownersOf(object).map((owner) => [owner, bondOf(given, owner)] as const)
  if (bonds.some(([, bond]) => bond === 'unclear')) return
  const solid = bonds.filter(([, bond]) => bond === 'solid').map(([owner]) => owner)
  if (solid.length > 0) {
    if (solid.length < bonds.length) write(given, withOwners(object, solid))
    return
  }
  const hasDependents = parts.table.dependentsOf(uidOf(object)).length > 0
  const isAwaited = bonds.some(([, bond]) => bond === 'waiting')
  remove(given, isAwaited && hasDependents ? 'Foreground' : policyOf(object))
}

const policyOf = (object: StoredObject): DeleteOptions['propagation'] => {
  if (finalizersOf(object).includes(orphanFinalizer)) return 'Orphan'
  return finalizersOf(object).includes(foregroundFinalizer) ? 'Foreground' : 'Background'
}

const remove = ({ parts, api, object }: Look, propagation: DeleteOptions['propagation']): void => {
  const { name, namespace } = object.metadata
  api.delete({ kind: parts.rulesOf(object).kind, name, namespace }, { uid: uidOf(object), propagation })
}
