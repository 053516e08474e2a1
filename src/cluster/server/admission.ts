import { NotFound } from '../../engine/api-errors.ts'
import { isDeleting, described } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { compareQuantities } from '../../kit/quantity.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { limitRanges, namespaces, resourceQuotas, serviceAccounts, storageClasses } from '../kinds.ts'
import { listOf, objectOf, specOf, statusOf } from '../json-fields.ts'
import { added, chargeOf, quotaProblem } from '../quota.ts'
import type { Usage } from '../quota.ts'
import { forbidden } from './parts.ts'
import type { ServerParts } from './parts.ts'

const isPod = ({ apiVersion, kind }: JsonObject): boolean => apiVersion === 'v1' && kind === 'Pod'
const isClaim = ({ apiVersion, kind }: JsonObject): boolean => apiVersion === 'v1' && kind === 'PersistentVolumeClaim'
const namespaceOf = (object: JsonObject): string => String(objectOf(object['metadata'])['namespace'] ?? '')

/** A new object with what admission adds. Throws NotFound or Forbidden when its namespace or its account is not there. */
export const admitted = (parts: ServerParts, object: JsonObject): JsonObject => {
  const namespace = namespaceOf(object)
  if (namespace === '') return object
  checkNamespace(parts, trusted<StoredObject>(object), namespace)
  if (isClaim(object)) return withClass(parts, object)
  if (!isPod(object)) return object
  checkAccount(parts, trusted<StoredObject>(object), namespace)
  return withLimits(parts, object, namespace)
}

/** Throws Forbidden when a quota does not let a new object in. */
export const checkAdmission = (parts: ServerParts, object: StoredObject): void => {
  if (object.metadata.namespace !== undefined) checkQuotas(parts, object, chargeIn(parts, object))
}

const checkNamespace = ({ table }: ServerParts, object: StoredObject, namespace: string): void => {
  const space = table.find(namespaces, namespace)
  if (space === undefined) throw new NotFound(described({ kind: 'Namespace', metadata: { name: namespace } }))
  if (isDeleting(space)) throw forbidden(object, `the namespace ${namespace} is being terminated`)
}

/** The same for a change of a stored object. */
export const checkChange = (parts: ServerParts, before: StoredObject, next: StoredObject): void => {
  if (isClaim(next)) checkGrowth(parts, before, next)
  const { namespace } = next.metadata
  if (namespace !== undefined && (isClaim(next) || next.kind === 'Service')) checkQuotas(parts, next, grown(chargeIn(parts, before), chargeIn(parts, next)))
}

/** What is used in addition; who uses no more than before is not asked. */
const grown = (before: Usage, next: Usage): Usage => new Map([...next].filter(([name, { nano }]) => nano > (before.get(name)?.nano ?? 0n)))

const isDefault = ({ metadata }: StoredObject): boolean => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'

/** A claim that names no class gets the default one. The empty name is a name. */
const withClass = ({ table }: ServerParts, object: JsonObject): JsonObject => {
  const spec = specOf(object)
  const name = table.list(storageClasses).find(isDefault)?.metadata.name
  return (spec['storageClassName'] ?? undefined) !== undefined || name === undefined ? object : { ...object, spec: { ...spec, storageClassName: name } }
}

const checkGrowth = ({ table }: ServerParts, before: StoredObject, next: StoredObject): void => {
  const size = (object: JsonObject): string => String(objectOf(objectOf(specOf(object)['resources'])['requests'])['storage'] ?? '0')
  if (compareQuantities(size(next), size(before)) !== 1) return
  if (statusOf(before)['phase'] !== 'Bound') throw forbidden(next, 'only a bound claim can grow')
  const storageClass = table.find(storageClasses, String(specOf(next)['storageClassName'] ?? ''))
  if (storageClass === undefined || storageClass['allowVolumeExpansion'] !== true) throw forbidden(next, 'its storage class does not allow claims to grow')
}

const checkAccount = ({ table }: ServerParts, object: StoredObject, namespace: string): void => {
  const { serviceAccountName, serviceAccount } = specOf(object)
  const name = String(serviceAccountName || serviceAccount || 'default')
  if (table.find(serviceAccounts, name, namespace) === undefined) throw forbidden(object, `the ServiceAccount ${name} does not exist`)
}

const checkQuotas = (parts: ServerParts, object: StoredObject, charge: Usage): void => {
  const { namespace = '' } = object.metadata
  const quotas = parts.table.list(resourceQuotas, namespace)
  if (quotas.length === 0) return
  const usage = usageIn(parts, namespace, object)
  for (const quota of quotas) {
    const problem = quotaProblem(objectOf(specOf(quota)['hard']), usage, charge)
    if (problem !== undefined) throw forbidden(object, `quota ${quota.metadata.name}: ${problem}`)
  }
}

const chargeIn = ({ kinds }: Pick<ServerParts, 'kinds'>, object: StoredObject): Usage => chargeOf(object, kinds.kind(object.apiVersion, object.kind)?.plural ?? '')

/** What everything in a namespace uses, one object left out. */
export const usageIn = (parts: Pick<ServerParts, 'table' | 'kinds'>, namespace: string, except?: StoredObject): Usage =>
  added(parts.table.inNamespace(namespace)
    .filter(({ kind, metadata: { name } }) => except === undefined || kind !== except.kind || name !== except.metadata.name)
    .map((object) => chargeIn(parts, object)))

/** Containers that say no limits or requests get those of the namespace's LimitRanges. */
const withLimits = ({ table }: ServerParts, object: JsonObject, namespace: string): JsonObject => {
  const items = table.list(limitRanges, namespace).flatMap((range) => listOf(specOf(range)['limits']).map(objectOf)).filter(({ type }) => type === 'Container')
  if (items.length === 0) return object
  const spec = specOf(object)
  const limited = (list: JsonValue | undefined): JsonValue[] => listOf(list).map((container) => items.reduce(withDefaults, objectOf(container)))
  return { ...object, spec: { ...spec, containers: limited(spec['containers']), initContainers: limited(spec['initContainers']) } }
}

const withDefaults = (container: JsonObject, item: JsonObject): JsonObject => {
  const resources = objectOf(container['resources'])
  const limits = { ...objectOf(item['default']), ...objectOf(resources['limits']) }
  const requests = { ...objectOf(item['defaultRequest']), ...objectOf(resources['limits']), ...objectOf(resources['requests']) }
  return { ...container, resources: { ...resources, limits, requests } }
}
