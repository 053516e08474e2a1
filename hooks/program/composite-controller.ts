import type { JsonObject } from '../../src/kit/json.ts'
import { clusterKind } from '../../src/kit/kind.ts'

export interface RegistrationObject {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec?: JsonObject
}

/** How a controller is registered with Metacontroller. */
export const CompositeController = clusterKind<RegistrationObject>('metacontroller.k8s.io/v1alpha1', 'CompositeController', 'compositecontrollers')
