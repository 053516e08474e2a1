import { isAlreadyExists } from '../../../engine/api-errors.ts'
import { isDeleting, metadataOf, uidOf } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { controllerOf, referenceTo, withOwner } from '../../../engine/owner-reference.ts'
import { equals } from '../../../engine/structural-equality.ts'
import { selects } from '../../../kit/selector.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { objectOf, present, without } from '../../json-fields.ts'
import { controllerRevisions } from '../../kinds.ts'
import { inBackground } from '../../server/api-server.ts'
import { revisionHash } from './revision-hash.ts'
import { templateOf } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'

/** The revision that pods come from, and the one that they go to. */
export interface Revisions {
  readonly current: StoredObject
  readonly update: StoredObject
  readonly collisions: number
  /** All of them, oldest first. */
  readonly history: readonly StoredObject[]
}

const numberOf = (revision: StoredObject): number => Number(revision['revision'] ?? 0)

/** The pod template that a revision holds. */
export const templateIn = (revision: StoredObject): JsonObject =>
  without(objectOf(objectOf(objectOf(revision['data'])['spec'])['template']), '$patch')

const dataOf = (template: JsonObject): JsonObject => ({ spec: { template: { ...template, $patch: 'replace' } } })

/**
 * Finds or makes the revision of the template as it is now. A template that was there before gets its old revision,
 * under the newest number.
 */
export const revisionsOf = (set: SetView): Revisions => {
  const known = listed(set)
  const data = dataOf(templateOf(set))
  const equal = known.filter((revision) => equals(revision['data'], data)).at(-1)
  const made = equal === undefined ? created(set, data, nextNumber(known)) : { revision: renumbered(set, equal, known), collisions: collisionsOf(set) }
  const history = [...known.filter((one) => uidOf(one) !== uidOf(made.revision)), made.revision]
  const current = history.find(({ metadata: { name } }) => name === set.status.currentRevision) ?? made.revision
  return { current, update: made.revision, collisions: made.collisions, history }
}

const collisionsOf = ({ status }: SetView): number => status.collisionCount ?? 0
const nextNumber = (known: readonly StoredObject[]): number => Math.max(0, ...known.map(numberOf)) + 1

/** Own revisions, and orphans that fit, which are adopted; lowest number first. */
const listed = ({ api, table, object, namespace, spec }: SetView): readonly StoredObject[] => {
  const own = (revision: StoredObject): boolean => controllerOf(revision)?.uid === uidOf(object)
  const orphans = isDeleting(object) ? [] : table.orphans(controllerRevisions, namespace).filter((revision) => selects(trusted(spec.selector), revision.metadata.labels))
  const adopted = orphans.map((revision) => api.update(controllerRevisions, withOwner(revision, referenceTo(object))))
  return [...table.dependentsOf(uidOf(object)).filter((one) => one.kind === 'ControllerRevision' && own(one) && !adopted.includes(one)), ...adopted]
    .toSorted((a, b) => numberOf(a) - numberOf(b))
}

const renumbered = ({ api }: SetView, revision: StoredObject, known: readonly StoredObject[]): StoredObject =>
  known.at(-1) === revision ? revision : api.update(controllerRevisions, { ...revision, revision: nextNumber(known) })

interface Made {
  readonly revision: StoredObject
  readonly collisions: number
}

const created = (set: SetView, data: JsonObject, number: number): Made => {
  for (let collisions = collisionsOf(set); ; collisions += 1) {
    const hash = revisionHash(data, collisions)
    const revision = createdAs(set, revisionObject(set, data, { hash, number }), data)
    if (revision !== undefined) return { revision, collisions }
  }
}

/** Undefined when another revision has the name already. */
const createdAs = ({ api, namespace }: SetView, revision: JsonObject, data: JsonObject): StoredObject | undefined => {
  try {
    return api.create(controllerRevisions, revision)
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
    const other = api.get({ kind: controllerRevisions, name: String(metadataOf(revision)['name']), namespace })
    return other !== undefined && equals(other['data'], data) ? other : undefined
  }
}

const revisionObject = ({ name, namespace, object, spec }: SetView, data: JsonObject, { hash, number }: { readonly hash: string; readonly number: number }): JsonObject => ({
  apiVersion: controllerRevisions.apiVersion,
  kind: controllerRevisions.kind,
  metadata: present({
    name: `${name.slice(0, 223)}-${hash}`,
    namespace,
    labels: { ...spec.template.metadata?.labels, 'controller.kubernetes.io/hash': hash },
    annotations: metadataOf(object)['annotations'],
    ownerReferences: [trusted<JsonObject>(referenceTo(object))],
  }),
  data,
  revision: number,
})

/** Deletes the oldest revisions that nobody needs any longer. */
export const truncate = ({ api, namespace, spec }: SetView, { history, current, update }: Revisions, pods: readonly StoredObject[]): void => {
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)])
  const dead = history.filter(({ metadata: { name } }) => !live.has(name))
  const most = spec.revisionHistoryLimit ?? 10
  for (const { metadata: { name } } of dead.slice(0, Math.max(0, dead.length - most))) api.delete({ kind: controllerRevisions, name, namespace }, inBackground)
}

/** Name of the revision that a pod was made from. */
export const revisionOf = (pod: StoredObject): string => pod.metadata.labels?.['controller-revision-hash'] ?? ''
