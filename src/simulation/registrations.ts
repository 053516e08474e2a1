import { controllerObjects } from '../engine/controller-objects.ts'
import type { Discovery } from '../engine/discovery.ts'
import type { Engine } from '../engine/engine.ts'
import type { Clock, ObjectStore, StoredObject } from '../engine/object-store.ts'
import { controllerKinds } from './controller-kinds.ts'

export interface RegistrationParts {
  readonly store: ObjectStore
  readonly discovery: Discovery
  readonly clock: Clock
}

/** The real one tries again with longer and longer waits; a CRD that comes a moment later is the usual reason. */
const triedAgainAfter = 1000
const mostTries = 10

/** Registers what controller objects of the cluster ask for, as long as they are there. Returns the function that ends it. */
export const followRegistrations = (engine: Engine, { store, discovery, clock }: RegistrationParts): () => void => {
  const objects = controllerObjects(engine, discovery)
  const latest = new Map<string, StoredObject>()
  const take = (object: StoredObject, tries = 0): void => {
    if (latest.get(keyOf(object)) !== object) return
    if (objects.apply(object).state === 'failed' && tries < mostTries) clock.after(triedAgainAfter, () => { take(object, tries + 1) })
  }
  const ends = controllerKinds.map((kind) => store.watch(kind, ({ type, object }) => {
    if (type === 'Deleted') {
      latest.delete(keyOf(object))
      objects.remove(object)
    } else {
      latest.set(keyOf(object), object)
      take(object)
    }
  }))
  return () => {
    latest.clear()
    for (const end of ends) end()
  }
}

const keyOf = ({ kind, metadata: { name } }: StoredObject): string => `${kind} ${name}`
