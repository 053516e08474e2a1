import { groupKind } from './discovery.ts'
import { childSelector, isSelected } from './child-selector.ts'
import type { CacheEvent, Informer } from './informer.ts'
import { isDeleting, uidOf } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import { controllerOf } from './owner-reference.ts'
import type { OwnerReference } from './owner-reference.ts'
import { concerns } from './registration.ts'
import type { CompositeRegistration, Registration } from './registration.ts'
import type { Kind } from '../kit/kind.ts'

/** Finds caches of parents. */
export type ParentCache = (kind: Kind) => Informer

/** Parents that a change of a child calls (metacontroller.md §3.2). */
export const parentsOfChild = (registration: Registration, event: CacheEvent, cache: ParentCache): readonly StoredObject[] => {
  const { object } = event
  if (event.type === 'Modified' && event.old.metadata.resourceVersion === object.metadata.resourceVersion) return []
  const owner = controllerOf(object)
  if (owner !== undefined) return ownersAmong(registration, owner, { object, cache })
  const isAdoptable = event.type !== 'Deleted' && !isDeleting(object)
  return isAdoptable && registration.type === 'composite' ? potentialParents(registration, object, cache) : []
}

interface Child {
  readonly object: StoredObject
  readonly cache: ParentCache
}

/** The parent that an owner reference names: by name in the child's namespace, and only if the uid is the same. */
const ownersAmong = (registration: Registration, owner: OwnerReference, { object, cache }: Child): readonly StoredObject[] => {
  const rule = registration.parents.findLast(({ kind }) => groupKind(kind) === groupKind(owner))
  if (rule === undefined) return []
  const namespace = rule.kind.scope === 'Namespaced' ? object.metadata.namespace : undefined
  const parent = cache(rule.kind).index.get({ name: owner.name, namespace })
  return parent !== undefined && uidOf(parent) === owner.uid && concerns(registration, parent) ? [parent] : []
}

/** Every parent that could adopt an orphan. A parent without a usable selector adopts nothing. */
const potentialParents = (registration: CompositeRegistration, orphan: StoredObject, cache: ParentCache): readonly StoredObject[] =>
  registration.parents.flatMap(({ kind }) => {
    const namespace = kind.scope === 'Namespaced' ? orphan.metadata.namespace : undefined
    return [...cache(kind).index.values(namespace)].filter((parent) => adopts(registration, parent, orphan))
  })

const adopts = (registration: CompositeRegistration, parent: StoredObject, orphan: StoredObject): boolean => {
  if (!concerns(registration, parent)) return false
  try {
    return isSelected(childSelector(registration, parent), orphan)
  } catch {
    // The parent's own pass says what is wrong with its selector.
    return false
  }
}

