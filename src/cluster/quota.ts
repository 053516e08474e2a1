import type { StoredObject } from '../engine/object-store.ts'
import { groupOf } from '../kit/kind.ts'
import { formatQuantity, parseQuantity } from '../kit/quantity.ts'
import type { Quantity } from '../kit/quantity.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { listOf, objectOf, specOf, statusOf } from './json-fields.ts'

/** What one object, or a whole namespace, uses: amounts by the names under which quotas count them. */
export type Usage = ReadonlyMap<string, Quantity>

type Amounts = readonly (readonly [name: string, amount: Quantity])[]

const zero: Quantity = { nano: 0n, format: 'DecimalSI' }
const one: Quantity = { nano: 1_000_000_000n, format: 'DecimalSI' }

const amountOf = (value: JsonValue | undefined): Quantity =>
  (typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined) ?? zero

/** The format of the first amount that is not zero stays. */
const sum = (a: Quantity, b: Quantity): Quantity => ({ nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format })
const larger = (a: Quantity, b: Quantity): Quantity => b.nano > a.nano ? b : a

/** What an object uses of the quotas of its namespace; `plural` is the name of its kind in paths. */
export const chargeOf = (object: StoredObject, plural: string): Usage => {
  const group = groupOf(object.apiVersion)
  const count = [[`count/${plural}${group === '' ? '' : `.${group}`}`, one]] as const
  return new Map([...count, ...(group === '' ? coreCharge(object, plural) : [])])
}

const coreCharge = (object: StoredObject, plural: string): Amounts => {
  switch (object.kind) {
    case 'Pod': return podCharge(object)
    case 'PersistentVolumeClaim': return claimCharge(object)
    case 'Service': return serviceCharge(specOf(object))
    default: return [[plural, one]]
  }
}

/** A pod that has ended uses nothing but its entry. */
const podCharge = (object: JsonObject): Amounts => {
  const { phase } = statusOf(object)
  if (phase === 'Succeeded' || phase === 'Failed') return []
  const [requests, limits] = [podAmounts(specOf(object), 'requests'), podAmounts(specOf(object), 'limits')]
  return [
    ['pods', one],
    ...[...requests].flatMap(([name, amount]) => [[`requests.${name}`, amount] as const, ...(['cpu', 'memory'].includes(name) ? [[name, amount] as const] : [])]),
    ...[...limits].map(([name, amount]) => [`limits.${name}`, amount] as const),
  ]
}

/** Containers run together, init containers one after the other. */
const podAmounts = (spec: JsonObject, field: 'requests' | 'limits'): Usage => {
  const [together, apart] = [amountsOf(spec['containers'], field, sum), amountsOf(spec['initContainers'], field, larger)]
  return new Map([...new Set([...together.keys(), ...apart.keys()])].map((name) => [name, larger(together.get(name) ?? zero, apart.get(name) ?? zero)]))
}

const amountsOf = (containers: JsonValue | undefined, field: string, join: (a: Quantity, b: Quantity) => Quantity): Usage => {
  const total = new Map<string, Quantity>()
  for (const container of listOf(containers)) {
    const amounts = objectOf(objectOf(container)['resources'])[field]
    for (const [name, amount] of Object.entries(isObject(amounts) ? amounts : {})) total.set(name, join(total.get(name) ?? zero, amountOf(amount)))
  }
  return total
}

const claimCharge = (object: JsonObject): Amounts => {
  const { resources, storageClassName } = specOf(object)
  const storage = larger(amountOf(objectOf(objectOf(resources)['requests'])['storage']), amountOf(objectOf(statusOf(object)['capacity'])['storage']))
  const classed = storageClassName === undefined ? [] : [
    [`${String(storageClassName)}.storageclass.storage.k8s.io/requests.storage`, storage] as const,
    [`${String(storageClassName)}.storageclass.storage.k8s.io/persistentvolumeclaims`, one] as const,
  ]
  return [['persistentvolumeclaims', one], ['requests.storage', storage], ...classed]
}

const serviceCharge = ({ type, ports }: JsonObject): Amounts => [
  ['services', one],
  ...(type === 'LoadBalancer' ? [['services.loadbalancers', one] as const] : []),
  ...(type === 'LoadBalancer' || type === 'NodePort' ? [['services.nodeports', { ...one, nano: one.nano * BigInt(listOf(ports).length) }] as const] : []),
]

export const added = (usages: readonly Usage[]): Usage => {
  const total = new Map<string, Quantity>()
  for (const usage of usages) for (const [name, amount] of usage) total.set(name, sum(total.get(name) ?? zero, amount))
  return total
}

/** Used amounts of everything that a quota limits, as its status has them. */
export const usedOf = (hard: JsonObject, usage: Usage): JsonObject =>
  Object.fromEntries(Object.keys(hard).map((name) => [name, formatQuantity(usage.get(name) ?? zero)]))

/** What must be said by every container where a quota limits it. */
const spoken = /^(requests\.|limits\.)?(cpu|memory)$/

/** Why a quota does not let something in that would use more; undefined when it does. */
export const quotaProblem = (hard: JsonObject, usage: Usage, charge: Usage): string | undefined => {
  const unsaid = charge.has('pods') ? Object.keys(hard).find((name) => spoken.test(name) && !charge.has(name)) : undefined
  if (unsaid !== undefined) return `the pod must say its ${unsaid}`
  const broken = Object.entries(hard).find(([name, most]) => {
    const wanted = charge.get(name)
    return wanted !== undefined && wanted.nano > 0n && (usage.get(name)?.nano ?? 0n) + wanted.nano > amountOf(most).nano
  })
  if (broken === undefined) return undefined
  const [name, most] = broken
  return `${name}: ${formatQuantity(usage.get(name) ?? zero)} used and ${formatQuantity(charge.get(name) ?? zero)} more wanted, ${String(most)} allowed`
}
