import { hasEnded, phaseOf } from '../cluster/controllers/pod-state.ts'
import { listOf, objectOf, specOf, statusOf } from '../cluster/json-fields.ts'
import type { Change } from '../cluster/server/object-table.ts'
import { described, uidOf } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { controllerOf } from '../engine/owner-reference.ts'

/** A pod that is made to run to an end, or did. */
export interface Run {
  /** When the pod was created: RFC 3339 with milliseconds, UTC. */
  readonly started: string
  /** From there to its end, the wait for a node included; absent while it has not ended. */
  readonly seconds?: number
  /** `Succeeded` or `Failed`; `Deleted` before it ended; else its phase at the end of the simulation. */
  readonly result: string
  /** Of the first container that failed. */
  readonly exitCode?: number
  /** Why the pod failed, where Kubernetes says it of the pod itself. */
  readonly reason?: string
  /** `Kind namespace/name` of who controls the pod; empty: nobody. */
  readonly parent: string
  /** `Pod namespace/name`. */
  readonly pod: string
  readonly labels: Readonly<Record<string, string>>
}

export interface RunRecord {
  readonly change: (change: Change) => void
  /** In the order in which their pods were created. */
  readonly runs: () => readonly Run[]
}

interface Track {
  readonly started: number
  pod: StoredObject
  ended: number | undefined
}

/** Writes down every run of a pod. The clock gives milliseconds since 1970. */
export const runRecord = (now: () => number): RunRecord => {
  const tracks = new Map<string, Track>()
  return {
    change: ({ type, object }) => {
      if (object.kind !== 'Pod' || object.apiVersion !== 'v1') return
      const track = tracks.get(uidOf(object)) ?? { started: now(), pod: object, ended: undefined }
      tracks.set(uidOf(object), track)
      track.pod = object
      if (type === 'Deleted' || hasEnded(object)) track.ended ??= now()
    },
    runs: () => [...tracks.values()].filter(isRun).map(runOf),
  }
}

/** Pods that are restarted for ever are members of something, not runs. */
const isRun = ({ pod }: Track): boolean => specOf(pod)['restartPolicy'] === 'Never' || (hasEnded(pod) && controllerOf(pod) !== undefined)

const runOf = ({ started, pod, ended }: Track): Run => {
  const owner = controllerOf(pod)
  const { namespace } = pod.metadata
  return {
    started: new Date(started).toISOString(),
    ...(ended === undefined ? {} : { seconds: (ended - started) / 1000 }),
    result: ended === undefined || hasEnded(pod) ? phaseOf(pod) : 'Deleted',
    ...failureOf(pod),
    parent: owner === undefined ? '' : described({ kind: owner.kind, metadata: { name: owner.name, ...(namespace === undefined ? {} : { namespace }) } }),
    pod: described(pod),
    labels: pod.metadata.labels ?? {},
  }
}

const failureOf = (pod: StoredObject): Pick<Run, 'exitCode' | 'reason'> => {
  const { reason, initContainerStatuses, containerStatuses } = statusOf(pod)
  const codes = [...listOf(initContainerStatuses), ...listOf(containerStatuses)].map((one) => objectOf(objectOf(objectOf(one)['state'])['terminated'])['exitCode'])
  const exitCode = codes.find((code) => typeof code === 'number' && code !== 0)
  return { ...(typeof exitCode === 'number' ? { exitCode } : {}), ...(typeof reason === 'string' && phaseOf(pod) === 'Failed' ? { reason } : {}) }
}
