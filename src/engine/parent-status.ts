import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { isConflict, isNotFound } from './api-errors.ts'
import { changedPaths } from '../kit/changed-paths.ts'
import { StatusFailed, messageOf } from './engine-errors.ts'
import { liveUpdate } from './live-update.ts'
import { described, generationOf, withField } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { equals } from './structural-equality.ts'

/**
 * Writes the status of an answer where it differs from the one on the server (metacontroller.md §3.10). False when the
 * parent is gone or kept changing: the pass then counts as done, whatever became of its children. Throws StatusFailed.
 */
export const writeStatus = async (pass: Pass, parent: StoredObject, given: JsonObject | undefined): Promise<boolean> => {
  const status: JsonObject = { ...given, observedGeneration: generationOf(parent) }
  try {
    await liveUpdate(pass, parent, {
      kind: pass.kind,
      verb: 'updateStatus',
      reason: (live) => `the status differs: ${differences(live['status'], status)}`,
      change: (live) => equals(live['status'], status) ? undefined : withField(live, 'status', status),
    })
    return true
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return false
    throw new StatusFailed(described(parent), messageOf(error))
  }
}

const differences = (before: JsonValue | undefined, after: JsonObject): string => changedPaths(before ?? {}, after).join(', ')
