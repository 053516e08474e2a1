import type { Kind } from '../src/kit/kind.ts'
import { clusterKind, groupOf, kind } from '../src/kit/kind.ts'

// Kinds that are looked at and that no hook makes.
export { CompositeRegistration, CustomResourceDefinition } from '../kaspr/cluster/foreign-kinds.ts'
export { Lease } from '../steward/kinds.ts'
export const DecoratorRegistration = clusterKind('metacontroller.k8s.io/v1alpha1', 'DecoratorController', 'decoratorcontrollers')
export const EndpointSlice = kind('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices')
export const Event = kind('v1', 'Event', 'events')

/** A resource as kubectl takes it: `statefulsets.apps`, `pods`. */
export const resourceName = ({ apiVersion, plural }: Pick<Kind, 'apiVersion' | 'plural'>): string =>
  groupOf(apiVersion) === '' ? plural : `${plural}.${groupOf(apiVersion)}`
