import { HookBundle } from '../../hooks/program/hookbundle/resource.ts'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { registrationName } from '../../hooks/program/hookprogram/program.ts'
import { controllerOf } from '../../src/engine/owner-reference.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { placeOf } from '../../src/engine/object-table.ts'
import { relatedGroups } from '../../src/engine/related.ts'
import type { Kind } from '../../src/kit/kind.ts'
import type { RelatedRule } from '../../src/protocol/answer.ts'
import { groupKey, objectKey } from '../../src/protocol/group-key.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { knownKind } from '../authoring/declarations/known-kind.ts'
import { NotInStudio, ParentUnknown } from '../errors.ts'
import { relatedAnnotation, relatedOf } from '../runtime/customize.ts'
import type { Typing } from './program-types.ts'

export interface ParentPlace { readonly name: string; readonly namespace?: string | undefined }

interface Named { readonly apiVersion: string; readonly resource: string }

const kindOf = (named: Named, { definitions }: Typing): Kind | undefined => {
  const known = knownKind(named, definitions)
  return known === undefined ? undefined : { apiVersion: known.apiVersion, kind: known.kind, plural: named.resource, scope: known.scope }
}

/**
 * The sync request that Metacontroller would send for a parent as it is now, seen through somebody's own rights; without
 * the bundle. Throws ParentUnknown, NotInStudio, and what the API server refuses to that person.
 */
export const liveRequest = async (store: ObjectStore, program: HookProgram, { typing, place }: { readonly typing: Typing; readonly place: ParentPlace }): Promise<JsonObject> => {
  const { parent: named, children = [] } = program.spec
  const kind = kindOf(named, typing)
  if (kind === undefined) throw new ParentUnknown(`${named.resource} of ${named.apiVersion}`)
  const parent = await store.get({ kind, ...place })
  if (parent === undefined) throw new NotInStudio(`${kind.kind} ${placeOf(place)}`)
  const controller = controllerOfProgram(program)
  return {
    controller,
    parent,
    children: Object.fromEntries(await Promise.all(children.flatMap((child) => kindOf(child, typing) ?? []).map((child) => childGroup(store, child, parent)))),
    related: trusted<JsonObject>(await relatedOfParent(store, program, { typing, parent, controller })),
    finalizing: false,
  }
}

const controllerOfProgram = ({ metadata: { name }, spec: { related = [] } }: HookProgram): JsonObject => ({
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name: registrationName(name), annotations: { [relatedAnnotation]: JSON.stringify(related) } },
})

const childGroup = async (store: ObjectStore, kind: Kind, parent: StoredObject): Promise<readonly [string, JsonObject]> => {
  const owned = (await store.list(kind)).filter((object) => controllerOf(object)?.uid === parent.metadata.uid)
  return [groupKey(kind), Object.fromEntries(owned.map((object) => [objectKey(object.metadata), object]))]
}

const relatedOfParent = async (store: ObjectStore, program: HookProgram, { typing, parent, controller }: { readonly typing: Typing; readonly parent: StoredObject; readonly controller: JsonObject }): Promise<unknown> => {
  const kinds = (program.spec.related ?? []).flatMap((rule) => kindOf(rule, typing) ?? [])
  const rules = relatedOf(program.metadata.name, trusted({ controller, parent })).relatedResources.filter(({ resource }) => resource !== HookBundle.plural)
  const objects = await Promise.all(kinds.map((kind) => objectsOf(store, kind, rules)))
  return relatedGroups(rules, kinds, objects.flat())
}

/** Where all names and the namespace are known, nobody needs the right to list. */
const objectsOf = async (store: ObjectStore, kind: Kind, rules: readonly RelatedRule[]): Promise<readonly StoredObject[]> => {
  const asked = rules.filter(({ apiVersion, resource }) => apiVersion === kind.apiVersion && resource === kind.plural)
  const places = asked.map(({ names = [], namespace }) => names.length > 0 && (kind.scope === 'Cluster' || namespace !== undefined) ? names.map((name) => ({ name, namespace })) : undefined)
  if (places.some((place) => place === undefined)) return store.list(kind)
  const found = await Promise.all(places.flatMap((place) => place ?? []).map((place) => store.get({ kind, ...place })))
  return found.filter((object) => object !== undefined)
}
