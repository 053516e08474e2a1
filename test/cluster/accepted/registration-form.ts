import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../../src/protocol/json.ts'
import type { AnyObject } from '../harness/objects.ts'

// What Metacontroller 4.17 reads of a registration (metacontroller.md §1.2, §1.3), for machines without its CRDs.

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.map(mapOf) : []

const known = {
  spec: ['parentResource', 'childResources', 'resyncPeriodSeconds', 'generateSelector', 'hooks', 'resources', 'attachments'],
  parent: ['apiVersion', 'resource', 'labelSelector', 'annotationSelector', 'ignoreStatusChanges'],
  child: ['apiVersion', 'resource', 'updateStrategy'],
  hooks: ['sync', 'finalize', 'customize'],
  hook: ['version', 'webhook'],
  webhook: ['url', 'service', 'path', 'timeout', 'etag', 'responseUnMarshallMode'],
  service: ['name', 'namespace', 'port', 'protocol'],
  etag: ['enabled', 'cacheTimeoutSeconds', 'cacheCleanupSeconds'],
} as const

const unknownKeys = (place: keyof typeof known, value: JsonObject): readonly string[] => {
  const names: readonly string[] = known[place]
  return Object.keys(value).filter((key) => !names.includes(key)).map((key) => `${place}: nobody reads ${key}`)
}

const needed = (place: string, ok: boolean, what: string): readonly string[] => ok ? [] : [`${place}: ${what}`]

const isNamed = ({ apiVersion, resource }: JsonObject): boolean => typeof apiVersion === 'string' && typeof resource === 'string' && /^[a-z]+$/.test(resource)

const resourceProblems = (place: 'parent' | 'child', value: JsonObject): readonly string[] =>
  [...unknownKeys(place, value), ...needed(place, isNamed(value), 'apiVersion and a lower-case plural are needed')]

const methods: readonly JsonValue[] = ['OnDelete', 'Recreate', 'InPlace']

const childProblems = (value: JsonObject): readonly string[] => {
  const { method } = mapOf(value['updateStrategy'])
  return [...resourceProblems('child', value), ...needed('child', method !== undefined && methods.includes(method), `update method ${String(method)}`)]
}

const hookProblems = (name: string, hook: JsonObject): readonly string[] => {
  const webhook = mapOf(hook['webhook'])
  const { name: serviceName, namespace, port } = mapOf(webhook['service'])
  const etag = mapOf(webhook['etag'])
  return [
    ...unknownKeys('hook', hook), ...unknownKeys('webhook', webhook), ...unknownKeys('service', mapOf(webhook['service'])), ...unknownKeys('etag', etag),
    ...needed(name, hook['version'] === 'v2', 'version v2'),
    ...needed(name, webhook['responseUnMarshallMode'] === 'strict', 'strict reading'),
    ...needed(name, typeof serviceName === 'string' && typeof namespace === 'string' && Number.isInteger(port), 'a service with name, namespace and port'),
    ...needed(name, String(webhook['path']).startsWith('/'), 'a path from the root'),
    ...needed(name, /^\d+(ms|s|m)$/.test(String(webhook['timeout'])), 'a duration as timeout'),
    ...needed(name, ('cacheTimeoutSeconds' in etag) === ('cacheCleanupSeconds' in etag), 'both times of the cache or none'),
  ]
}

/** Everything that is wrong with a CompositeController or DecoratorController. */
export const registrationProblems = ({ kind, spec: given }: AnyObject): readonly string[] => {
  const spec = mapOf(given)
  const hooks = mapOf(spec['hooks'])
  const parents = kind === 'CompositeController' ? [mapOf(spec['parentResource'])] : listOf(spec['resources'])
  return [
    ...unknownKeys('spec', spec), ...unknownKeys('hooks', hooks),
    ...needed('spec', parents.length > 0, 'no parent'),
    ...needed('spec', kind === 'DecoratorController' || spec['generateSelector'] === true, 'generateSelector'),
    ...needed('hooks', 'sync' in hooks, 'a sync hook is needed'),
    ...parents.flatMap((parent) => resourceProblems('parent', parent)),
    ...listOf(spec[kind === 'CompositeController' ? 'childResources' : 'attachments']).flatMap(childProblems),
    ...Object.entries(hooks).flatMap(([name, hook]) => hookProblems(name, mapOf(hook))),
  ]
}
