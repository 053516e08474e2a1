import type { Deployment, DeploymentSpec, ReplicaSet } from 'kubernetes-types/apps/v1.js'
import { uidOf } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { controllerOf } from '../../../engine/owner-reference.ts'
import { trusted } from '../../../protocol/trusted.ts'
import type { Api } from '../../server/api-server.ts'
import type { ObjectTable } from '../../server/object-table.ts'

/** A Deployment while its controller looks at it. */
export interface DeploymentView {
  readonly api: Api
  readonly table: ObjectTable
  readonly now: number
  readonly object: StoredObject
  readonly spec: DeploymentSpec
  readonly status: NonNullable<Deployment['status']>
}

export const wantedOf = ({ spec }: DeploymentView): number => spec.replicas ?? 1

export const shapeOf = (set: StoredObject): Required<Pick<ReplicaSet, 'spec' | 'status'>> => trusted(set)
export const sizeOf = (set: StoredObject): number => shapeOf(set).spec.replicas ?? 1
export const availableOf = (set: StoredObject): number => shapeOf(set).status.availableReplicas ?? 0

/** ReplicaSets of a Deployment, oldest first. */
export const setsOf = ({ table, object }: DeploymentView): readonly StoredObject[] =>
  table.dependentsOf(uidOf(object)).filter((set) => set.kind === 'ReplicaSet' && controllerOf(set)?.uid === uidOf(object))
