import { Type } from './schema.ts'
import type { Static } from './schema.ts'

// Shapes of Metacontroller 4.17 hook requests, version v2 (spec: metacontroller.md §2.2, §2.3).

const StringMap = Type.Record(Type.String(), Type.String())

export const ObjectMeta = Type.Object({
  name: Type.String({ minLength: 1 }),
  namespace: Type.Optional(Type.String()),
  uid: Type.Optional(Type.String()),
  generation: Type.Optional(Type.Integer()),
  resourceVersion: Type.Optional(Type.String()),
  creationTimestamp: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  deletionTimestamp: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  finalizers: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(StringMap),
  annotations: Type.Optional(StringMap),
})
export type ObjectMeta = Static<typeof ObjectMeta>

export const KubernetesObject = Type.Object({
  apiVersion: Type.String({ minLength: 1 }),
  kind: Type.String({ minLength: 1 }),
  metadata: ObjectMeta,
})
export type KubernetesObject = Static<typeof KubernetesObject>

/** Group key (`ConfigMap.v1`, `StatefulSet.apps/v1`) → object key (`namespace/name` or `name`) → object. */
export const ObjectGroups = Type.Record(Type.String(), Type.Record(Type.String(), KubernetesObject))
export type ObjectGroups = Static<typeof ObjectGroups>

const ControllerObject = Type.Object({}, { description: 'The CompositeController or DecoratorController object' })

export const CompositeRequest = Type.Object({
  controller: ControllerObject,
  parent: KubernetesObject,
  children: ObjectGroups,
  related: ObjectGroups,
  finalizing: Type.Boolean(),
}, { $id: 'CompositeRequest', description: 'Request of a composite sync or finalize hook' })
export type CompositeRequest = Static<typeof CompositeRequest>

export const DecoratorRequest = Type.Object({
  controller: ControllerObject,
  object: KubernetesObject,
  attachments: ObjectGroups,
  related: ObjectGroups,
  finalizing: Type.Boolean(),
}, { $id: 'DecoratorRequest', description: 'Request of a decorator sync or finalize hook' })
export type DecoratorRequest = Static<typeof DecoratorRequest>

export const CustomizeRequest = Type.Object({
  controller: ControllerObject,
  parent: KubernetesObject,
}, { $id: 'CustomizeRequest', description: 'Request of a customize hook' })
export type CustomizeRequest = Static<typeof CustomizeRequest>
