import { clusterKind, kind } from '../../src/kit/kind.ts'

// Kinds that no hook reads and that tell how far a move is.
export const Deployment = kind('apps/v1', 'Deployment', 'deployments')
export const CustomResourceDefinition = clusterKind('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions')
export const CompositeRegistration = clusterKind('metacontroller.k8s.io/v1alpha1', 'CompositeController', 'compositecontrollers')
