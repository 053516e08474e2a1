import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { readItem } from './item-record.ts'
import type { Ledger } from './ledger.ts'
import type { Situation } from './situation.ts'
import { withinRoom } from './status-room.ts'

/** Records of items that left the list stay so long behind their last result (C39). */
const remembered = 30 * 86_400_000

/** The records of all items, without those that left the list long ago. In doubt about the list nothing is forgotten. */
export const rememberedItems = ({ group, invalid, now }: Situation, { items }: Ledger): JsonObject => {
  if (invalid !== undefined) return withinRoom(items, () => true)
  const listed = new Set(group.items)
  const isKept = ([name, entry]: readonly [string, JsonValue]): boolean => listed.has(name) || now < lastResult(name, entry) + remembered
  const entries = Object.entries(items)
  return withinRoom(entries.every(isKept) ? items : Object.fromEntries(entries.filter(isKept)), (name) => listed.has(name))
}

const lastResult = (name: string, entry: unknown): number => {
  const { success = 0, failure = 0 } = readItem(name, entry)
  return Math.max(success, failure)
}
