import { isDeleting } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { controllerOf } from '../../../engine/owner-reference.ts'
import { selects } from '../../../kit/selector.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { pods, statefulSets } from '../../kinds.ts'
import type { Change } from '../../server/object-table.ts'
import type { Again, Controller, Key } from '../controller.ts'
import { keyOf, placeOf } from '../controller.ts'
import type { ControllerParts } from '../controller-parts.ts'
import { availableIn } from '../pod-state.ts'
import { podsOf } from '../pods-of.ts'
import { membersOf } from './members.ts'
import type { Members } from './members.ts'
import { revisionsOf, truncate } from './revisions.ts'
import type { Revisions } from './revisions.ts'
import { isMember, minReadySeconds, viewOf } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'
import { statusOf, writeStatus } from './status.ts'
import { update } from './update.ts'

/** Runs StatefulSets as kube-controller-manager 1.36 does. `maxUnavailable` of a rolling update is not looked at, as by default there. */
export const statefulSetController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('statefulset-controller')
  const { table } = parts.server.parts
  return {
    name: 'StatefulSet',
    watches: [
      [statefulSets, ({ object }) => [keyOf(object)]],
      [pods, (change) => keysOfPod(change, table.list(statefulSets, change.object.metadata.namespace))],
    ],
    keys: () => table.list(statefulSets).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const object = table.find(statefulSets, name, namespace)
      return object === undefined ? undefined : reconcile(viewOf(object, { api, table, now: parts.work.now() }))
    },
  }
}

/** The set that owns a pod or owned it; for an orphan every set that might adopt it. */
const keysOfPod = ({ object, before }: Change, sets: readonly StoredObject[]): readonly Key[] => {
  const owners = [object, before].flatMap((pod) => (pod === undefined ? undefined : controllerOf(pod)) ?? [])
  if (owners.length > 0) return owners.filter(({ kind }) => kind === 'StatefulSet').map(({ name }) => `${object.metadata.namespace ?? ''}/${name}`)
  return sets.filter((set) => selects(trusted(selectorOf(set)), object.metadata.labels)).map(keyOf)
}

const selectorOf = (set: StoredObject): unknown => trusted<{ spec: { selector: unknown } }>(set).spec.selector

const reconcile = (set: SetView): Again | undefined => {
  const members = podsOf(set.api, set.table, { object: set.object, selector: set.spec.selector, accepts: (pod) => isMember(set, pod) })
  const revisions = revisionsOf(set)
  act(set, revisions, membersOf(set, members))
  truncate(set, revisions, members)
  return nextLook(set, members)
}

/** The status is written even when an action fails. A set that is being deleted does nothing else. */
const act = (set: SetView, revisions: Revisions, members: Members): void => {
  const pods = [...members.wanted, ...members.condemned].flatMap(({ pod }) => pod ?? [])
  let removed = 0
  try {
    if (!isDeleting(set.object)) removed = update(set, revisions, members)
  } finally {
    writeStatus(set, statusOf(set, revisions, { pods, removed }))
  }
}

/** When a pod that is ready will have been so for long enough. */
const nextLook = (set: SetView, members: readonly StoredObject[]): Again | undefined => {
  const waits = members.flatMap((pod) => availableIn(pod, minReadySeconds(set), set.now) ?? []).filter((wait) => wait > 0)
  return waits.length === 0 ? undefined : { milliseconds: Math.min(...waits) }
}
