import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { readStatistics } from './runtime-statistics.ts'

/** Characters of a status; with more it is held back, and its group would stand still for ever. */
const mostCharacters = 512 * 1024

/** What else stands in a status: a list of items, which names up to 120 of them, the history, conditions. */
const reserve = 34 * 1024
const namedElsewhere = 130

/** What is given up, the first that is enough: most of the samples, items that left the list, run times. */
const cuts: readonly ((items: JsonObject, isListed: (name: string) => boolean) => JsonObject)[] = [
  ...[25, 10, 5].map((size) => (items: JsonObject) => changed(items, (entry) => withSample(entry, size))),
  (items, isListed) => Object.fromEntries(Object.entries(items).filter(([name]) => isListed(name))),
  (items) => changed(items, withoutRuntimes),
]

/** The records, less what has no room. When items last ran, and how that ended, is never given up for a listed item. */
export const withinRoom = (items: JsonObject, isListed: (name: string) => boolean): JsonObject => {
  let kept = items
  for (const cut of cuts) {
    if (hasRoom(kept)) break
    kept = cut(kept, isListed)
  }
  return kept
}

const hasRoom = (items: JsonObject): boolean => {
  let [longestName, used] = [0, 0]
  for (const [name, entry] of Object.entries(items)) {
    longestName = Math.max(longestName, name.length)
    used += name.length + lengthOf(entry)
  }
  return used <= mostCharacters - reserve - namedElsewhere * longestName
}

/** Quotes, colon and comma of a field. */
const marks = 6

/** About the length of its JSON: writing a thousand records only to measure them takes longer than all the rest. */
const lengthOf = (entry: JsonValue): number => {
  if (!isObject(entry)) return JSON.stringify(entry).length
  let used = marks
  for (const key in entry) {
    const value = entry[key]
    used += key.length + marks + (typeof value === 'string' ? value.length : JSON.stringify(value)?.length ?? 0)
  }
  return used
}

const changed = (items: JsonObject, change: (entry: JsonObject) => JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(items).map(([name, entry]): [string, JsonValue] => [name, isObject(entry) ? change(entry) : entry]))

const withSample = (entry: JsonObject, size: number): JsonObject => readStatistics(entry).statistics.sample.length <= size
  ? entry : { ...entry, runtime_sample: JSON.stringify(readStatistics(entry, size).statistics.sample) }

/** The prediction stays: it is what they are for. */
const withoutRuntimes = (entry: JsonObject): JsonObject => Object.fromEntries(Object.entries(entry).filter(([key]) => !key.startsWith('runtime_')))
