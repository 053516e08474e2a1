import type { MetricSpec, MetricTarget } from 'kubernetes-types/autoscaling/v2.js'
import { isDeleting } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { formatQuantity, parseQuantity } from '../../../kit/quantity.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { present } from '../../json-fields.ts'
import type { Metrics } from '../../metrics.ts'
import { podSpec } from '../../pods/pod-spec.ts'
import { isReady, phaseOf } from '../pod-state.ts'

/** What one metric asks for, or why it says nothing. */
export type Proposal =
  | { readonly replicas: number; readonly status: JsonObject; readonly name: string }
  | { readonly reason: string; readonly message: string }

export interface Demand {
  readonly current: number
  readonly pods: readonly StoredObject[]
  /** Undefined while the metrics API does not answer. */
  readonly metrics: Metrics | undefined
}

/** A change of less than a tenth is no change. */
const tolerance = 0.1
const isTolerable = (ratio: number): boolean => Math.abs(ratio - 1) <= tolerance

/** Thousandths of a unit. */
const milli = (quantity: string): number => Number((parseQuantity(quantity)?.nano ?? 0n) / 1_000_000n)

/** Pods that a metric should ask for. Only metrics of resources are known. */
export const proposalOf = (demand: Demand, { type, resource, containerResource }: MetricSpec): Proposal => {
  const source = resource ?? containerResource
  if (source === undefined) return { reason: `FailedGet${type}Metric`, message: `metrics of type ${type} are not there` }
  const failed = (message: string): Proposal => ({ reason: `FailedGet${type}Metric`, message })
  if (demand.metrics === undefined) return failed('the metrics API does not answer')
  const sample = sampleOf(demand.pods, source.name, demand.metrics)
  if (sample.measured.length === 0) return failed('there are no metrics of running pods')
  return source.target.averageValue === undefined ? byUtilization(demand, source, sample) : byValue(demand, source, sample)
}

interface Measured {
  readonly pod: StoredObject
  readonly value: number
}

interface Sample {
  readonly measured: readonly Measured[]
  /** Pods that do not count as running yet. */
  readonly unready: readonly StoredObject[]
  /** Running pods of which nothing is known. */
  readonly missing: readonly StoredObject[]
}

const sampleOf = (pods: readonly StoredObject[], resource: string, metrics: Metrics): Sample => {
  const living = pods.filter((pod) => !isDeleting(pod) && phaseOf(pod) !== 'Failed')
  const isUnready = (pod: StoredObject): boolean => phaseOf(pod) === 'Pending' || (resource === 'cpu' && !isReady(pod))
  const running = living.filter((pod) => !isUnready(pod)).map((pod) => ({ pod, usage: metrics(pod)?.[resource] }))
  return {
    measured: running.flatMap(({ pod, usage }) => usage === undefined ? [] : [{ pod, value: milli(usage) }]),
    unready: living.filter(isUnready),
    missing: running.filter(({ usage }) => usage === undefined).map(({ pod }) => pod),
  }
}

interface Source {
  readonly name: string
  readonly target: MetricTarget
}

const sum = (measured: readonly Measured[]): number => measured.reduce((total, { value }) => total + value, 0)

const byValue = (demand: Demand, { name, target }: Source, sample: Sample): Proposal => {
  const wanted = milli(target.averageValue ?? '0')
  const ratio = (measured: readonly Measured[]): number => sum(measured) / measured.length / wanted
  const replicas = replicasOf(demand.current, sample, { ratio, absent: () => wanted })
  return { replicas, name: `${name} resource`, status: statusOf(name, { averageValue: averageOf(sample, name) }) }
}

const requestOf = (pod: StoredObject, resource: string): number =>
  podSpec(pod).containers.reduce((total, { resources }) => total + milli(resources?.requests?.[resource] ?? '0'), 0)

const byUtilization = (demand: Demand, { name, target }: Source, sample: Sample): Proposal => {
  const wanted = target.averageUtilization ?? 80
  const without = [...sample.measured.map(({ pod }) => pod), ...sample.missing].find((pod) => requestOf(pod, name) === 0)
  if (without !== undefined) return { reason: 'FailedGetResourceMetric', message: `the pod ${without.metadata.name} requests no ${name}` }
  const utilization = (measured: readonly Measured[]): number => sum(measured) / measured.reduce((total, { pod }) => total + requestOf(pod, name), 0) * 100
  const replicas = replicasOf(demand.current, sample, { ratio: (measured) => utilization(measured) / wanted, absent: (pod) => requestOf(pod, name) * Math.max(100, wanted) / 100 })
  const status = { averageUtilization: Math.trunc(utilization(sample.measured)), averageValue: averageOf(sample, name) }
  return { replicas, name: `${name} resource utilization (percentage of request)`, status: statusOf(name, status) }
}

/** Mean usage of the measured pods: processors in thousandths, everything else in whole units, binary where that is exact. */
const averageOf = ({ measured }: Sample, resource: string): string => {
  const average = Math.trunc(sum(measured) / measured.length)
  const nano = resource === 'cpu' ? BigInt(average) * 1_000_000n : BigInt(Math.trunc(average / 1000)) * 1_000_000_000n
  return formatQuantity({ nano, format: resource === 'cpu' ? 'DecimalSI' : 'BinarySI' })
}

const statusOf = (name: string, current: { readonly averageValue: string; readonly averageUtilization?: number }): JsonObject =>
  ({ type: 'Resource', resource: { name, current: present({ ...current }) } })

interface Measure {
  /** Usage by what is wanted; 1 is just right. */
  readonly ratio: (measured: readonly Measured[]) => number
  /** What a pod of which nothing is known counts for when fewer pods are wanted. */
  readonly absent: (pod: StoredObject) => number
}

/** Pods without numbers are counted so that the change becomes smaller, and never turns round. */
const replicasOf = (current: number, sample: Sample, { ratio, absent }: Measure): number => {
  const usage = ratio(sample.measured)
  const isGrowing = usage > 1
  const silent = [...sample.missing, ...(isGrowing ? sample.unready : [])]
  if (silent.length === 0) return isTolerable(usage) ? current : Math.ceil(rounded(usage * sample.measured.length))
  const all = [...sample.measured, ...silent.map((pod) => ({ pod, value: isGrowing ? 0 : absent(pod) }))]
  const again = ratio(all)
  if (isTolerable(again) || again > 1 !== isGrowing) return current
  const replicas = Math.ceil(rounded(again * all.length))
  return (isGrowing ? replicas < current : replicas > current) ? current : replicas
}

/** Takes the noise of floating point out, which would ask for one pod too many. */
const rounded = (amount: number): number => Math.round(amount * 1e9) / 1e9
