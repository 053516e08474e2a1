import type { LabelSelector } from 'kubernetes-types/meta/v1.js'
import { isDeleting, uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { controllerOf, referenceTo, withOwner, withoutOwner } from '../../engine/owner-reference.ts'
import { selects } from '../../kit/selector.ts'
import { trusted } from '../../protocol/trusted.ts'
import { pods } from '../kinds.ts'
import type { Api } from '../server/api-server.ts'
import type { ObjectTable } from '../server/object-table.ts'

export interface PodOwner {
  readonly object: StoredObject
  readonly selector: LabelSelector
  /** Whether an orphan may become one of its pods; by its labels alone when absent. */
  readonly accepts?: (pod: StoredObject) => boolean
}

const matches = ({ selector }: PodOwner, pod: StoredObject): boolean => selects(trusted(selector), pod.metadata.labels)

/**
 * Pods of a workload: its own ones, and orphans that fit, which it adopts. Own ones that do not fit any longer are
 * released. A workload that is being deleted takes nothing in.
 */
export const podsOf = (api: Api, table: ObjectTable, owner: PodOwner): readonly StoredObject[] => {
  const { object } = owner
  const own = table.dependentsOf(uidOf(object)).filter((pod) => pod.kind === pods.kind && controllerOf(pod)?.uid === uidOf(object))
  const orphans = isDeleting(object) ? [] : table.orphans(pods, object.metadata.namespace).filter((pod) => isWanted(owner, pod))
  for (const orphan of orphans) api.update(pods, withOwner(orphan, referenceTo(object)))
  const released = isDeleting(object) ? [] : own.filter((pod) => !matches(owner, pod) && !isDeleting(pod))
  for (const pod of released) api.update(pods, withoutOwner(pod, uidOf(object)))
  const adopted = orphans.flatMap(({ metadata: { name, namespace } }) => table.find(pods, name, namespace) ?? [])
  return [...own.filter((pod) => !released.includes(pod)), ...adopted]
}

const isWanted = (owner: PodOwner, pod: StoredObject): boolean =>
  !isDeleting(pod) && matches(owner, pod) && (owner.accepts?.(pod) ?? true)

