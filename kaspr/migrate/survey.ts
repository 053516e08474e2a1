import { whatIf } from '../../src/diff/what-if.ts'
import type { Consequences } from '../../src/diff/what-if.ts'
import { groupKind } from '../../src/engine/discovery.ts'
import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { HookContext } from '../../src/kit/controller.ts'
import { kindsOf } from '../../src/kit/resources.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { controllers } from '../controllers.ts'
import { adopted, adoptionOf } from './adoption.ts'
import type { Adoption } from './adoption.ts'
import { familiesOf, prepared } from './family.ts'
import type { Family } from './family.ts'
import { unpaused } from './pause.ts'

/** A family, what is labelled of it, and what follows. */
export interface Surveyed extends Family {
  readonly adoption: Adoption
}

export interface Survey {
  readonly snapshot: Snapshot
  readonly families: readonly Surveyed[]
  /** What Metacontroller writes once everything is labelled and the controllers are registered. */
  readonly consequences: Consequences
}

/**
 * What there is, what becomes of it, and what Metacontroller would make of that: the engine runs over a labelled copy. What it
 * would delete then is not labelled at all. Pauses count as ended.
 */
export const surveyOf = async (read: Snapshot, context: HookContext): Promise<Survey> => {
  const snapshot = prepared(read)
  const families = familiesOf(snapshot, context)
  const first = await surveyed({ snapshot, families, context }, () => false)
  const deleted = new Set(first.consequences.diffs.filter(({ effect }) => effect === 'deletes').map(({ object }) => object))
  return deleted.size === 0 ? first : surveyed({ snapshot, families, context }, (child) => deleted.has(described(child)))
}

interface Given { readonly snapshot: Snapshot; readonly families: readonly Family[]; readonly context: HookContext }

const surveyed = async ({ snapshot, families: given, context }: Given, unwanted: (child: StoredObject) => boolean): Promise<Survey> => {
  const families = given.map((family) => ({ ...family, adoption: adoptionOf(family, unwanted) }))
  const labelled = new Map(families.flatMap(({ parent, adoption }) => adoption.labelled.map((child) => [child, adopted(parent, child)])))
  const objects = snapshot.objects.filter(concerns).map((object) => unpaused(labelled.get(object) ?? object))
  return { snapshot, families, consequences: await whatIf({ controllers, context, objects, applied: [] }) }
}

const kinds = new Set(controllers.flatMap(kindsOf).map(groupKind))

/** Objects that hooks see; all others would only stand in the engine's way. */
const concerns = (object: StoredObject): boolean => kinds.has(groupKind(object))
