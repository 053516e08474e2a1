import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { Conflict, Invalid } from './api-errors.ts'
import { described, finalizersOf, isDeleting, metadataOf, uidOf, withField, withMetadata } from './metadata.ts'
import type { DeleteOptions, StoredObject } from './object-store.ts'
import { ownersOf } from './owner-reference.ts'
import { equals } from './structural-equality.ts'

// What an API server makes of a write, as functions of what is stored and what was sent (metacontroller.md §7.1).

/** What the API server knows about a kind and adds to a write. */
export interface WriteContext {
  /** RFC 3339, UTC. */
  readonly now: string
  readonly resourceVersion: string
  readonly isCounted: boolean
  readonly hasStatus: boolean
}

/** Metadata that clients cannot set. */
const systemFields = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'resourceVersion'] as const

/** The part of an object's metadata that clients cannot set; undefined where there is none. */
export const systemMetadata = (object: StoredObject): Readonly<Record<string, JsonValue | undefined>> =>
  Object.fromEntries(systemFields.map((name) => [name, metadataOf(object)[name]]))

/** Finalizers that the garbage collector takes away again. */
export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/** A new object. Throws Invalid. */
export const createdObject = (sent: StoredObject, uid: string, { now, resourceVersion, isCounted, hasStatus }: WriteContext): StoredObject => {
  checkOwners(sent)
  const cleared = Object.fromEntries(systemFields.map((name) => [name, undefined]))
  const object = withMetadata(withMetadata(sent, cleared), { uid, resourceVersion, creationTimestamp: now, generation: isCounted ? 1 : undefined })
  return hasStatus ? withField(object, 'status', undefined) : object
}

/** The object after a PUT; the very same when nothing changed. Throws Conflict or Invalid. */
export const replacedObject = (stored: StoredObject, sent: StoredObject, context: WriteContext): StoredObject => {
  checkVersion(stored, sent)
  checkOwners(sent)
  checkFinalizers(stored, sent)
  const object = withMetadata(context.hasStatus ? withField(sent, 'status', stored['status']) : sent, systemMetadata(stored))
  return changed(stored, object, context)
}

/** The object after a PUT to its status subresource; the very same when nothing changed. Throws Conflict. */
export const statusReplaced = (stored: StoredObject, sent: StoredObject, context: WriteContext): StoredObject => {
  checkVersion(stored, sent)
  return changed(stored, withField(stored, 'status', sent['status']), context)
}

const changed = (stored: StoredObject, next: StoredObject, { resourceVersion, isCounted }: WriteContext): StoredObject => {
  if (equals(next, stored)) return stored
  const generation = isCounted && !equals(body(next), body(stored)) ? (stored.metadata.generation ?? 0) + 1 : stored.metadata.generation
  return withMetadata(next, { resourceVersion, generation })
}

/** Everything that counts for the generation. */
const body = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && key !== 'status'))

/** The object that is left after a DELETE, undefined when it is gone at once. Throws Conflict. */
export const deletedObject = (stored: StoredObject, { uid, propagation }: DeleteOptions, { now, resourceVersion }: WriteContext): StoredObject | undefined => {
  if (uid !== undefined && uid !== uidOf(stored)) throw new Conflict(described(stored), `its uid is ${uidOf(stored)}, not ${uid}`)
  const finalizers = withPropagation(finalizersOf(stored), propagation)
  if (finalizers.length === 0) return undefined
  if (isDeleting(stored)) return finalizers.length === finalizersOf(stored).length ? stored : withMetadata(stored, { finalizers, resourceVersion })
  const generation = (stored.metadata.generation ?? 0) > 0 ? (stored.metadata.generation ?? 0) + 1 : undefined
  return withMetadata(stored, { finalizers, deletionTimestamp: now, deletionGracePeriodSeconds: 0, generation, resourceVersion })
}

const withPropagation = (finalizers: readonly string[], propagation: DeleteOptions['propagation']): string[] => {
  const wanted = { Background: [], Foreground: [foregroundFinalizer], Orphan: [orphanFinalizer] }[propagation]
  return [...finalizers, ...wanted.filter((name) => !finalizers.includes(name))]
}

/** An object that was to be deleted and that nobody holds any longer. */
export const isReleased = (object: StoredObject): boolean => isDeleting(object) && finalizersOf(object).length === 0

const checkVersion = (stored: StoredObject, sent: StoredObject): void => {
  const { uid, resourceVersion } = sent.metadata
  if (uid !== undefined && uid !== '' && uid !== uidOf(stored)) throw new Conflict(described(stored), `its uid is ${uidOf(stored)}, not ${uid}`)
  if (resourceVersion === undefined || resourceVersion === '' || resourceVersion === stored.metadata.resourceVersion) return
  throw new Conflict(described(stored), `it was changed after version ${resourceVersion}`)
}

const checkOwners = (sent: StoredObject): void => {
  if (ownersOf(sent).filter(({ controller }) => controller === true).length > 1) throw new Invalid(described(sent), 'metadata.ownerReferences: only one may be the controller')
}

const checkFinalizers = (stored: StoredObject, sent: StoredObject): void => {
  const added = finalizersOf(sent).filter((name) => !finalizersOf(stored).includes(name))
  if (isDeleting(stored) && added.length > 0) throw new Invalid(described(sent), `metadata.finalizers: ${added.join(', ')} cannot be added to an object that is being deleted`)
}

