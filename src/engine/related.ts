import type { Kind } from '../kit/kind.ts'
import { selects } from '../kit/selector.ts'
import type { RelatedRule } from '../protocol/answer.ts'
import { groupKey, objectKey } from '../protocol/group-key.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'

/** Whether an object answers a customize rule of a v2 hook (metacontroller.md §3.9). */
export const answers = ({ apiVersion, names, namespace, labelSelector }: RelatedRule, object: KubernetesObject): boolean =>
  object.apiVersion === apiVersion &&
  (names === undefined || names.includes(object.metadata.name)) &&
  (namespace === undefined || object.metadata.namespace === undefined || object.metadata.namespace === namespace) &&
  (labelSelector === undefined || selects(labelSelector, object.metadata.labels))

/** `related` of a request: a group for every rule's kind, empty ones included. */
export const relatedGroups = (rules: readonly RelatedRule[], kinds: readonly Kind[], objects: readonly KubernetesObject[]): ObjectGroups =>
  Object.fromEntries(kinds.flatMap((kind) => {
    const asked = rules.filter(({ apiVersion, resource }) => apiVersion === kind.apiVersion && resource === kind.plural)
    if (asked.length === 0) return []
    const found = objects.filter((object) => object.kind === kind.kind && asked.some((rule) => answers(rule, object)))
    return [[groupKey(kind), Object.fromEntries(found.map((object) => [objectKey(object.metadata), object]))]]
  }))
