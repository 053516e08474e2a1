import { compareQuantities } from '../../kit/quantity.ts'
import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { equals } from '../structural-equality.ts'
import { nextOf } from './stored-object.ts'

const objectOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const specOf = (object: JsonObject): JsonObject => objectOf(object['spec'])
const without = (object: JsonObject, ...names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)))

/**
 * Why the API server refuses to put an object in place of a stored one, as far as fields that cannot change go. What an
 * older Kubernetes stored is read as this one would store it.
 */
export const refusal = (stored: JsonObject, sent: JsonObject): string | undefined => refusalOf(nextOf(stored, stored), nextOf(stored, sent))

/** The same for an object in the form in which it would be stored. The answer begins with the path of the field. */
export const refusalOf = (stored: JsonObject, next: JsonObject): string | undefined =>
  rules[`${String(stored['apiVersion'])} ${String(stored['kind'])}`]?.(stored, next)

type Rule = (stored: JsonObject, next: JsonObject) => string | undefined

const changedField = (before: JsonObject, after: JsonObject, isMutable: (field: string) => boolean): string | undefined =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].find((field) => !isMutable(field) && !equals(before[field], after[field]))

const said = (prefix: string, field: string | undefined): string | undefined => field === undefined ? undefined : `${prefix}${field} is immutable`

/** Only these fields of the spec may change. */
const onlyMutable = (...fields: readonly string[]): Rule => (stored, next) =>
  said('spec.', changedField(specOf(stored), specOf(next), (field) => fields.includes(field)))

/** These fields of the spec may not change. */
const fixed = (...fields: readonly string[]): Rule => (stored, next) =>
  said('spec.', changedField(specOf(stored), specOf(next), (field) => !fields.includes(field)))

/** These fields beside the spec may not change. */
const fixedTop = (...fields: readonly string[]): Rule => (stored, next) => said('', changedField(stored, next, (field) => !fields.includes(field)))

const statefulSet = onlyMutable(
  'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds',
)

const textOf = (value: JsonValue | undefined): string => typeof value === 'string' ? value : '0'
const storageOf = (spec: JsonObject): string => textOf(objectOf(objectOf(spec['resources'])['requests'])['storage'])

/**
 * A claim that is not bound yet cannot even grow. A bound one may grow, and come back from a growth that did not succeed,
 * but not to what it has already.
 */
const claim: Rule = (stored, next) => {
  const { phase, capacity } = objectOf(stored['status'])
  const before = specOf(stored)
  const after = specOf(next)
  // The binder writes the volume's name, once.
  const bound = before['volumeName'] === undefined ? { ...before, ...(after['volumeName'] === undefined ? {} : { volumeName: after['volumeName'] }) } : before
  if (phase !== 'Bound') return said('spec.', changedField(bound, after, () => false))
  const [size, wanted] = [storageOf(before), storageOf(after)]
  const isTooSmall = compareQuantities(wanted, size) === -1 && compareQuantities(wanted, textOf(objectOf(capacity)['storage'])) !== 1
  if (isTooSmall) return 'spec.resources.requests.storage is less than the capacity'
  return said('spec.', changedField(withStorage(before, wanted), withStorage(after, wanted), (field) => field === 'volumeAttributesClassName'))
}

const withStorage = (spec: JsonObject, storage: string): JsonObject => {
  const resources = objectOf(spec['resources'])
  return { ...spec, resources: { ...resources, requests: { ...objectOf(resources['requests']), storage } } }
}

const service: Rule = (stored, next) => {
  const [before, after] = [specOf(stored), specOf(next)]
  if (before['type'] === 'ExternalName' || after['type'] === 'ExternalName') return undefined
  return equals(before['clusterIPs'], after['clusterIPs']) ? undefined : 'spec.clusterIPs may not change once set'
}

/** Images may change, and tolerations come in addition. */
const pod: Rule = (stored, next) => said('spec.', changedField(withoutImages(specOf(stored)), withoutImages(specOf(next)), (field) => field === 'tolerations' || field === 'activeDeadlineSeconds'))

const withoutImages = (spec: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(spec).map(([field, value]) => Array.isArray(value) && /ontainers$/.test(field)
    ? [field, value.map((container) => without(objectOf(container), 'image'))] : [field, value]))

/** The template of a Job that waits may still be told where to run. */
const job: Rule = (stored, next) => {
  const isWaiting = specOf(stored)['suspend'] === true && objectOf(stored['status'])['startTime'] === undefined
  const always = fixed('completions', 'selector', 'completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy')(stored, next)
  return always ?? (isWaiting ? undefined : fixed('template')(stored, next))
}

const sealed: Rule = (stored, next) => stored['immutable'] === true ? fixedTop('data', 'binaryData', 'immutable')(stored, next) : undefined

const rules: Readonly<Record<string, Rule>> = {
  'apps/v1 StatefulSet': statefulSet,
  'apps/v1 Deployment': fixed('selector'),
  'apps/v1 ReplicaSet': fixed('selector'),
  'apps/v1 ControllerRevision': fixedTop('data'),
  'batch/v1 Job': job,
  'v1 PersistentVolumeClaim': claim,
  'v1 Service': service,
  'v1 Pod': pod,
  'v1 ConfigMap': sealed,
  'v1 Secret': (stored, next) => fixedTop('type')(stored, next) ?? sealed(stored, next),
  'storage.k8s.io/v1 StorageClass': fixedTop('provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'),
  'rbac.authorization.k8s.io/v1 RoleBinding': fixedTop('roleRef'),
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': fixedTop('roleRef'),
}
