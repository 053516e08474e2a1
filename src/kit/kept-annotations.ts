import { isObject } from '../protocol/json.ts'
import type { Child } from './kind.ts'
import { lastApplied } from './last-applied.ts'
import type { View } from './view.ts'

/**
 * A child whose last annotation of ours goes keeps an empty map: Metacontroller removes a field that was applied once
 * and is gone, and with the whole map it would remove the annotations of everybody else (metacontroller.md §4.3). It
 * never causes a write, because every child has at least Metacontroller's own annotation. Labels need no such care:
 * there is always the one of the generated selector.
 */
export const keptAnnotations = (child: Child, children: View): Child => {
  const { metadata } = child
  return Object.hasOwn(metadata, 'annotations') || !hadAnnotations(child, children) ? child : withEmptyAnnotations(child)
}

const withEmptyAnnotations = (child: Child): Child => {
  const metadata = { ...child.metadata, annotations: {} }
  return { ...child, metadata }
}

const hadAnnotations = ({ apiVersion, kind, metadata: { name, namespace } }: Child, children: View): boolean => {
  const observed = children.all().find((other) => other.kind === kind && other.apiVersion === apiVersion && other.metadata.name === name
    && (namespace === undefined || other.metadata.namespace === namespace))
  const metadata = observed === undefined ? undefined : lastApplied(observed)?.['metadata']
  return isObject(metadata) && Object.hasOwn(metadata, 'annotations')
}
