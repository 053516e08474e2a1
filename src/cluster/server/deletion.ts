import { Conflict } from '../../engine/api-errors.ts'
import { described, finalizersOf, generationOf, isDeleting, metadataOf, uidOf, withMetadata } from '../../engine/metadata.ts'
import type { DeleteOptions, ObjectReference, StoredObject } from '../../engine/object-store.ts'
import { trusted } from '../../protocol/trusted.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { listOf, specOf, statusOf } from '../json-fields.ts'
import { timestamp } from '../../kit/timestamp.ts'
import { stored } from './parts.ts'
import type { ServerParts } from './parts.ts'

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

export interface Deletion {
  readonly reference: ObjectReference
  /** With a grace period of 0 a pod goes at once. */
  readonly options: DeleteOptions
  readonly by: string
}

/**
 * DELETE. Finalizers, a grace period (pods) or what a namespace holds keep an object: then it is only marked. Who asks for
 * dependents to go first or to stay gets a finalizer that the garbage collector takes away.
 */
export const deleteObject = (parts: ServerParts, { reference, options, by }: Deletion): void => {
  const object = stored(parts, reference)
  if (options.uid !== undefined && options.uid !== uidOf(object)) {
    throw new Conflict(described(object), `the uid of the precondition is ${options.uid}, the one stored is ${uidOf(object)}`)
  }
  const grace = gracePeriod(object, options)
  if (grace > 0) return stopGracefully(parts, { object, by, grace })
  const finalizers = [...finalizersOf(object).filter((name) => name !== foregroundFinalizer && name !== orphanFinalizer), ...propagation(options)]
  if (finalizers.length === 0 && !isHeld(object)) return parts.table.remove(versioned(parts, object), by)
  const isMarked = isDeleting(object) && metadataOf(object)['deletionGracePeriodSeconds'] === 0 && sameNames(finalizers, finalizersOf(object))
  if (!isMarked) parts.table.put(marked(parts, object, finalizers), by)
}

const isNamespace = ({ apiVersion, kind }: StoredObject): boolean => apiVersion === 'v1' && kind === 'Namespace'

/** A namespace stays as long as somebody still empties it. */
export const isHeld = (object: StoredObject): boolean => isNamespace(object) && listOf(specOf(object)['finalizers']).length > 0

const propagation = ({ propagation: wanted }: DeleteOptions): readonly string[] =>
  wanted === 'Foreground' ? [foregroundFinalizer] : wanted === 'Orphan' ? [orphanFinalizer] : []

const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name) => b.includes(name))

/** A pod that a node runs is given time to stop; one that nobody runs, or that has ended, needs none. */
const gracePeriod = (object: StoredObject, { gracePeriodSeconds }: DeleteOptions): number => {
  if (object.apiVersion !== 'v1' || object.kind !== 'Pod') return 0
  const { nodeName, terminationGracePeriodSeconds = 30 } = specOf(object)
  const { phase } = statusOf(object)
  return nodeName === undefined || phase === 'Succeeded' || phase === 'Failed' ? 0 : gracePeriodSeconds ?? Number(terminationGracePeriodSeconds)
}

interface Stop {
  readonly object: StoredObject
  readonly by: string
  readonly grace: number
}

/** Asked a second time, nothing new happens. */
const stopGracefully = (parts: ServerParts, { object, by, grace }: Stop): void => {
  if (isDeleting(object)) return
  const deletionTimestamp = timestamp(parts.now() + grace * 1000)
  const generation = generationOf(object) + 1
  parts.table.put(withMetadata(object, { deletionTimestamp, deletionGracePeriodSeconds: grace, generation, resourceVersion: parts.nextVersion() }), by)
}

const marked = (parts: ServerParts, object: StoredObject, finalizers: readonly string[]): StoredObject => {
  const generation = generationOf(object)
  const isFirst = !isDeleting(object)
  const next = withMetadata(object, {
    finalizers: finalizers.length === 0 ? undefined : finalizers,
    deletionTimestamp: isFirst ? timestamp(parts.now()) : metadataOf(object)['deletionTimestamp'],
    deletionGracePeriodSeconds: isNamespace(object) ? undefined : 0,
    generation: generation === 0 ? undefined : generation + (isFirst ? 1 : 0),
    resourceVersion: parts.nextVersion(),
  })
  return isNamespace(object) ? trusted<StoredObject>({ ...next, status: { ...statusOf(object), phase: 'Terminating' } } satisfies JsonObject) : next
}

/** What watchers see last has a version of its own. */
const versioned = (parts: ServerParts, object: StoredObject): StoredObject => withMetadata(object, { resourceVersion: parts.nextVersion() })
