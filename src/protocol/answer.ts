import { Type } from './schema.ts'
import type { Static } from './schema.ts'

// Shapes of Metacontroller 4.17 hook answers (spec: metacontroller.md §2.4). Contents of children are opaque here; the guard checks them.

const AnyObject = Type.Record(Type.String(), Type.Unknown())

export const CompositeAnswer = Type.Object({
  status: AnyObject,
  children: Type.Array(AnyObject),
  resyncAfterSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  finalized: Type.Optional(Type.Boolean()),
}, { $id: 'CompositeAnswer', additionalProperties: false, description: 'Complete desired children and status' })
export type CompositeAnswer = Static<typeof CompositeAnswer>

const Patch = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))

export const DecoratorAnswer = Type.Object({
  labels: Type.Optional(Patch),
  annotations: Type.Optional(Patch),
  status: Type.Optional(AnyObject),
  attachments: Type.Array(AnyObject),
  resyncAfterSeconds: Type.Optional(Type.Number({ minimum: 0 })),
  finalized: Type.Optional(Type.Boolean()),
}, { $id: 'DecoratorAnswer', additionalProperties: false, description: 'Changes of the target and its complete attachments' })
export type DecoratorAnswer = Static<typeof DecoratorAnswer>

const LabelSelector = Type.Object({
  matchLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
  matchExpressions: Type.Optional(Type.Array(Type.Object({
    key: Type.String(),
    operator: Type.String(),
    values: Type.Optional(Type.Array(Type.String())),
  }))),
})

export const RelatedRule = Type.Object({
  apiVersion: Type.String(),
  resource: Type.String(),
  labelSelector: Type.Optional(LabelSelector),
  namespaceSelector: Type.Optional(LabelSelector),
  namespace: Type.Optional(Type.String()),
  names: Type.Optional(Type.Array(Type.String())),
}, { additionalProperties: false })
export type RelatedRule = Static<typeof RelatedRule>

export const CustomizeAnswer = Type.Object({
  relatedResources: Type.Array(RelatedRule),
}, { $id: 'CustomizeAnswer', additionalProperties: false, description: 'Objects that the sync hook reads besides its children' })
export type CustomizeAnswer = Static<typeof CustomizeAnswer>
