import type { StatefulSet, StatefulSetSpec } from 'kubernetes-types/apps/v1.js'
import type { StoredObject } from '../../../engine/object-store.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import type { Api } from '../../server/api-server.ts'
import type { ObjectTable } from '../../server/object-table.ts'

/** A StatefulSet while its controller looks at it. */
export interface SetView {
  readonly api: Api
  readonly table: ObjectTable
  /** Milliseconds since 1970. */
  readonly now: number
  readonly object: StoredObject
  readonly name: string
  readonly namespace: string
  readonly spec: StatefulSetSpec
  readonly status: NonNullable<StatefulSet['status']>
}

export const viewOf = (object: StoredObject, around: Pick<SetView, 'api' | 'table' | 'now'>): SetView => {
  const { spec, status } = trusted<StatefulSet>(object)
  const { name, namespace = '' } = object.metadata
  return { ...around, object, name, namespace, spec: spec ?? trusted<StatefulSetSpec>({}), status: trusted(status ?? {}) }
}

export const replicasOf = ({ spec }: SetView): number => spec.replicas ?? 1
export const firstOrdinal = ({ spec }: SetView): number => spec.ordinals?.start ?? 0
export const minReadySeconds = ({ spec }: SetView): number => spec.minReadySeconds ?? 0
export const templateOf = ({ spec }: SetView): JsonObject => trusted<JsonObject>(spec.template)
export const isParallel = ({ spec }: SetView): boolean => spec.podManagementPolicy === 'Parallel'

const memberName = /^(.*)-(\d+)$/

/** Number of a pod by its name; undefined for a name that has none. */
export const ordinalOf = ({ metadata }: StoredObject): number | undefined => {
  const digits = memberName.exec(metadata.name)?.[2]
  return digits === undefined ? undefined : Number(digits)
}

/** Whether a pod's name is one of this set. */
export const isMember = ({ name }: SetView, pod: StoredObject): boolean => memberName.exec(pod.metadata.name)?.[1] === name

export const isInRange = (set: SetView, ordinal: number): boolean => ordinal >= firstOrdinal(set) && ordinal < firstOrdinal(set) + replicasOf(set)
