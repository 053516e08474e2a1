import type { ContainerStatus, Pod } from 'kubernetes-types/core/v1.js'
import { isObject } from '../../../src/kit/json.ts'
import type { Child } from '../../../src/kit/kind.ts'
import type { Environment, ObservedPod } from './environment.ts'
import { failed, waiting } from './stage.ts'
import type { Readiness } from './stage.ts'

interface Trouble {
  readonly reason: string
  readonly message: string
}

/**
 * A stage that waits, or has failed, says what its pods say, where they are read (environment.md B8): which container, and
 * why. A failure keeps its own reason. Nothing in the message counts or takes turns, or each try would write the status.
 */
export const withPods = (environment: Environment, children: readonly Child[], readiness: Readiness): Readiness => {
  if (readiness.state === 'Ready') return readiness
  const trouble = environment.pods.filter((pod) => children.some((child) => isPodOf(child, pod))).map(troubleOf).find((found) => found !== undefined)
  if (trouble === undefined) return readiness
  return readiness.state === 'Waiting' ? waiting(trouble.reason, trouble.message) : failed(readiness.reason, `${readiness.message}; ${trouble.message}`)
}

/** Whether a pod carries all labels of a workload's template. */
const isPodOf = (child: Child, { metadata: { labels = {} } }: ObservedPod): boolean => {
  const wanted = ['spec', 'template', 'metadata', 'labels'].reduce<unknown>((value, key) => isObject(value) ? value[key] : undefined, child)
  return isObject(wanted) && Object.entries(wanted).every(([key, value]) => labels[key] === value)
}

const troubleOf = ({ metadata: { name, deletionTimestamp }, status = {} }: ObservedPod): Trouble | undefined => {
  if ((deletionTimestamp ?? null) !== null) return undefined
  const containers = [
    ...(status.initContainerStatuses ?? []).map((one) => containerTrouble(`init container ${one.name} of pod ${name}`, one)),
    ...(status.containerStatuses ?? []).map((one) => containerTrouble(`container ${one.name} of pod ${name}`, one)),
  ]
  return containers.find((found) => found !== undefined) ?? podTrouble(name, status)
}

const podTrouble = (name: string, { conditions = [], reason, message, phase }: NonNullable<Pod['status']>): Trouble | undefined => {
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  if (unscheduled !== undefined) return { reason: unscheduled.reason ?? 'Unschedulable', message: `pod ${name} has no node: ${unscheduled.message ?? 'no reason given'}` }
  return phase === 'Failed' && reason !== undefined ? { reason, message: `pod ${name} failed: ${message ?? reason}` } : undefined
}

/** The node tries in turns, and says both. */
const unpulled: ReadonlySet<string> = new Set(['ErrImagePull', 'ImagePullBackOff'])

/** A container on its way. */
const onTheWay: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

const containerTrouble = (who: string, status: ContainerStatus): Trouble | undefined => {
  if (status.ready) return undefined
  const { reason = '', message = reason } = status.state?.waiting ?? {}
  if (unpulled.has(reason)) return { reason: 'ImagePullBackOff', message: `${who}: image ${status.image} cannot be pulled` }
  return endTrouble(who, status) ?? (reason === '' || onTheWay.has(reason) ? undefined : { reason, message: `${who}: ${message}` })
}

/** How it ended, now or the last time. */
const endTrouble = (who: string, status: ContainerStatus): Trouble | undefined => {
  const end = status.state?.terminated ?? status.lastState?.terminated
  const again = isAgain(status)
  if (end === undefined || (end.exitCode === 0 && !again)) return undefined
  const message = `${who} ended with exit code ${end.exitCode}`
  if (end.reason === 'OOMKilled') return { reason: 'OOMKilled', message: `${message}: it needs more memory than its limit` }
  return { reason: again ? 'CrashLoopBackOff' : end.reason ?? 'Error', message }
}

const isAgain = ({ state, restartCount }: ContainerStatus): boolean => restartCount > 0 || state?.waiting?.reason === 'CrashLoopBackOff'
