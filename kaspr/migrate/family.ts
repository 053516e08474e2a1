import { withDefaults } from '../../src/kit/defaults.ts'
import type { CompositeController, HookContext } from '../../src/kit/controller.ts'
import { problemsText } from '../../src/kit/problem.ts'
import type { Invocation } from '../../src/guard/invoke.ts'
import { groupKind } from '../../src/engine/discovery.ts'
import { described, uidOf, withField, withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { controllerOf, ownersOf } from '../../src/engine/owner-reference.ts'
import { renderParent } from '../../src/engine/render.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { ObjectGroups } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ofKind } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { controllers } from '../controllers.ts'
import { unpaused } from './pause.ts'

/** A custom resource with what belongs to it, and what its hook would make of it. */
export interface Family {
  readonly controller: CompositeController
  readonly parent: StoredObject
  /** Objects that the parent controls, and those without a controller that its hook asks for. */
  readonly children: readonly StoredObject[]
  /** What the hook asks for. */
  readonly wanted: readonly StoredObject[]
  /** What is wrong with its spec, or with its components; empty when nothing is. */
  readonly mistakes: string
}

/** All families of a snapshot whose parents were prepared. */
export const familiesOf = (snapshot: Snapshot, context: HookContext): readonly Family[] =>
  controllers.flatMap((controller) => ofKind(snapshot, controller.parent).map((parent) => familyOf(controller, parent, { snapshot, context })))

interface Around { readonly snapshot: Snapshot; readonly context: HookContext }

const familyOf = (controller: CompositeController, parent: StoredObject, { snapshot: { objects }, context }: Around): Family => {
  const kinds = new Set(controller.children.map(({ kind }) => groupKind(kind)))
  const near = objects.filter((object) => kinds.has(groupKind(object)) && object.metadata.namespace === parent.metadata.namespace)
  const owned = near.filter((object) => controllerOf(object)?.uid === uidOf(parent))
  const { wanted, mistakes } = answerOf(() => renderParent(controller, unpaused(parent), { around: { objects, children: grouped(owned) }, context }))
  const names = new Set(wanted.map(identityOf))
  const orphans = near.filter((object) => controllerOf(object) === undefined && names.has(identityOf(object)))
  return { controller, parent, children: [...owned, ...orphans], wanted, mistakes }
}

/** A hook that fails is one parent's trouble; the others are told of all the same. */
const answerOf = (call: () => Invocation): Pick<Family, 'wanted' | 'mistakes'> => {
  try {
    const { body, problems } = call()
    return { wanted: trusted<{ readonly children?: readonly StoredObject[] }>(body).children ?? [], mistakes: problems.length === 0 ? '' : problemsText(problems) }
  } catch (error) {
    return { wanted: [], mistakes: error instanceof Error ? error.message : String(error) }
  }
}

const grouped = (objects: readonly StoredObject[]): ObjectGroups => Object.fromEntries([...new Set(objects.map(groupKey))].map((group) =>
  [group, Object.fromEntries(objects.filter((object) => groupKey(object) === group).map((object) => [objectKey(object.metadata), object]))]))

/** Kind and name; within one namespace they say which object it is, whatever its version. */
export const identityOf = ({ apiVersion, kind, metadata: { name } }: StoredObject): string => `${groupKind({ apiVersion, kind })}/${name}`

/**
 * A snapshot as the API server would give it once our definitions are installed: everything with a uid, parents with a generation
 * and the defaults of our schemas. Files may lack uids; a parent's is then the one that its objects name.
 */
export const prepared = (snapshot: Snapshot): Snapshot => {
  const parents = new Set(controllers.flatMap(({ parent }) => ofKind(snapshot, parent)))
  return { ...snapshot, objects: snapshot.objects.map((object) => parents.has(object) ? preparedParent(object, snapshot) : identified(object)) }
}

const identified = (object: StoredObject): StoredObject => object.metadata.uid === undefined ? withMetadata(object, { uid: invented(object) }) : object
const invented = (object: StoredObject): string => `uid-of-${groupKind(object)}-${described(object)}`.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()

const preparedParent = (parent: StoredObject, { objects }: Snapshot): StoredObject => {
  const uid = uidOf(parent) || namedUid(parent, objects) || invented(parent)
  const known = withMetadata(parent, { uid, generation: parent.metadata.generation ?? 1 })
  const schema = controllers.find((controller) => groupKind(controller.parent) === groupKind(parent))?.parent.spec
  return schema === undefined || parent['spec'] === undefined ? known : withField(known, 'spec', withDefaults(schema, parent['spec']))
}

const namedUid = ({ kind, metadata: { name, namespace } }: StoredObject, objects: readonly StoredObject[]): string | undefined =>
  objects.filter((object) => object.metadata.namespace === namespace).flatMap(ownersOf).find((owner) => owner.kind === kind && owner.name === name)?.uid
