import { writtenNull } from '../kit/canonical.ts'
import type { ChildRule } from '../kit/controller.ts'
import type { Scope } from '../kit/kind.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'

/** What a rule may look at besides the children themselves. */
export interface GuardSubject {
  readonly rules: readonly ChildRule[]
  readonly parent: { readonly scope: Scope; readonly namespace: string | undefined }
  /** Number of observed children. */
  readonly observed: number
  readonly childless: boolean
  /** Characters of the whole answer: an answer that is short enough has no part that is too long. */
  readonly answerLength: number
}

/** A rule looks at one child and says what is wrong with it. */
export type ChildRuleCheck = (child: JsonObject, subject: GuardSubject) => string | undefined

const text = (value: unknown): string => typeof value === 'string' ? value : ''
const metadataOf = (child: JsonObject): JsonObject => isObject(child['metadata']) ? child['metadata'] : {}

/** How people find the child in their answer. */
export const describe = (child: JsonObject): string =>
  `${text(child['kind']) || '?'}/${text(metadataOf(child)['name']) || '?'}`

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
/** RBAC objects may have nearly any name (the API server's path segment rule). */
const freeNames: ReadonlySet<string> = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'])

const systemFields = [
  'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'managedFields', 'ownerReferences',
] as const

/** metacontroller.md §6.2: each rule closes the traps whose numbers stand behind it. */
export const childChecks: Readonly<Record<string, ChildRuleCheck>> = {
  // 23: a kind without rule is created and never seen again; 22: another version is deleted and created for ever
  'kind-registered': (child, { rules }) => rules.some(({ kind }) => kind.kind === child['kind'] && kind.apiVersion === child['apiVersion'])
    ? undefined : `${text(child['apiVersion'])} ${text(child['kind'])} is no child kind of this controller`,
  // 13: without a stable, valid name there is no identity
  'name-valid': (child) => {
    const name = text(metadataOf(child)['name'])
    const valid = name.length <= 253 && (freeNames.has(text(child['kind'])) ? /^[^/%]+$/.test(name) : dnsSubdomain.test(name))
    return valid && metadataOf(child)['generateName'] === undefined ? undefined : `"${name}" is no valid object name`
  },
  // 43: children elsewhere are created and garbage-collected for ever
  'namespace-allowed': (child, { parent, rules }) => {
    const namespace = text(metadataOf(child)['namespace'])
    const scope = rules.find(({ kind }) => kind.kind === child['kind'] && kind.apiVersion === child['apiVersion'])?.kind.scope
    if (scope === 'Cluster') return parent.scope === 'Cluster' && namespace === '' ? undefined : 'a namespaced parent cannot own a cluster-scoped child'
    if (parent.scope === 'Cluster') return namespace === '' ? 'children of a cluster-scoped parent need a namespace' : undefined
    return namespace === '' || namespace === parent.namespace ? undefined : `namespace ${namespace} is not the parent's`
  },
  // 50: one label that is no text fails the whole pass, one such annotation loses all of them
  'metadata-text': (child) => ['labels', 'annotations'].map((key) => notText(metadataOf(child)[key], key)).find((problem) => problem !== undefined),
  // 12, 14: echoing what the server sets writes on every pass
  'no-system-field': (child) => {
    const field = systemFields.find((name) => metadataOf(child)[name] !== undefined)
    return field === undefined ? undefined : `metadata.${field} belongs to the API server`
  },
  'no-status': (child) => child['status'] === undefined ? undefined : 'status of a child cannot be set',
  // 10: never observed, so it differs on every pass
  'no-string-data': (child) => child['kind'] === 'Secret' && child['stringData'] !== undefined ? 'stringData is write-only, use data' : undefined,
  // 5: null is not absent
  'no-null': (child) => {
    const path = holdsNull(child) ? nullPath(child, '') : undefined
    return path === undefined ? undefined : `${path} is null`
  },
  // 7: ports are merged by their number alone, so one of two would overwrite the other
  'ports-distinct': (child) => {
    const twice = portLists(child).map(repeatedPort).find((port) => port !== undefined)
    return twice === undefined ? undefined : `port ${twice} stands twice in a list that is merged by port: Metacontroller would write one over the other`
  },
  // 41: annotations, which repeat the whole object, end at 256 KiB; objects at about 1.5 MiB
  'size': (child, { answerLength }) => {
    if (answerLength <= maximumChildLength) return undefined
    const bytes = JSON.stringify(child).length
    return bytes <= maximumChildLength ? undefined : `${bytes} characters, more than ${maximumChildLength} do not fit the last-applied annotation`
  },
}

/** Room that Kubernetes leaves for all annotations together, less some for other annotations. */
export const maximumChildLength = 240 * 1024

/** Ports of a Service, a Pod or a pod template. */
const portLists = (child: JsonObject): readonly (JsonValue | undefined)[] => {
  const spec = mapAt(child, 'spec')
  const pods = [spec, mapAt(mapAt(spec, 'template'), 'spec')]
  return [spec['ports'], ...pods.flatMap((pod) => listAt(pod, 'containers')).map((container) => isObject(container) ? container['ports'] : undefined)]
}

const mapAt = (of: JsonObject, key: string): JsonObject => {
  const value = of[key]
  return isObject(value) ? value : {}
}

const listAt = (of: JsonObject, key: string): readonly JsonValue[] => {
  const value = of[key]
  return Array.isArray(value) ? value : []
}

const repeatedPort = (ports: JsonValue | undefined): JsonValue | undefined => {
  if (!Array.isArray(ports)) return undefined
  const numbers = ports.filter(isObject).map((port) => port['containerPort'] ?? port['port'])
  return numbers.find((port, at) => port !== undefined && numbers.indexOf(port) !== at)
}

const notText = (value: JsonValue | undefined, key: string): string | undefined => {
  if (value === undefined) return undefined
  if (!isObject(value)) return `metadata.${key} is no map`
  const bad = Object.entries(value).find(([, item]) => typeof item !== 'string')
  return bad === undefined ? undefined : `metadata.${key}["${bad[0]}"] is no text`
}

/** Paths are put together only when there is one to tell. */
const holdsNull = (value: JsonValue | undefined): boolean => {
  if (value === null || value === undefined) return true
  if (typeof value !== 'object') return false
  if (!isObject(value)) return value.some(holdsNull)
  for (const key in value) if (key !== writtenNull && holdsNull(value[key])) return true
  return false
}

const nullPath = (value: JsonValue | undefined, path: string): string | undefined => {
  if (value === null || value === undefined) return path
  if (typeof value !== 'object') return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = key === writtenNull ? undefined : nullPath(item, path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
