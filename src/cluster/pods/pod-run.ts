import type { Container, PodSpec } from 'kubernetes-types/core/v1.js'
import { uidOf } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Fault } from '../fault.ts'
import { podSpec } from './pod-spec.ts'
import { needsOf } from './volumes.ts'

/** How a container runs. */
export interface ContainerRun {
  readonly name: string
  readonly image: string
  /** `waiting`, `running` or `terminated`, as its status has it. */
  state: JsonObject
  lastState: JsonObject
  /** How often it has ended before its time. */
  failures: number
  restarts: number
}

export type Stage = 'Unbound' | 'Preparing' | 'Init' | 'Starting' | 'Running' | 'Ended'

/** What a node knows of a pod and nobody else. */
export interface PodRun {
  readonly uid: string
  readonly init: readonly ContainerRun[]
  readonly main: readonly ContainerRun[]
  readonly restartPolicy: string
  /** What it cannot run without. */
  readonly needs: readonly string[]
  /** Milliseconds from the start until it is ready. */
  readonly readyDelay: number
  stage: Stage
  /** When the next step is due. */
  due: number
  ip: string | undefined
  startedAt: number
  isReady: boolean
  phase: string
  /** When a deleted pod will have stopped. */
  stopAt: number | undefined
  /** How often each fault has struck. */
  readonly strikes: Map<Fault, number>
}

const waiting = (reason: string): JsonObject => ({ waiting: { reason } })

const containerRun = ({ name, image = '' }: Container): ContainerRun =>
  ({ name, image, state: waiting('PodInitializing'), lastState: {}, failures: 0, restarts: 0 })

const readyDelayOf = ({ containers }: PodSpec): number =>
  Math.max(0, ...containers.map(({ readinessProbe, startupProbe }) => (readinessProbe?.initialDelaySeconds ?? 0) + (startupProbe?.initialDelaySeconds ?? 0))) * 1000

/** A pod that nobody has looked at yet; its first step is due at a moment. */
export const newRun = (pod: StoredObject, due: number): PodRun => {
  const spec = podSpec(pod)
  return {
    uid: uidOf(pod),
    init: (spec.initContainers ?? []).map(containerRun),
    main: spec.containers.map(containerRun),
    needs: needsOf(pod),
    restartPolicy: spec.restartPolicy ?? 'Always',
    readyDelay: readyDelayOf(spec),
    stage: 'Unbound',
    due,
    ip: undefined,
    startedAt: 0,
    isReady: false,
    phase: 'Pending',
    stopAt: undefined,
    strikes: new Map(),
  }
}
