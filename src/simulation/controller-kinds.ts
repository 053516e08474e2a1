import { preserveKeyword } from '../kit/structure.ts'
import { resource } from '../kit/resource.ts'
import type { Resource } from '../kit/resource.ts'
import { Type } from '../kit/schema.ts'

const controllerKind = (kind: string): Resource => resource({
  group: 'metacontroller.k8s.io', version: 'v1alpha1', kind, plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), shortNames: [], scope: 'Cluster',
  description: 'Registers a controller.', columns: [],
  spec: Type.Object({}, { [preserveKeyword]: true }), status: Type.Object({}, { [preserveKeyword]: true }),
})

/** Kinds by which controllers are registered with Metacontroller. */
export const controllerKinds: readonly Resource[] = ['CompositeController', 'DecoratorController'].map(controllerKind)
