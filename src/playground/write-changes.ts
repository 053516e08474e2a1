import type { ShownChange } from '../diff/shown.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { lastApplied } from '../kit/last-applied.ts'
import { maskedDocument } from '../kit/mask.ts'
import type { JsonObject } from '../protocol/json.ts'
import { changesBetween } from './shown-changes.ts'

/** What a write changed. Where the object itself is the same, only what is wanted of it changed: that is told instead. */
export const writeChanges = (before: StoredObject | undefined, after: StoredObject | undefined): readonly ShownChange[] => {
  const [from, to] = [maskedDocument<JsonObject>(before ?? {}), maskedDocument<JsonObject | undefined>(after)]
  const changes = changesBetween(from, to)
  if (changes.length > 0 || before === undefined || after === undefined) return changes
  return changesBetween(wanted(before), wanted(after)).map((change) => ({ ...change, path: `last applied: ${change.path}` }))
}

const wanted = (object: StoredObject): JsonObject => maskedDocument<JsonObject>(lastApplied(object) ?? {})
