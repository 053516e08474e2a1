import { FinalizerFailed, messageOf } from './engine-errors.ts'
import { liveUpdate } from './live-update.ts'
import { described, finalizersOf, isDeleting, withMetadata } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { finalizerOf } from './registration.ts'
import type { Registration } from './registration.ts'

export const holdsFinalizer = (registration: Registration, parent: StoredObject): boolean =>
  finalizersOf(parent).includes(finalizerOf(registration))

/**
 * Brings our finalizer in line with the registration, which has a finalize hook or has none (metacontroller.md §3.6).
 * Gives the parent as it is stored after that. Throws FinalizerFailed.
 */
export const withFinalizer = async (pass: Pass, parent: StoredObject): Promise<StoredObject> => {
  const isWanted = pass.registration.hooks.finalize !== undefined
  if (holdsFinalizer(pass.registration, parent) === isWanted) return parent
  if (!isWanted) return dropFinalizer(pass, parent, 'no finalize hook is registered')
  return isDeleting(parent) ? parent : written(pass, parent, { isHeld: true, why: 'a finalize hook is registered' })
}

/** Lets the parent go. Throws FinalizerFailed. */
export const dropFinalizer = (pass: Pass, parent: StoredObject, why: string): Promise<StoredObject> =>
  written(pass, parent, { isHeld: false, why })

const written = async (pass: Pass, parent: StoredObject, { isHeld, why }: { readonly isHeld: boolean; readonly why: string }): Promise<StoredObject> => {
  const name = finalizerOf(pass.registration)
  try {
    return await liveUpdate(pass, parent, {
      kind: pass.kind,
      verb: 'update',
      reason: () => `${isHeld ? 'takes' : 'gives up'} the finalizer ${name}: ${why}`,
      change: (live) => changed(live, name, isHeld),
    })
  } catch (error) {
    throw new FinalizerFailed(described(parent), messageOf(error))
  }
}

const changed = (live: StoredObject, name: string, isHeld: boolean): StoredObject | undefined => {
  const finalizers = finalizersOf(live)
  if (finalizers.includes(name) === isHeld) return undefined
  const next = isHeld ? [...finalizers, name] : finalizers.filter((one) => one !== name)
  return withMetadata(live, { finalizers: next.length === 0 ? undefined : next })
}

/** Whether children of a parent are looked after: a deleted one is left to the garbage collector, unless our finalizer holds it. */
export const managesChildren = (registration: Registration, parent: StoredObject): boolean => {
  if (!isDeleting(parent)) return true
  const isCollected = finalizersOf(parent).some((name) => name === 'foregroundDeletion' || name === 'orphan')
  return registration.hooks.finalize !== undefined && holdsFinalizer(registration, parent) && !isCollected
}
