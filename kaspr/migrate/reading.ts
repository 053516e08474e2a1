import { groupKind } from '../../src/engine/discovery.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { kindsOf } from '../../src/kit/resources.ts'
import { CompositeRegistration, CustomResourceDefinition, Deployment } from '../cluster/foreign-kinds.ts'
import type { Reading } from '../cluster/snapshot.ts'
import { controllers } from '../controllers.ts'

const kinds = new Map(controllers.flatMap(kindsOf).map((kind): [string, Kind] => [groupKind(kind), kind]))

/** Everything that a plan is made from. The operator may live in any namespace. */
export const readings = (namespace: string | undefined): readonly Reading[] => [
  ...[...kinds.values()].map((kind) => ({ kind, namespace, isOptional: kind.scope === 'Cluster' })),
  ...[Deployment, CustomResourceDefinition, CompositeRegistration].map((kind) => ({ kind, isOptional: true })),
]
