import { isObject } from '../../protocol/json.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { ProcessCrashed, RevisionsFailed } from '../engine-errors.ts'

/** How far a rollout is. */
export interface Progress {
  readonly reason: 'RolloutProgressing' | 'RolloutWaiting' | 'OnLatestRevision'
  readonly message: string
}

/**
 * Status of an answer with the condition `Updated`. One that the hook wrote itself stays as it is, which is a defect
 * upstream. Throws ProcessCrashed where there is no status, RevisionsFailed where its conditions are no list.
 */
export const withUpdated = (status: JsonObject | undefined, { reason, message }: Progress): JsonObject => {
  if (status === undefined) throw new ProcessCrashed('a hook of a rolling controller answers without status')
  const conditions = Object.hasOwn(status, 'conditions') ? status['conditions'] : []
  if (!Array.isArray(conditions)) throw new RevisionsFailed('status.conditions is no list')
  if (conditions.some((condition) => isObject(condition) && condition['type'] === 'Updated')) return status
  const updated = { type: 'Updated', status: reason === 'OnLatestRevision' ? 'True' : 'False', reason, message }
  return { ...status, conditions: [...conditions, updated] }
}
