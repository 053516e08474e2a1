import { clusterKind } from '../kit/kind.ts'
import type { Kind } from '../kit/kind.ts'
import { selects } from '../kit/selector.ts'
import type { RelatedRule } from '../protocol/answer.ts'
import { groupKey, objectKey } from '../protocol/group-key.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'

/** Namespaces, whose labels a rule may ask for. */
export const Namespace = clusterKind('v1', 'Namespace', 'namespaces')

/** Labels of a namespace; undefined when there is no such namespace. */
export type NamespaceLabels = (name: string) => Readonly<Record<string, string>> | undefined

/** Whether an object answers a customize rule of a v2 hook (metacontroller.md §3.9). No names at all is no condition. */
export const answers = (rule: RelatedRule, object: KubernetesObject, labelsOf: NamespaceLabels = () => undefined): boolean =>
  object.apiVersion === rule.apiVersion && namedBy(rule, object) && placedBy(rule, object, labelsOf) &&
  (rule.labelSelector === undefined || selects(rule.labelSelector, object.metadata.labels))

const namedBy = ({ names = [] }: RelatedRule, { metadata: { name } }: KubernetesObject): boolean => names.length === 0 || names.includes(name)

/** An object without a namespace is in none that could be the wrong one. */
const placedBy = ({ namespace = '', namespaceSelector }: RelatedRule, { metadata }: KubernetesObject, labelsOf: NamespaceLabels): boolean => {
  if (metadata.namespace === undefined) return namespaceSelector === undefined
  if (namespaceSelector === undefined) return namespace === '' || metadata.namespace === namespace
  const labels = labelsOf(metadata.namespace)
  return labels !== undefined && selects(namespaceSelector, labels)
}

/** `related` of a request: a group for every rule's kind, empty ones included. */
export const relatedGroups = (rules: readonly RelatedRule[], kinds: readonly Kind[], objects: readonly KubernetesObject[]): ObjectGroups => {
  const labelsOf = namespacesAmong(objects)
  return Object.fromEntries(kinds.flatMap((kind) => {
    const asked = rules.filter(({ apiVersion, resource }) => apiVersion === kind.apiVersion && resource === kind.plural)
    if (asked.length === 0) return []
    const found = objects.filter((object) => object.kind === kind.kind && asked.some((rule) => answers(rule, object, labelsOf)))
    return [[groupKey(kind), Object.fromEntries(found.map((object) => [objectKey(object.metadata), object]))]]
  }))
}

const namespacesAmong = (objects: readonly KubernetesObject[]): NamespaceLabels => {
  const namespaces = new Map(objects.filter(({ apiVersion, kind }) => apiVersion === Namespace.apiVersion && kind === Namespace.kind)
    .map(({ metadata: { name, labels = {} } }) => [name, labels]))
  return (name) => namespaces.get(name)
}
