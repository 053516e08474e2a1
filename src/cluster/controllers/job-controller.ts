import type { Job, JobSpec } from 'kubernetes-types/batch/v1.js'
import { finalizersOf, isDeleting, uidOf, withMetadata } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { controllerOf } from '../../engine/owner-reference.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { counted, present } from '../json-fields.ts'
import { jobs, pods } from '../kinds.ts'
import type { Api } from '../server/api-server.ts'
import { inBackground } from '../server/api-server.ts'
import type { ObjectTable } from '../server/object-table.ts'
import { timestamp } from '../../kit/timestamp.ts'
import type { Again, Controller } from './controller.ts'
import { keyOf, placeOf } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'
import { podFrom } from './pod-from-template.ts'
import { hasEnded, isActive, isReady, phaseOf } from './pod-state.ts'
import { podsOf } from './pods-of.ts'

/** Keeps a pod until it is counted, so that none is counted twice or never. */
const tracking = 'batch.kubernetes.io/job-tracking'

interface View {
  readonly api: Api
  readonly table: ObjectTable
  readonly now: number
  readonly object: StoredObject
  readonly spec: JobSpec
  readonly status: NonNullable<Job['status']>
}

/** Runs Jobs: completions, parallelism, back-off limit, deadline, suspension, time to live. Indexes and failure policies are not known. */
export const jobController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('job-controller')
  const { table } = parts.server.parts
  return {
    name: 'Job',
    watches: [
      [jobs, ({ object }) => [keyOf(object)]],
      [pods, ({ object }) => {
        const owner = controllerOf(object)
        return owner?.kind === 'Job' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : []
      }],
    ],
    keys: () => table.list(jobs).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const object = table.find(jobs, name, namespace)
      if (object === undefined) return abandon(api, table.list(pods, namespace).filter((pod) => controllerOf(pod)?.name === name))
      const { spec, status = {} } = trusted<Job>(object)
      return spec === undefined ? undefined : reconcile({ api, table, now: parts.work.now(), object, spec, status })
    },
  }
}

const conditionOf = ({ status }: View, ...types: readonly string[]): boolean =>
  (status.conditions ?? []).some((condition) => types.includes(condition.type) && condition.status === 'True')

/** Pods of a Job that is gone are nobody's business any longer. */
const abandon = (api: Api, orphans: readonly StoredObject[]): undefined => {
  for (const pod of orphans.filter((one) => controllerOf(one)?.kind === 'Job')) untrack(api, pod)
}

const reconcile = (view: View): Again | undefined => {
  const isOver = conditionOf(view, 'Complete', 'Failed')
  if (isOver || isDeleting(view.object)) {
    for (const pod of view.table.dependentsOf(uidOf(view.object)).filter(isCountable)) untrack(view.api, pod)
    return isOver && !isDeleting(view.object) ? expire(view) : undefined
  }
  const { api, table, object, spec } = view
  const all = spec.selector === undefined ? [] : podsOf(api, table, { object, selector: spec.selector })
  const tally = count(view, all)
  const verdict = verdictOf(view, tally)
  const { active, failure } = manage(view, all.filter(isActive), { tally, verdict })
  api.setStatus(object, statusOf(view, tally, { active, verdict }))
  if (failure !== undefined) throw failure
  for (const pod of all.filter(isCountable)) untrack(api, pod)
  return deadline(view)
}

interface Tally {
  readonly succeeded: number
  readonly failed: number
}

/** Whether a pod has ended, or was deleted before it could, and is not counted yet. */
const isCountable = (pod: StoredObject): boolean => finalizersOf(pod).includes(tracking) && (hasEnded(pod) || isDeleting(pod))

/** What was counted before, and pods that ended since. A pod that was deleted has failed. */
const count = ({ status: { succeeded = 0, failed = 0 } }: View, all: readonly StoredObject[]): Tally => {
  const fresh = all.filter(isCountable)
  const good = fresh.filter((pod) => phaseOf(pod) === 'Succeeded').length
  return { succeeded: succeeded + good, failed: failed + fresh.length - good }
}

interface Verdict {
  readonly type: 'Complete' | 'Failed'
  readonly reason: string
  readonly message: string
}

const isLate = ({ spec, status, now }: View): boolean =>
  spec.activeDeadlineSeconds !== undefined && status.startTime !== undefined && now - Date.parse(status.startTime) >= spec.activeDeadlineSeconds * 1000

/** Whether the Job is over, and how. */
const verdictOf = (view: View, { succeeded, failed }: Tally): Verdict | undefined => {
  const { completions, backoffLimit = 6 } = view.spec
  if (failed > backoffLimit) return { type: 'Failed', reason: 'BackoffLimitExceeded', message: `${failed} pods failed, ${backoffLimit} may` }
  if (isLate(view)) return { type: 'Failed', reason: 'DeadlineExceeded', message: 'the Job has run longer than it may' }
  const isEnough = completions === undefined ? succeeded > 0 : succeeded >= completions
  return isEnough ? { type: 'Complete', reason: 'CompletionsReached', message: 'as many pods as wanted have succeeded' } : undefined
}

const untrack = (api: Api, pod: StoredObject): void => {
  const finalizers = finalizersOf(pod).filter((name) => name !== tracking)
  if (finalizers.length < finalizersOf(pod).length) api.update(pods, withMetadata(pod, { finalizers: finalizers.length === 0 ? undefined : finalizers }))
}

interface Course {
  readonly tally: Tally
  readonly verdict: Verdict | undefined
}

interface Managed {
  /** Pods that are active afterwards. */
  readonly active: number
  /** The refusal that was met. */
  readonly failure: Error | undefined
}

/** Makes and deletes pods. */
const manage = (view: View, active: readonly StoredObject[], { tally, verdict }: Course): Managed => {
  const { api, spec: { suspend, completions, parallelism = 1 } } = view
  const isOver = verdict !== undefined || suspend === true
  const left = completions === undefined ? parallelism : completions - tally.succeeded
  const wanted = isOver ? 0 : Math.min(parallelism, left)
  for (const pod of active.slice(wanted)) api.delete({ kind: pods, name: pod.metadata.name, namespace: pod.metadata.namespace }, { ...inBackground, uid: uidOf(pod) })
  const { made, failure } = makePods(view, wanted - active.length)
  return { active: Math.min(active.length, wanted) + made, failure }
}

const makePods = ({ api, object, spec: { template } }: View, count: number): { readonly made: number; readonly failure: Error | undefined } => {
  for (let made = 0; made < count; made += 1) {
    try {
      api.create(pods, podFrom(trusted<JsonObject>(template), object, { finalizers: [tracking] }))
    } catch (error) {
      if (error instanceof Error) return { made, failure: error }
    }
  }
  return { made: Math.max(0, count), failure: undefined }
}

const statusOf = (view: View, { succeeded, failed }: Tally, { active, verdict }: { readonly active: number; readonly verdict: Verdict | undefined }): JsonObject => {
  const { object, spec, status, table, now } = view
  const mine = table.dependentsOf(uidOf(object))
  const before = trusted<readonly JsonObject[]>(status.conditions ?? [])
  const ended = verdict === undefined ? [] : conditions(verdict, timestamp(now))
  return present({
    ...counted({ active, succeeded, failed }),
    ready: mine.filter((pod) => isReady(pod) && isActive(pod)).length,
    terminating: mine.filter((pod) => isDeleting(pod) && !hasEnded(pod)).length,
    startTime: status.startTime ?? (spec.suspend === true ? undefined : timestamp(now)),
    completionTime: verdict?.type === 'Complete' ? timestamp(now) : undefined,
    conditions: [...before, ...ended].length === 0 ? undefined : [...before, ...ended],
    uncountedTerminatedPods: {},
  })
}

/** The verdict is said twice: first that it is clear, then that it is final. */
const conditions = ({ type, reason, message }: Verdict, now: string): readonly JsonObject[] =>
  [type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', type].map((one) =>
    ({ type: one, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message }))

const deadline = ({ spec: { activeDeadlineSeconds }, status: { startTime }, now }: View): Again | undefined =>
  activeDeadlineSeconds === undefined ? undefined
    : { milliseconds: Math.max(1, (startTime === undefined ? now : Date.parse(startTime)) + activeDeadlineSeconds * 1000 - now), isQuiet: true }

/** A Job that is over may have a time to live. */
const expire = ({ api, object, spec, status, now }: View): Again | undefined => {
  const ttl = spec.ttlSecondsAfterFinished
  const ended = (status.conditions ?? []).find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True')
  if (ttl === undefined || ended === undefined) return undefined
  const milliseconds = Date.parse(ended.lastTransitionTime ?? '') + ttl * 1000 - now
  if (milliseconds > 0) return { milliseconds, isQuiet: true }
  api.delete({ kind: jobs, name: object.metadata.name, namespace: object.metadata.namespace }, { uid: uidOf(object), propagation: 'Foreground' })
  return undefined
}
