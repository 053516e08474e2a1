import { fieldChanges, pathOf } from '../diff/field-change.ts'
import { shownChange } from '../diff/shown.ts'
import type { ShownChange } from '../diff/shown.ts'
import type { JsonValue } from '../protocol/json.ts'

/** What every write changes, and copies of what stands elsewhere. */
const bookkeeping = /(^|\.)metadata(\.(resourceVersion|managedFields|generation)\b|\.annotations\['[^']*last-applied-configuration'\])/

const most = 200

/** Where two values differ, the first 200 fields. Bookkeeping of the API server does not count. */
export const changesBetween = (from: JsonValue | undefined, to: JsonValue | undefined): readonly ShownChange[] =>
  fieldChanges(from, to).filter(({ steps }) => !bookkeeping.test(pathOf(steps))).slice(0, most).map(shownChange)
