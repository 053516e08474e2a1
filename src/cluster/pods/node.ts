import { withMetadata } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import type { Again } from '../controllers/controller.ts'
import type { ControllerParts } from '../controllers/controller-parts.ts'
import type { FaultOf } from '../fault.ts'
import { specOf } from '../json-fields.ts'
import type { Api } from '../server/api-server.ts'
import { timestamp } from '../../kit/timestamp.ts'
import type { ContainerRun, PodRun, Stage } from './pod-run.ts'
import { podStatus, scheduled, unscheduled } from './pod-status.ts'
import { claimProblem, missingObject, selectedNode, unchosenClaims } from './volumes.ts'

/** The node on which all pods run. There is no Node object. */
export const nodeName = 'embedded'

/** One look at a pod. */
export interface Look {
  readonly parts: ControllerParts
  readonly api: Api
  readonly pod: StoredObject
  readonly run: PodRun
  readonly now: number
}

/** What follows: another look after a while, or none until something happens; undefined goes on at once. */
export type Rest = { readonly again: Again | undefined } | undefined

const waits = ({ run, now }: Look, isQuiet = false): Rest => ({ again: { milliseconds: run.due - now, isQuiet } })
const rests: Rest = { again: undefined }

const isEarly = ({ run, now }: Look): boolean => now < run.due

const publish = (look: Look): void => {
  const { api, pod, run, now } = look
  api.setStatus(pod, podStatus(pod, run, now))
}

const enter = ({ run, now }: Look, stage: Stage, delay: number): Rest => {
  run.stage = stage
  run.due = now + delay
  return undefined
}

/** The next step of a pod that is wanted. */
export const step = (look: Look): Rest => steps[look.run.stage](look)

const schedule = (look: Look): Rest => {
  const { parts, api, pod, run, now } = look
  if (isEarly(look)) return waits(look)
  const why = parts.faults.onPod('PodPending', pod) !== undefined ? 'no node has room for the pod' : claimProblem(parts.server.parts.table, pod)
  if (why !== undefined) {
    for (const claim of unchosenClaims(parts.server.parts.table, pod)) api.amend(chosen(claim))
    api.setStatus(pod, unscheduled(pod, why, now))
    return rests
  }
  api.amend(trusted<StoredObject>({ ...pod, spec: { ...specOf(pod), nodeName }, status: scheduled(pod, now) } satisfies JsonObject))
  for (const container of run.main) container.state = { waiting: { reason: run.init.length > 0 ? 'PodInitializing' : 'ContainerCreating' } }
  return enter(look, 'Preparing', parts.delays.prepare())
}

/** A claim that waits for its first consumer is bound once a node is chosen. */
const chosen = (claim: StoredObject): StoredObject => withMetadata(claim, { annotations: { ...claim.metadata.annotations, [selectedNode]: nodeName } })

const prepare = (look: Look): Rest => {
  const { parts, pod, run } = look
  publish(look)
  if (isEarly(look)) return waits(look)
  if (missingObject(parts.server.parts.table, pod) !== undefined) return rests
  const number = Number(parts.server.parts.nextVersion())
  run.ip = `10.244.${(number >> 8) & 255}.${number & 255}`
  return run.init.length === 0 ? toStart(look) : enter(look, 'Init', 0)
}

const toStart = (look: Look): Rest => {
  const { parts, pod, run } = look
  for (const container of run.main) container.state = { waiting: { reason: 'ContainerCreating' } }
  return enter(look, 'Starting', parts.delays.start() + (parts.faults.onPod('SlowStart', pod)?.milliseconds ?? 0))
}

/** Waits while an image cannot be pulled. */
const pulls = (look: Look, containers: readonly ContainerRun[]): boolean => {
  const fault = look.parts.faults.onPod('ImagePullError', look.pod)
  const broken = fault === undefined ? undefined : containers.find(({ name }) => name === (fault.container ?? firstName(look)))
  if (broken !== undefined) {
    broken.state = { waiting: { reason: 'ImagePullBackOff', message: `the image ${broken.image} cannot be pulled` } }
    publish(look)
  }
  return broken === undefined
}

const firstName = ({ run }: Look): string => run.main[0]?.name ?? ''

const initialize = (look: Look): Rest => {
  const { parts, run, now } = look
  const container = run.init.find(({ state }) => !isCompleted(state))
  if (container === undefined) return toStart(look)
  if (!pulls(look, [container])) return rests
  if (isEarly(look)) return waits(look, container.state['waiting'] !== undefined)
  if (container.state['running'] === undefined) {
    start(container, now)
    publish(look)
    enter(look, 'Init', parts.delays.init())
    return waits(look)
  }
  const fault = strike(look, 'InitContainerFailure', (one) => (('container' in one ? one.container : undefined) ?? run.init[0]?.name) === container.name)
  return fault === undefined ? complete(container, now) : fail(look, [container], fault.exitCode ?? 1)
}

const isCompleted = (state: JsonObject): boolean => state['terminated'] !== undefined

const start = (container: ContainerRun, now: number): void => {
  container.restarts = container.failures
  container.state = { running: { startedAt: timestamp(now) } }
}

const ended = (container: ContainerRun, exitCode: number, now: number): JsonObject => {
  const running = container.state['running']
  const startedAt = typeof running === 'object' && running !== null && 'startedAt' in running ? running['startedAt'] ?? '' : timestamp(now)
  return { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt, finishedAt: timestamp(now) } }
}

const complete = (container: ContainerRun, now: number): Rest => {
  container.state = ended(container, 0, now)
  return undefined
}

type Striking = FaultOf<'InitContainerFailure' | 'PodCrash'>

/** A fault that strikes a pod so often; each pod has its own count. */
const strike = ({ parts, pod, run }: Look, type: Striking['type'], matches: (fault: Striking) => boolean): Striking | undefined => {
  const fault = parts.faults.onPod(type, pod)
  if (fault === undefined || !matches(fault)) return undefined
  const struck = run.strikes.get(fault) ?? 0
  if (fault.times !== 'always' && struck >= (fault.times ?? 1)) return undefined
  run.strikes.set(fault, struck + 1)
  return fault
}

/** Seconds that a node waits before it starts a container again: none the first time, then 10, 20, 40 … 300. */
const backOff = (failures: number): number => failures <= 1 ? 0 : Math.min(10 * 2 ** (failures - 2), 300)

/** Containers ended with an error: they start anew after a while, or the pod has failed. */
const fail = (look: Look, containers: readonly ContainerRun[], exitCode: number): Rest => {
  const { run, now } = look
  const isOver = run.restartPolicy === 'Never' || (exitCode === 0 && run.restartPolicy === 'OnFailure')
  run.isReady = false
  for (const container of containers) {
    const state = ended(container, exitCode, now)
    container.failures += 1
    container.lastState = isOver ? {} : state
    container.state = isOver ? state : { waiting: { reason: 'CrashLoopBackOff', message: `starts again in ${backOff(container.failures)} s` } }
  }
  if (isOver) return finish(look, exitCode === 0 ? 'Succeeded' : 'Failed')
  publish(look)
  const delay = Math.max(...containers.map(({ failures }) => backOff(failures))) * 1000
  enter(look, run.stage === 'Init' ? 'Init' : 'Starting', Math.max(delay, look.parts.delays.start()))
  return waits(look, delay > 0)
}

const finish = (look: Look, phase: string): Rest => {
  look.run.phase = phase
  look.run.stage = 'Ended'
  look.run.isReady = false
  publish(look)
  return rests
}

const launch = (look: Look): Rest => {
  const { run, now, parts } = look
  if (!pulls(look, run.main)) return rests
  if (isEarly(look)) return waits(look, run.phase === 'Running')
  for (const container of run.main) start(container, now)
  run.phase = 'Running'
  run.startedAt = now
  return enter(look, 'Running', run.restartPolicy === 'Always' ? 0 : parts.delays.run())
}

const stay = (look: Look): Rest => {
  const { parts, pod, run, now } = look
  const crash = strike(look, 'PodCrash', () => true)
  if (crash !== undefined) return fail(look, run.main, crash.exitCode ?? 1)
  const readyIn = run.startedAt + run.readyDelay - now
  const endsIn = timeLeft(look)
  run.isReady = readyIn <= 0 && parts.faults.onPod('PodUnready', pod) === undefined
  if (endsIn !== undefined && endsIn <= 0) {
    for (const container of run.main) complete(container, now)
    return finish(look, 'Succeeded')
  }
  publish(look)
  const next = [readyIn, endsIn ?? 0].filter((wait) => wait > 0)
  return next.length === 0 ? rests : { again: { milliseconds: Math.min(...next) } }
}

/** Milliseconds until the containers have done their work; undefined when they never have. */
const timeLeft = ({ parts, pod, run, now }: Look): number | undefined =>
  run.restartPolicy === 'Always' || parts.faults.onPod('PodEndless', pod) !== undefined ? undefined : run.due - now

const steps: Readonly<Record<Stage, (look: Look) => Rest>> = {
  Unbound: schedule,
  Preparing: prepare,
  Init: initialize,
  Starting: launch,
  Running: stay,
  Ended: () => rests,
}
