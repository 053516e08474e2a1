import { groupKey, objectKey } from '../protocol/group-key.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { selects } from '../kit/selector.ts'
import { selectorLabel } from './apply.ts'
import { childSelector } from './child-selector.ts'
import { LabelsInvalid } from './engine-errors.ts'
import { described, metadataOf, uidOf, withMetadata } from './metadata.ts'
import { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import type { CompositeRegistration } from './registration.ts'
import { trusted } from '../protocol/trusted.ts'

/** Annotation by which a decorator knows its attachments (metacontroller.md §3.13). */
export const decoratorAnnotation = 'metacontroller.k8s.io/decorator-controller'

/** What an answer wants, with the parent's namespace where it names none. Of two equal identities the later one counts. */
export const desiredChildren = (children: readonly JsonObject[], parent: StoredObject): ObjectGroups<StoredObject> => {
  const groups = new ObjectGroups<StoredObject>()
  for (const child of children) groups.add(placed(child, parent.metadata.namespace))
  return groups
}

const placed = (child: JsonObject, namespace: string | undefined): StoredObject =>
  metadataOf(child)['namespace'] ? trusted<StoredObject>(child) : withMetadata(child, { namespace })

/**
 * Checks that every desired child has labels which the parent selects, and gives it the label of a generated selector
 * (metacontroller.md §3.4, step 9). Throws LabelsInvalid for the first one that has not, before anything is touched.
 */
export const labelledChildren = (desired: ObjectGroups<StoredObject>, registration: CompositeRegistration, parent: StoredObject): ObjectGroups<StoredObject> => {
  const selector = childSelector(registration, parent)
  return mapped(desired, (child) => {
    const given = textLabels(child)
    const labels = registration.generateSelector && given?.[selectorLabel] === undefined ? { ...given, [selectorLabel]: uidOf(parent) } : given
    if (!selects(selector, labels)) throw new LabelsInvalid(described(child), 'the selector of the parent does not match them')
    return labels === given ? child : withMetadata(child, { labels: trusted(labels) })
  })
}

const textLabels = (child: StoredObject): Readonly<Record<string, string>> | undefined => {
  const labels: JsonValue | undefined = metadataOf(child)['labels']
  if (labels === undefined) return undefined
  if (!isObject(labels) || Object.values(labels).some((value) => typeof value !== 'string')) throw new LabelsInvalid(described(child), 'they must be a map of texts')
  return trusted(labels)
}

/** Attachments with the name of their decorator. Annotations that are no texts are lost, as everywhere. */
export const annotatedChildren = (desired: ObjectGroups<StoredObject>, decorator: string): ObjectGroups<StoredObject> =>
  mapped(desired, (child) => {
    const annotations = textAnnotations(child)
    return annotations[decoratorAnnotation] === decorator ? child : withMetadata(child, { annotations: { ...annotations, [decoratorAnnotation]: decorator } })
  })

const textAnnotations = (child: StoredObject): JsonObject => {
  const annotations = metadataOf(child)['annotations']
  const isText = isObject(annotations) && Object.values(annotations).every((value) => value === null || typeof value === 'string')
  return isText ? Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, value ?? ''])) : {}
}

const mapped = (groups: ObjectGroups<StoredObject>, change: (child: StoredObject) => StoredObject): ObjectGroups<StoredObject> => {
  const changed = new ObjectGroups<StoredObject>()
  for (const { objects } of groups.sorted()) for (const child of objects.values()) changed.add(change(child))
  return changed
}

/** Identity of a child in a request and in an answer. */
export const identityOf = (child: StoredObject): string => `${groupKey(child)} ${objectKey(child.metadata)}`
