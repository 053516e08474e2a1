import { listOf, objectOf, specOf, statusOf } from '../cluster/json-fields.ts'
import { isDeleting } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { knownConditions } from '../kit/condition.ts'
import type { Condition } from '../kit/condition.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

export type Tone = 'good' | 'busy' | 'bad' | 'held' | 'plain'

/** How an object is, in a word or two; `title` says more. */
export interface Badge {
  readonly text: string
  readonly tone: Tone
  readonly title: string
}

const badge = (text: string, tone: Tone, title = ''): Badge => ({ text, tone, title })

/** Badges of an object; none for kinds that just are. */
export const badgesOf = (object: StoredObject): readonly Badge[] => [
  ...(isDeleting(object) ? [badge('Deleting', 'busy', 'waits for its finalizers or its containers')] : []),
  ...(builtIn[object.kind]?.(object) ?? conditionBadges(object)),
]

const builtIn: Readonly<Record<string, (object: StoredObject) => readonly Badge[]>> = {
  Pod: (pod) => [podBadge(pod)],
  StatefulSet: (set) => [replicaBadge(set)],
  Deployment: (deployment) => [replicaBadge(deployment)],
  ReplicaSet: (set) => [replicaBadge(set)],
  Job: (job) => [jobBadge(job)],
  PersistentVolumeClaim: (claim) => [phaseBadge(claim, 'Bound')],
  HorizontalPodAutoscaler: (scaler) => [badge(`${count(statusOf(scaler)['currentReplicas'])} of ${count(specOf(scaler)['maxReplicas'])}`, 'plain', 'replicas now, and the most it may make')],
}

const count = (value: JsonValue | undefined): number => typeof value === 'number' ? value : 0
const text = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''

const replicaBadge = (object: StoredObject): Badge => {
  const wanted = object.kind !== 'Job' && typeof specOf(object)['replicas'] === 'number' ? count(specOf(object)['replicas']) : 1
  const ready = count(statusOf(object)['readyReplicas'])
  return badge(`${ready}/${wanted}`, ready >= wanted ? 'good' : 'busy', `${ready} of ${wanted} pods are ready`)
}

const jobBadge = (job: StoredObject): Badge => {
  const ended = knownEnds(job).find(({ status }) => status === 'True')
  if (ended === undefined) return badge('Running', 'busy')
  return badge(text(ended['type']), ended['type'] === 'Complete' ? 'good' : 'bad', text(ended['message']))
}

const knownEnds = (job: StoredObject): readonly JsonObject[] =>
  listOf(statusOf(job)['conditions']).map(objectOf).filter(({ type }) => type === 'Complete' || type === 'Failed')

const phaseBadge = (object: StoredObject, good: string): Badge => {
  const phase = text(statusOf(object)['phase']) || 'Pending'
  return badge(phase, phase === good ? 'good' : 'busy')
}

/** What a container waits for, or why it ended, says more than a phase. */
const podBadge = (pod: StoredObject): Badge => {
  const { phase, conditions, initContainerStatuses, containerStatuses } = statusOf(pod)
  const trouble = [...listOf(initContainerStatuses), ...listOf(containerStatuses)].map(objectOf).map(troubleOf).find((found) => found !== undefined)
  if (trouble !== undefined) return badge(trouble, 'bad', 'a container does not run')
  if (phase === 'Running' && isReady(conditions)) return badge('Ready', 'good', 'Running, and every container is ready')
  if (phase === 'Running') return badge('Not ready', 'bad', 'Running, but not every container is ready')
  return badge(text(phase) || 'Pending', phase === 'Succeeded' ? 'good' : phase === 'Failed' ? 'bad' : 'busy')
}

const isReady = (conditions: JsonValue | undefined): boolean => listOf(conditions).map(objectOf).some(({ type, status }) => type === 'Ready' && status === 'True')

const troubleOf = ({ state }: JsonObject): string | undefined => {
  const reason = text(objectOf(objectOf(state)['waiting'])['reason'])
  return reason === '' || reason === 'PodInitializing' || reason === 'ContainerCreating' ? undefined : reason
}

/** Conditions of a custom resource: `Ready` first; of the others those that somebody should see. */
const conditionBadges = (object: StoredObject): readonly Badge[] => {
  const conditions = knownConditions(statusOf(object)['conditions'])
  const isBusy = conditions.some(({ type, status }) => type === 'Progressing' && status === 'True')
  return conditions.toSorted((a, b) => Number(b.type === 'Ready') - Number(a.type === 'Ready')).flatMap((condition) => conditionBadge(condition, isBusy))
}

const conditionBadge = ({ type, status, reason, message = '' }: Condition, isBusy: boolean): readonly Badge[] => {
  if (type === 'Ready') return [readyBadge(status, reason, isBusy)].map((made) => ({ ...made, title: message }))
  if (type === 'Paused') return status === 'True' ? [badge('Paused', 'held', message)] : []
  if (type === 'Progressing' || status === 'True') return []
  return [badge(status === 'False' ? reason : `${type} unknown`, status === 'False' ? 'bad' : 'plain', message)]
}

const readyBadge = (status: string, reason: string, isBusy: boolean): Badge => {
  if (status === 'True') return badge('Ready', 'good')
  if (status === 'Unknown') return badge(reason, 'plain')
  return isBusy ? badge('Progressing', 'busy') : badge(reason, 'bad')
}
