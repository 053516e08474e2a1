import type { Pod as PodShape } from 'kubernetes-types/core/v1.js'
import { isObject } from '../../../src/kit/json.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { Pod } from '../../../src/kit/kinds.ts'
import type { Group, GroupInput } from './group.ts'
import { itemAnnotation, itemLabel, runLabel } from './labels.ts'
import { podName } from './pod-name.ts'

type ObservedPod = Observed<PodShape>

/** A run as its pod tells it. The pod is the truth about which item it runs: a status may be stale (oaat.md B3). */
export interface ObservedRun {
  readonly pod: ObservedPod
  readonly name: string
  readonly uid: string
  readonly sequence: number
  readonly item: string
  readonly active: boolean
  /** Whether Metacontroller sees it as a child already. */
  readonly child: boolean
}

/** Pods of a group, sorted out. */
export interface ObservedRuns {
  /** Runs of ours, oldest first. */
  readonly runs: readonly ObservedRun[]
  /** Children that are no runs of ours: adopted only to be deleted. */
  readonly adopted: readonly ObservedPod[]
  /** Active pods with our labels that somebody else owns, or nobody. */
  readonly rogues: readonly ObservedPod[]
  /** UIDs of all pods that were seen. */
  readonly uids: ReadonlySet<string>
}

/**
 * Sorts out the pods of a group. A pod of ours that came as related but not yet as a child counts as a run: one cache may
 * be behind the other.
 */
export const observedRuns = (group: Group, { children, related }: Pick<GroupInput, 'children' | 'related'>): ObservedRuns => {
  const own = children.list(Pod)
  const runs = own.flatMap((pod) => runOf(group, pod, true))
  const ours = new Set(runs.map(({ pod }) => pod))
  const known = new Set(own.map(uidOf))
  const others = related.list(Pod).filter((pod) => !known.has(uidOf(pod)))
  const late = others.filter((pod) => isControlledBy(pod, group.uid))
  return {
    runs: [...runs, ...late.flatMap((pod) => runOf(group, pod, false))].toSorted(byAge),
    adopted: own.filter((pod) => !ours.has(pod)),
    rogues: others.filter((pod) => !isControlledBy(pod, group.uid) && isActive(pod)),
    uids: new Set([...known, ...others.map(uidOf)]),
  }
}

/** Anything but finished is active: a pod without phase, of a lost node, or on its way out may still run (B4). */
export const isActive = ({ status }: PodShape): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed'

const uidOf = ({ metadata }: ObservedPod): string => metadata.uid ?? ''

const isControlledBy = ({ metadata }: PodShape, uid: string): boolean =>
  (metadata?.ownerReferences ?? []).some((owner) => isObject(owner) && owner.controller === true && owner.uid === uid)

/** The label alone is no proof: whoever may create pods may write it. Name and number have to go together. */
const runOf = (group: Group, pod: ObservedPod, child: boolean): readonly ObservedRun[] => {
  const { name, labels = {}, annotations = {} } = pod.metadata
  const sequence = /^\d{1,15}$/.test(labels[runLabel] ?? '') ? Number(labels[runLabel]) : undefined
  if (sequence === undefined || (name !== podName(group, sequence, false) && name !== podName(group, sequence, true))) return []
  return [{ pod, name, uid: uidOf(pod), sequence, item: annotations[itemAnnotation] ?? labels[itemLabel] ?? 'unknown', active: isActive(pod), child }]
}

const byAge = (a: ObservedRun, b: ObservedRun): number =>
  a.sequence - b.sequence || compare(a.pod.metadata.creationTimestamp ?? '', b.pod.metadata.creationTimestamp ?? '') || compare(a.uid, b.uid)

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
