import type { StoredObject } from '../../engine/object-store.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { listOf, objectOf, present, statusOf } from '../json-fields.ts'
import { timestamp } from '../../kit/timestamp.ts'
import type { ContainerRun, PodRun } from './pod-run.ts'

interface Claim {
  readonly type: string
  readonly isTrue: boolean
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/** Status of a pod on a node. */
export const podStatus = (pod: StoredObject, run: PodRun, now: number): JsonObject => {
  const { qosClass, startTime } = statusOf(pod)
  return present({
    phase: run.phase,
    conditions: conditions(pod, claims(run), now),
    initContainerStatuses: run.init.length === 0 ? undefined : run.init.map((container) => containerStatus(container, isDone(container))),
    containerStatuses: run.main.map((container) => containerStatus(container, run.isReady)),
    podIP: run.ip,
    podIPs: run.ip === undefined ? undefined : [{ ip: run.ip }],
    startTime: startTime ?? timestamp(now),
    qosClass,
  })
}

/** Conditions of a pod that has no node; `why` says what keeps it from one. */
export const unscheduled = (pod: StoredObject, why: string, now: number): JsonObject =>
  ({ ...statusOf(pod), conditions: conditions(pod, [{ type: 'PodScheduled', isTrue: false, reason: 'Unschedulable', message: why }], now) })

export const scheduled = (pod: StoredObject, now: number): JsonObject =>
  ({ ...statusOf(pod), conditions: conditions(pod, [{ type: 'PodScheduled', isTrue: true }], now) })

const isDone = ({ state }: ContainerRun): boolean => objectOf(state['terminated'])['exitCode'] === 0
const isRunning = ({ state }: ContainerRun): boolean => state['running'] !== undefined

const containerStatus = (container: ContainerRun, ready: boolean): JsonObject => {
  const { name, image, state, lastState, restarts } = container
  return { name, image, imageID: '', lastState, ready, restartCount: restarts, started: isRunning(container), state }
}

const claims = ({ init, main, isReady, phase }: PodRun): readonly Claim[] => {
  const unfinished = init.filter((container) => !isDone(container)).map(({ name }) => name)
  const unready = main.map(({ name }) => name)
  const reason = phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady'
  const readiness = isReady ? { isTrue: true } : { isTrue: false, reason, message: `not ready: ${unready.join(', ')}` }
  return [
    unfinished.length === 0 ? { type: 'Initialized', isTrue: true } : { type: 'Initialized', isTrue: false, reason: 'ContainersNotInitialized', message: `not finished: ${unfinished.join(', ')}` },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', isTrue: true },
  ]
}

/** The time of a condition moves only when its status does. */
const conditions = (pod: StoredObject, wanted: readonly Claim[], now: number): readonly JsonObject[] => {
  const before = listOf(statusOf(pod)['conditions']).map(objectOf)
  return wanted.map(({ type, isTrue, reason, message }) => {
    const status = isTrue ? 'True' : 'False'
    const old = before.find((condition) => condition['type'] === type)
    const lastTransitionTime = old?.['status'] === status ? old['lastTransitionTime'] : timestamp(now)
    return present({ type, status, lastProbeTime: null, lastTransitionTime, reason, message })
  })
}
