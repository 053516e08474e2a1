import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import { namesOf } from '../../hooks/kaspr/kasprapp/names.ts'
import { selectorLabel } from '../../src/engine/apply.ts'
import { uidOf, withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { controllerOf, referenceTo, withOwner } from '../../src/engine/owner-reference.ts'
import { PersistentVolumeClaim } from '../../src/kit/kinds.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import type { Family } from './family.ts'

/** Children of a family by what becomes of them. */
export interface Adoption {
  /** Get the label by which Metacontroller finds them, and the parent as controller where they have none. */
  readonly labelled: readonly StoredObject[]
  /** Stay without it, so that they outlive their app (V3). */
  readonly retained: readonly StoredObject[]
  /** Stay without it, because the hook does not want them: with it they would be deleted. */
  readonly leftOver: readonly StoredObject[]
}

/** `unwanted` tells which labelled children would be deleted. */
export const adoptionOf = ({ parent, children }: Family, unwanted: (child: StoredObject) => boolean): Adoption => {
  const retained = children.filter((child) => isRetained(parent, child))
  const others = children.filter((child) => !retained.includes(child))
  return { retained, labelled: others.filter((child) => !unwanted(child)), leftOver: others.filter(unwanted) }
}

/** Whether a child is to be found by its parent's controller already. */
export const isAdopted = (parent: StoredObject, child: StoredObject): boolean =>
  child.metadata.labels?.[selectorLabel] === uidOf(parent) && controllerOf(child)?.uid === uidOf(parent)

/** A child with the label and the controller, whose pod template is not touched. */
export const adopted = (parent: StoredObject, child: StoredObject): StoredObject => {
  if (isAdopted(parent, child)) return child
  const owned = controllerOf(child) === undefined ? withOwner(child, referenceTo(parent)) : child
  return withMetadata(owned, { labels: { ...owned.metadata.labels, [selectorLabel]: uidOf(parent) } })
}

/** A child without our label, when it is ours: a label of that name with another value is somebody else's. */
export const released = (parent: StoredObject, child: StoredObject): StoredObject => {
  const { labels = {} } = child.metadata
  if (labels[selectorLabel] !== uidOf(parent)) return child
  const left = Object.fromEntries(Object.entries(labels).filter(([key]) => key !== selectorLabel))
  return withMetadata(child, { labels: Object.keys(left).length === 0 ? undefined : left })
}

/** The packages claim of an app that says so, unless Metacontroller made it. */
const isRetained = (parent: StoredObject, child: StoredObject): boolean =>
  parent.kind === KasprApp.kind && child.kind === PersistentVolumeClaim.kind &&
  child.metadata.name === namesOf(parent.metadata.name).packagesClaim && child.metadata.annotations?.[lastAppliedAnnotation] === undefined &&
  at(parent, 'spec', 'pythonPackages', 'cache', 'deleteClaim') === false

const at = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((found, key) => isObject(found) ? found[key] : undefined, value)
