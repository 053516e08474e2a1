import { isDeleting } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { pods } from '../../kinds.ts'
import { inBackground } from '../../server/api-server.ts'
import { podFrom } from '../pod-from-template.ts'
import { hasEnded, phaseOf } from '../pod-state.ts'
import { hasStaleClaim, makeClaims, ownClaims, volumesOf } from './claims.ts'
import { isHealthy, isUnavailable } from './members.ts'
import type { Member, Members } from './members.ts'
import { revisionOf, templateIn } from './revisions.ts'
import type { Revisions } from './revisions.ts'
import { firstOrdinal, isParallel } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'

/**
 * Brings the pods of a set one step nearer to what is wanted: missing ones are made, surplus ones go, and once all is
 * well the pod with the highest number that is not up to date. Ordered sets do one thing at a time and wait for health.
 * Gives the number of pods that go because of an update.
 */
export const update = (set: SetView, revisions: Revisions, members: Members): number => {
  const isOrdered = !isParallel(set)
  for (const member of members.wanted) {
    if (settle(set, revisions, member) === 'wait' && isOrdered) return 0
  }
  for (const { ordinal, pod } of members.condemned) ownClaims(set, ordinal, pod)
  const sick = firstSick(set, members)
  for (const { pod } of members.condemned) {
    dismiss(set, pod, sick)
    if (isOrdered) return 0
  }
  return set.spec.updateStrategy?.type === 'OnDelete' ? 0 : roll(set, revisions, members)
}

type Progress = 'wait' | 'next'

const remove = ({ api, namespace }: SetView, pod: StoredObject): void =>
  api.delete({ kind: pods, name: pod.metadata.name, namespace }, { ...inBackground, uid: pod.metadata.uid ?? '' })

/** One wanted member: it is made, or replaced after it ended, or waited for. */
const settle = (set: SetView, revisions: Revisions, { ordinal, pod }: Member): Progress => {
  if (pod === undefined) return make(set, revisions, ordinal)
  if (hasEnded(pod)) {
    if (!isDeleting(pod)) remove(set, pod)
    return 'wait'
  }
  if (phaseOf(pod) === 'Pending') makeClaims(set, ordinal)
  if (!isParallel(set) && isUnavailable(set, pod)) return 'wait'
  ownClaims(set, ordinal, pod)
  return 'next'
}

const make = (set: SetView, revisions: Revisions, ordinal: number): Progress => {
  if (hasStaleClaim(set, ordinal)) return 'wait'
  makeClaims(set, ordinal)
  const revision = isOld(set, ordinal) ? revisions.current : revisions.update
  const template = templateIn(revision)
  const name = `${set.name}-${ordinal}`
  set.api.create(pods, podFrom(template, set.object, {
    name,
    labels: { 'apps.kubernetes.io/pod-index': String(ordinal), 'statefulset.kubernetes.io/pod-name': name, 'controller-revision-hash': revision.metadata.name },
    spec: { hostname: name, ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}), ...volumesOf(set, ordinal, template) },
  }))
  ownClaims(set, ordinal, undefined)
  return 'wait'
}

/** Numbers below the partition keep the current revision; without one, as many as are still at it. */
const isOld = (set: SetView, ordinal: number): boolean => {
  const { updateStrategy: { type, rollingUpdate } = {} } = set.spec
  if (rollingUpdate !== undefined) return ordinal < firstOrdinal(set) + (rollingUpdate.partition ?? 0)
  return type === 'RollingUpdate' && ordinal < firstOrdinal(set) + (set.status.currentReplicas ?? 0)
}

/** The first pod that is not well: wanted ones first, then surplus ones from below. */
const firstSick = (set: SetView, { wanted, condemned }: Members): StoredObject | undefined =>
  [...wanted, ...condemned.toReversed()].find(({ pod }) => isUnavailable(set, pod))?.pod

/** One surplus pod goes. An ordered set waits for pods that are on their way, and for sick ones below. */
const dismiss = (set: SetView, pod: StoredObject, sick: StoredObject | undefined): void => {
  const mustWait = !isParallel(set) && !isHealthy(set, pod) && pod !== sick
  if (!isDeleting(pod) && !mustWait) remove(set, pod)
}

const roll = (set: SetView, revisions: Revisions, { wanted }: Members): number => {
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
  for (const { pod } of wanted.slice(partition).toReversed()) {
    if (pod !== undefined && revisionOf(pod) !== revisions.update.metadata.name && !isDeleting(pod)) {
      remove(set, pod)
      return 1
    }
    if (isUnavailable(set, pod)) return 0
  }
  return 0
}
