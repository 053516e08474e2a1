import { Buffer } from 'node:buffer'
import type { StoredObject } from '../../engine/object-store.ts'
import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { listOf, objectOf, specOf, without } from '../json-fields.ts'

/** What the server knows of an object before it is stored. */
export interface Newcomer {
  readonly uid: string
  /** An address for a Service that asks for none. */
  readonly address: () => string
}

type Preparation = (object: JsonObject, newcomer: Newcomer) => JsonObject

const withSpec = (object: JsonObject, fields: JsonObject): JsonObject => ({ ...object, spec: { ...specOf(object), ...fields } })
const withLabels = (object: JsonObject, labels: JsonObject): JsonObject => {
  const metadata = objectOf(object['metadata'])
  return { ...object, metadata: { ...metadata, labels: { ...objectOf(metadata['labels']), ...labels } } }
}

/** Every Service gets an address of its own; one without a head, or a name of another host, gets none. */
const service: Preparation = (object, { address }) => {
  const { clusterIP = '', type } = specOf(object)
  return clusterIP !== '' || type === 'ExternalName' ? object : withSpec(object, { clusterIP: address() })
}

const namespace: Preparation = (object) => {
  const named = withLabels(object, { 'kubernetes.io/metadata.name': objectOf(object['metadata'])['name'] ?? '' })
  return withSpec(named, { finalizers: [...new Set([...listOf(specOf(object)['finalizers']), 'kubernetes'])] })
}

/** Pods of a Job are told by the Job's uid: labels of its template, and the selector. A Job without labels has those of its template. */
const job: Preparation = (object, { uid }) => {
  const { manualSelector, template } = specOf(object)
  if (manualSelector === true) return object
  const name = objectOf(object['metadata'])['name'] ?? ''
  const labels = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name }
  const labelled = withLabels(objectOf(template), labels)
  const own = objectOf(objectOf(object['metadata'])['labels'])
  return withSpec(Object.keys(own).length > 0 ? object : withLabels(object, objectOf(objectOf(labelled['metadata'])['labels'])), {
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
    template: labelled,
  })
}

const base64 = (value: JsonValue): string => Buffer.from(String(value), 'utf8').toString('base64')

/** Plain texts become data. */
const secret = (object: JsonObject): JsonObject => {
  const { stringData } = object
  if (!isObject(stringData)) return without(object, 'stringData')
  const encoded = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, base64(value)]))
  return { ...without(object, 'stringData'), data: { ...objectOf(object['data']), ...encoded } }
}

/** Pods leave nodes that are gone after five minutes. */
const patience = ['not-ready', 'unreachable'].map((name) =>
  ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))

const pod: Preparation = (object) => {
  const { tolerations, serviceAccountName, serviceAccount } = specOf(object)
  const own = listOf(tolerations)
  const added = patience.filter(({ key }) => !own.some((toleration) => [key, undefined].includes(trusted(objectOf(toleration)['key']))))
  const account = serviceAccountName || serviceAccount || 'default'
  return withSpec(object, { tolerations: [...own, ...added], serviceAccountName: account, serviceAccount: account, priority: 0, preemptionPolicy: 'PreemptLowerPriority' })
}

const preparations: Readonly<Record<string, Preparation>> = { 'v1 Service': service, 'v1 Namespace': namespace, 'batch/v1 Job': job, 'v1 Secret': secret, 'v1 Pod': pod }

const keyOf = ({ apiVersion, kind }: JsonObject): string => `${String(apiVersion)} ${String(kind)}`

/** A new object with what the server adds to one of its kind before defaults are filled in. */
export const prepared = (object: JsonObject, newcomer: Newcomer): JsonObject => preparations[keyOf(object)]?.(object, newcomer) ?? object

/** An object that replaces another one, with what clients may leave out or cannot change. */
export const reprepared = (object: JsonObject, stored: StoredObject): JsonObject => {
  switch (keyOf(object)) {
    case 'v1 Service': return withAddresses(object, specOf(stored))
    case 'v1 Namespace': return withSpec(withLabels(object, { 'kubernetes.io/metadata.name': stored.metadata.name }), { finalizers: specOf(stored)['finalizers'] ?? [] })
    case 'v1 Secret': return secret(object)
    default: return object
  }
}

const withAddresses = (object: JsonObject, { clusterIP, clusterIPs, type }: JsonObject): JsonObject => {
  const spec = specOf(object)
  if (clusterIP === undefined || (spec['clusterIP'] ?? '') !== '' || spec['type'] === 'ExternalName' || type === 'ExternalName') return object
  return withSpec(object, { clusterIP, clusterIPs: clusterIPs ?? [clusterIP] })
}

/** Status of a new object; that of a pod says how well it is provided for. */
export const initialStatus = (object: JsonObject, status: JsonObject | undefined): JsonObject | undefined =>
  keyOf(object) === 'v1 Pod' ? { ...status, qosClass: qualityOf(specOf(object)) } : status

const qualityOf = (spec: JsonObject): string => {
  const resources = [...listOf(spec['containers']), ...listOf(spec['initContainers'])].map((container) => objectOf(objectOf(container)['resources']))
  const amounts = resources.flatMap((given) => ['cpu', 'memory'].map((name) => [objectOf(given['requests'])[name], objectOf(given['limits'])[name]] as const))
  if (amounts.every(([request, limit]) => request === undefined && limit === undefined)) return 'BestEffort'
  return amounts.every(([request, limit]) => limit !== undefined && request === limit) ? 'Guaranteed' : 'Burstable'
}
