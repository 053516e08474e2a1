import { isDeleting } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { isAvailable, isReady } from '../pod-state.ts'
import { firstOrdinal, isInRange, minReadySeconds, ordinalOf, replicasOf } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'

/** One number of a set, and its pod if there is one. */
export interface Member {
  readonly ordinal: number
  readonly pod: StoredObject | undefined
}

/** A pod whose number is not wanted. */
export interface Condemned extends Member {
  readonly pod: StoredObject
}

export interface Members {
  /** Wanted ones, lowest first. */
  readonly wanted: readonly Member[]
  /** Pods beyond the wanted number, highest first. */
  readonly condemned: readonly Condemned[]
}

export const membersOf = (set: SetView, pods: readonly StoredObject[]): Members => {
  const byOrdinal = new Map(pods.flatMap((pod) => {
    const ordinal = ordinalOf(pod)
    return ordinal === undefined ? [] : [[ordinal, pod] as const]
  }))
  const wanted = Array.from({ length: replicasOf(set) }, (_, index) => {
    const ordinal = firstOrdinal(set) + index
    return { ordinal, pod: byOrdinal.get(ordinal) }
  })
  const condemned = [...byOrdinal].filter(([ordinal]) => !isInRange(set, ordinal)).map(([ordinal, pod]) => ({ ordinal, pod }))
  return { wanted, condemned: condemned.toSorted((a, b) => b.ordinal - a.ordinal) }
}

/** Runs, is ready, and has been ready long enough. */
export const isHealthy = (set: SetView, pod: StoredObject | undefined): boolean =>
  pod !== undefined && isReady(pod) && isAvailable(pod, minReadySeconds(set), set.now)

/** Not healthy, or about to go. */
export const isUnavailable = (set: SetView, pod: StoredObject | undefined): boolean => pod === undefined || isDeleting(pod) || !isHealthy(set, pod)

