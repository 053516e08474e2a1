import type { ContainerStateTerminated, ContainerStatus, Pod as PodShape } from 'kubernetes-types/core/v1.js'
import { readMoment } from '../moment.ts'

/** How a finished pod ended. Times in milliseconds since 1970. */
export interface PodResult {
  readonly result: 'Succeeded' | 'Failed'
  readonly exitCode: number
  readonly reason: string | undefined
  readonly startedAt: number | undefined
  readonly finishedAt: number
}

/** Upstream's exit code of a pod that does not tell one. */
const unknownExitCode = -1

/** Reads how a pod ended. Never from the clock: upstream took "now" and counted one failure again and again (C3). */
export const podResult = (pod: PodShape): PodResult => {
  const { phase, reason, initContainerStatuses = [] } = pod.status ?? {}
  const result = phase === 'Succeeded' ? 'Succeeded' : 'Failed'
  const ended = terminated(pod)
  return {
    result,
    exitCode: ended.exitCode ?? (result === 'Succeeded' ? 0 : unknownExitCode),
    reason: ended.reason ?? reason ?? initReason(initContainerStatuses),
    startedAt: moment(ended.startedAt),
    finishedAt: moment(ended.finishedAt) ?? lastSign(pod),
  }
}

const terminated = ({ status }: PodShape): Partial<ContainerStateTerminated> =>
  status?.containerStatuses?.find(({ state }) => state?.terminated !== undefined)?.state?.terminated ?? {}

/** The last moment that a pod without such data tells of itself. */
const lastSign = ({ metadata, status = {} }: PodShape): number =>
  lastTransition(status) ?? moment(status.startTime) ?? moment(metadata?.creationTimestamp) ?? 0

const moment = (text: unknown): number | undefined => {
  const read = typeof text === 'string' ? readMoment(text) : undefined
  return read === 'invalid' ? undefined : read
}

const tellingConditions: ReadonlySet<string> = new Set(['DisruptionTarget', 'ContainersReady', 'Ready'])

const lastTransition = ({ conditions = [] }: NonNullable<PodShape['status']>): number | undefined => {
  const times = conditions.filter(({ type }) => tellingConditions.has(type)).flatMap(({ lastTransitionTime }) => moment(lastTransitionTime) ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}

/** A failed init container keeps the item's own from starting: its reason is the only one there is (C27). */
const initReason = (statuses: readonly ContainerStatus[]): string | undefined => {
  const failed = statuses.find(({ state }) => state?.terminated !== undefined && state.terminated.exitCode !== 0)
  return failed === undefined ? undefined : `init container ${failed.name}: ${failed.state?.terminated?.reason ?? 'failed'}`
}
