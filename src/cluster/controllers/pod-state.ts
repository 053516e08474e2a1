import type { Pod } from 'kubernetes-types/core/v1.js'
import { isDeleting } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { trusted } from '../../protocol/trusted.ts'

const statusOf = (pod: StoredObject): NonNullable<Pod['status']> => trusted<Pod>(pod).status ?? {}

export const phaseOf = (pod: StoredObject): string => statusOf(pod).phase ?? ''

export const hasEnded = (pod: StoredObject): boolean => phaseOf(pod) === 'Succeeded' || phaseOf(pod) === 'Failed'

const readiness = (pod: StoredObject) => statusOf(pod).conditions?.find(({ type }) => type === 'Ready')

/** Running, and its condition Ready is True. */
export const isReady = (pod: StoredObject): boolean => phaseOf(pod) === 'Running' && readiness(pod)?.status === 'True'

/** Milliseconds until a ready pod counts as available, 0 when it does; undefined for one that is not ready. */
export const availableIn = (pod: StoredObject, minReadySeconds: number, now: number): number | undefined => {
  if (!isReady(pod)) return undefined
  const since = Date.parse(readiness(pod)?.lastTransitionTime ?? '')
  return minReadySeconds === 0 ? 0 : Math.max(0, since + minReadySeconds * 1000 - now)
}

export const isAvailable = (pod: StoredObject, minReadySeconds: number, now: number): boolean => availableIn(pod, minReadySeconds, now) === 0

/** Neither ended nor on its way out. */
export const isActive = (pod: StoredObject): boolean => !hasEnded(pod) && !isDeleting(pod)
