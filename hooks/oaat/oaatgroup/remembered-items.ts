import type { JsonObject } from '../../../src/kit/json.ts'
import { readItem } from './item-record.ts'
import type { Ledger } from './ledger.ts'
import type { Situation } from './situation.ts'

/** Records of items that left the list stay so long behind their last result (C39). */
const remembered = 30 * 86_400_000

/** The records of all items, without those that left the list long ago. In doubt about the list nothing is forgotten. */
export const rememberedItems = ({ group, invalid, now }: Situation, { items }: Ledger): JsonObject => {
  if (invalid !== undefined) return items
  const listed = new Set(group.items)
  return Object.fromEntries(Object.entries(items).filter(([name, entry]) => listed.has(name) || now < lastResult(name, entry) + remembered))
}

const lastResult = (name: string, entry: unknown): number => {
  const { success = 0, failure = 0 } = readItem(name, entry)
  return Math.max(success, failure)
}
