import { parseDuration } from '../kit/duration.ts'
import type { HookName, UpdateMethod } from '../kit/controller.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { Discovery } from './discovery.ts'
import { RegistrationInvalid, ResourceUnknown } from './engine-errors.ts'
import { readSelector, selectorProblem } from './label-selector.ts'
import type { LabelSelector } from './label-selector.ts'
import { metadataOf } from './metadata.ts'
import type { ChildMethod, RegisteredChild, StatusCheck } from './registered-child.ts'
import { defaultTimeoutMilliseconds } from './registration.ts'
import type { HookRegistration, ParentRule, Registration } from './registration.ts'
import type { Kind } from '../kit/kind.ts'

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.map(mapOf) : []
const textOf = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''
const nameOf = (object: JsonObject): string => textOf(metadataOf(object)['name'])

/**
 * Reads a CompositeController or DecoratorController (metacontroller.md §1.2 to §1.5). Throws ResourceUnknown when the
 * API server lacks a resource, RegistrationInvalid when the controller cannot be built.
 */
export const readRegistration = (object: JsonObject, discovery: Discovery): Registration => {
  const spec = mapOf(object['spec'])
  const core = {
    name: nameOf(object),
    hooks: hooksOf(object, mapOf(spec['hooks'])),
    object: withStatus(object),
    resyncPeriodSeconds: typeof spec['resyncPeriodSeconds'] === 'number' ? spec['resyncPeriodSeconds'] : undefined,
  }
  if (object['kind'] === 'CompositeController') {
    const parentResource = mapOf(spec['parentResource'])
    return {
      ...core, type: 'composite', parents: [parentRule(object, parentResource, discovery)],
      children: listOf(spec['childResources']).map((rule) => compositeChild(object, rule, discovery)),
      generateSelector: spec['generateSelector'] === true, fieldPaths: fieldPaths(parentResource),
    }
  }
  const parents = listOf(spec['resources']).map((rule) => parentRule(object, rule, discovery))
  return { ...core, type: 'decorator', parents, children: listOf(spec['attachments']).map((rule) => decoratorChild(rule, discovery)) }
}

const invalid = (object: JsonObject, why: string): Error => new RegistrationInvalid(nameOf(object), why)

const withStatus = (object: JsonObject): JsonObject => ({ ...object, status: {} })

const resourceOf = (rule: JsonObject, discovery: Discovery): Kind => {
  const [apiVersion, plural] = [textOf(rule['apiVersion']), textOf(rule['resource'])]
  const kind = discovery.resource(apiVersion, plural)
  if (kind === undefined) throw new ResourceUnknown(plural, apiVersion)
  return kind
}

const parentRule = (object: JsonObject, rule: JsonObject, discovery: Discovery): ParentRule => ({
  kind: resourceOf(rule, discovery),
  labelSelector: selector(object, rule['labelSelector']),
  annotationSelector: annotationSelector(object, rule['annotationSelector']),
  ignoreStatusChanges: rule['ignoreStatusChanges'] === true,
})

/** No selector selects everything. */
const selector = (object: JsonObject, value: JsonValue | undefined): LabelSelector | undefined => {
  if (value === undefined || value === null) return undefined
  const read = readSelector(value)
  const problem = read === undefined ? 'it is none' : selectorProblem(read)
  if (read === undefined || problem !== undefined) throw invalid(object, `a selector: ${problem ?? ''}`)
  return read
}

const annotationSelector = (object: JsonObject, value: JsonValue | undefined): LabelSelector | undefined =>
  isObject(value) ? selector(object, { matchLabels: value['matchAnnotations'] ?? {}, matchExpressions: value['matchExpressions'] ?? [] }) : undefined

const methods: Readonly<Record<string, UpdateMethod>> = { '': 'OnDelete', OnDelete: 'OnDelete', Recreate: 'Recreate', InPlace: 'InPlace' }
/** A decorator takes these names and does not roll anything out. */
const decoratorMethods: Readonly<Record<string, UpdateMethod>> = { ...methods, RollingRecreate: 'Recreate', RollingInPlace: 'InPlace' }

const methodName = (rule: JsonObject): string => textOf(mapOf(rule['updateStrategy'])['method'])

const compositeMethods: Readonly<Record<string, ChildMethod>> = { ...methods, RollingRecreate: 'RollingRecreate', RollingInPlace: 'RollingInPlace' }

const compositeChild = (object: JsonObject, rule: JsonObject, discovery: Discovery): RegisteredChild => {
  const method = compositeMethods[methodName(rule)]
  if (method === undefined) throw invalid(object, `there is no update method ${methodName(rule)}`)
  return { kind: resourceOf(rule, discovery), method, statusChecks: statusChecks(rule) }
}

const statusChecks = (rule: JsonObject): readonly StatusCheck[] =>
  listOf(mapOf(mapOf(rule['updateStrategy'])['statusChecks'])['conditions']).map(({ type, status, reason }) => ({
    type: textOf(type),
    status: typeof status === 'string' ? status : undefined,
    reason: typeof reason === 'string' ? reason : undefined,
  }))

/** An empty list counts as none. */
const fieldPaths = (parentResource: JsonObject): readonly string[] | undefined => {
  const paths = mapOf(parentResource['revisionHistory'])['fieldPaths']
  return Array.isArray(paths) && paths.length > 0 ? paths.map(textOf) : undefined
}

const decoratorChild = (rule: JsonObject, discovery: Discovery): RegisteredChild =>
  ({ kind: resourceOf(rule, discovery), method: decoratorMethods[methodName(rule)] ?? 'OnDelete' })

const hooksOf = (object: JsonObject, hooks: JsonObject): Registration['hooks'] => {
  const names: readonly HookName[] = ['sync', 'finalize', 'customize']
  if (Object.keys(hooks).length === 0) throw invalid(object, 'spec.hooks is missing')
  return Object.fromEntries(names.flatMap((name) => isObject(hooks[name]) ? [[name, hookOf(object, mapOf(hooks[name]))]] : []))
}

const hookOf = (object: JsonObject, hook: JsonObject): HookRegistration => {
  const webhook = mapOf(hook['webhook'])
  const version = hook['version'] === 'v2' ? 'v2' : 'v1'
  const isCallable = isObject(hook['webhook'])
  if (isCallable && !hasAddress(webhook)) throw invalid(object, 'a webhook needs a url, or a service with name and namespace and a path')
  return {
    version,
    isCallable,
    isStrict: (webhook['responseUnMarshallMode'] ?? (version === 'v2' ? 'strict' : 'loose')) === 'strict',
    timeoutMilliseconds: timeoutOf(object, webhook['timeout']),
    etag: etagOf(object, mapOf(webhook['etag'])),
  }
}

const hasAddress = ({ url, service, path }: JsonObject): boolean =>
  typeof url === 'string' || (typeof path === 'string' && textOf(mapOf(service)['name']) !== '' && textOf(mapOf(service)['namespace']) !== '')

const timeoutOf = (object: JsonObject, value: JsonValue | undefined): number => {
  if (value === undefined || value === null) return defaultTimeoutMilliseconds
  const milliseconds = parseDuration(textOf(value))
  if (milliseconds === undefined) throw invalid(object, 'a timeout is no duration')
  return milliseconds > 0 ? milliseconds : defaultTimeoutMilliseconds
}

const etagOf = (object: JsonObject, { enabled, cacheTimeoutSeconds, cacheCleanupSeconds }: JsonObject): HookRegistration['etag'] => {
  if (enabled !== true) return undefined
  if (typeof cacheTimeoutSeconds !== 'number') return {}
  // Trap 48: the builder panics over it, time and again.
  if (typeof cacheCleanupSeconds !== 'number') throw invalid(object, 'etag.cacheTimeoutSeconds without cacheCleanupSeconds can never be built')
  return { lifetimeMilliseconds: cacheTimeoutSeconds > 0 ? cacheTimeoutSeconds * 1000 : undefined }
}
