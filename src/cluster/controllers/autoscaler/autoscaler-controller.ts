import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2.js'
import { uidOf } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { equals } from '../../../engine/structural-equality.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { present, specOf, statusOf } from '../../json-fields.ts'
import { autoscalers, deployments, replicaSets, statefulSets } from '../../kinds.ts'
import type { Metrics } from '../../metrics.ts'
import type { Api } from '../../server/api-server.ts'
import type { ObjectTable } from '../../server/object-table.ts'
import { timestamp } from '../../../kit/timestamp.ts'
import type { Controller, Key } from '../controller.ts'
import { keyOf, placeOf } from '../controller.ts'
import type { ControllerParts } from '../controller-parts.ts'
import { conditionsOf } from './conditions.ts'
import type { Claim } from './conditions.ts'
import { proposalOf } from './replica-proposal.ts'
import type { Proposal } from './replica-proposal.ts'
import { freshMemory, recommended, scaled } from './scale-memory.ts'
import type { ScaleMemory } from './scale-memory.ts'
import { ruled } from './scaling-rules.ts'

/** How often an autoscaler looks, as by default in Kubernetes; changes do not make it look sooner. */
const period = 15_000

interface View {
  readonly api: Api
  readonly table: ObjectTable
  readonly now: number
  readonly object: StoredObject
  readonly spec: HorizontalPodAutoscalerSpec
  readonly metrics: Metrics | undefined
  readonly memory: ScaleMemory | undefined
}

/** What one look found. */
interface Finding {
  readonly status: JsonObject
  readonly memory: ScaleMemory | undefined
}

/** Runs HorizontalPodAutoscalers over StatefulSets, Deployments and ReplicaSets, by metrics of resources. */
export const autoscalerController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('horizontal-pod-autoscaler')
  const { table } = parts.server.parts
  const memories = new Map<Key, ScaleMemory>()
  return {
    name: 'HorizontalPodAutoscaler',
    watches: [[autoscalers, ({ object }) => [keyOf(object)]]],
    keys: () => table.list(autoscalers).map(keyOf),
    delay: () => period,
    forget: () => { memories.clear() },
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const object = table.find(autoscalers, name, namespace)
      const spec = object === undefined ? undefined : trusted<HorizontalPodAutoscaler>(object).spec
      if (object === undefined || spec === undefined) {
        memories.delete(key)
        return undefined
      }
      const metrics = parts.faults.isActive('MetricsUnavailable') ? undefined : parts.metrics
      const { status, memory } = look({ api, table, now: parts.work.now(), object, spec, metrics, memory: memories.get(key) })
      if (memory !== undefined) memories.set(key, memory)
      if (!equals(status, statusOf(object))) api.setStatus(object, status)
      return { milliseconds: period, isQuiet: true }
    },
  }
}

const scalable = [statefulSets, deployments, replicaSets]

const targetOf = ({ table, object, spec: { scaleTargetRef: { kind, name } } }: View): StoredObject | undefined => {
  const found = scalable.find((one) => one.kind === kind)
  return found === undefined ? undefined : table.find(found, name, object.metadata.namespace)
}

const look = (view: View): Finding => {
  const { spec: { scaleTargetRef: { kind, name } }, now } = view
  const target = targetOf(view)
  if (target === undefined) {
    return { status: withClaims(view, {}, [{ type: 'AbleToScale', isTrue: false, reason: 'FailedGetScale', message: `the ${kind} ${name} does not exist` }]), memory: view.memory }
  }
  const current = Number(specOf(target)['replicas'] ?? 1)
  return decide({ ...view, memory: view.memory ?? freshMemory(current, now) }, target, current)
}

const able: Claim = { type: 'AbleToScale', isTrue: true, reason: 'SucceededGetScale', message: 'the number of pods can be read' }

const decide = (view: View, target: StoredObject, current: number): Finding => {
  const { minReplicas: least = 1, maxReplicas: most } = view.spec
  if (current === 0) {
    const claims = [able, { type: 'ScalingActive', isTrue: false, reason: 'ScalingDisabled', message: 'the target has no pods, so it is left alone' }]
    return { status: withClaims(view, { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null }, claims), memory: view.memory }
  }
  if (current > most) return rescale(view, { target, current, wanted: most, claims: [able] })
  if (current < least) return rescale(view, { target, current, wanted: least, claims: [able] })
  return byMetrics(view, target, current)
}

const podsUnder = (table: ObjectTable, owner: StoredObject): readonly StoredObject[] =>
  table.dependentsOf(uidOf(owner)).flatMap((one) => one.kind === 'ReplicaSet' ? podsUnder(table, one) : one.kind === 'Pod' ? [one] : [])

const isGood = (proposal: Proposal): proposal is Extract<Proposal, { readonly replicas: number }> => 'replicas' in proposal
const isBad = (proposal: Proposal): proposal is Extract<Proposal, { readonly reason: string }> => 'reason' in proposal

const byMetrics = (view: View, target: StoredObject, current: number): Finding => {
  const demand = { current, pods: view.metrics === undefined ? [] : podsUnder(view.table, target), metrics: view.metrics }
  const proposals = (view.spec.metrics ?? []).map((metric) => proposalOf(demand, metric))
  const [good, bad] = [proposals.filter(isGood), proposals.filter(isBad)]
  const desired = Math.max(0, ...good.map(({ replicas }) => replicas))
  const currentMetrics = proposals.map((proposal) => isGood(proposal) ? proposal.status : { type: '' })
  const [broken] = bad
  if (broken !== undefined && (good.length === 0 || desired < current)) {
    const claims = [able, { type: 'ScalingActive', isTrue: false, ...broken }]
    return { status: withClaims(view, { currentReplicas: current, currentMetrics }, claims), memory: view.memory }
  }
  const name = good.find(({ replicas }) => replicas === desired)?.name ?? ''
  return byRules(view, { target, current, wanted: desired, currentMetrics, claims: [{ type: 'ScalingActive', isTrue: true, reason: 'ValidMetricFound', message: `the number of pods follows from ${name}` }] })
}

interface Course {
  readonly target: StoredObject
  readonly current: number
  readonly wanted: number
  readonly claims: readonly Claim[]
  readonly currentMetrics?: readonly JsonObject[]
}

const byRules = (view: View, course: Course): Finding => {
  const { spec: { minReplicas: least = 1, maxReplicas: most, behavior }, memory = freshMemory(course.current, view.now), now } = view
  const { replicas, reason, isLimited, isStabilized } = ruled({ current: course.current, desired: course.wanted, least, most, behavior, memory, now })
  const direction = behavior !== undefined && course.wanted >= course.current ? 'ScaleUpStabilized' : 'ScaleDownStabilized'
  const claims = [
    { ...able, reason: isStabilized ? direction : 'ReadyForNewScale' },
    ...course.claims,
    { type: 'ScalingLimited', isTrue: isLimited, reason, message: isLimited ? `the rules allow ${replicas} pods now` : 'the number of pods is within the rules' },
  ]
  return rescale({ ...view, memory: recommended(memory, course.wanted, now) }, { ...course, wanted: replicas, claims })
}

/** Writes the new number, if it is one. A refusal is tried again after the next period. */
const rescale = (view: View, { target, current, wanted, claims, currentMetrics }: Course): Finding => {
  const { api, now, memory = freshMemory(current, now) } = view
  const status = { currentReplicas: current, desiredReplicas: wanted, currentMetrics: currentMetrics ?? null }
  if (wanted === current) return { status: withClaims(view, status, claims), memory }
  api.update(target, { ...target, spec: { ...specOf(target), replicas: wanted } })
  const moved = claims.map((claim) => claim.type === 'AbleToScale' ? { ...claim, reason: 'SucceededRescale', message: `the number of pods was set to ${wanted}` } : claim)
  return { status: withClaims(view, { ...status, lastScaleTime: timestamp(now) }, moved), memory: scaled(memory, wanted - current, now) }
}

const withClaims = ({ object, now }: View, fields: JsonObject, claims: readonly Claim[]): JsonObject => {
  const before = statusOf(object)
  const { currentReplicas = before['currentReplicas'] ?? 0, ...others } = fields
  return present({
    ...before,
    ...others,
    currentReplicas: currentReplicas === 0 ? undefined : currentReplicas,
    conditions: conditionsOf(before, claims, now),
  })
}
