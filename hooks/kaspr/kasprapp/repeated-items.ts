import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'

/**
 * Items of a list with one key: Metacontroller merges such lists by it and would make all of them equal to the last one
 * (metacontroller.md §4.3), which replaces the pods right after they were made.
 */
export const repeatedItems = <Item>(given: readonly Item[] | undefined, key: (item: Item) => string, path: string): readonly Problem[] => {
  const keys = (given ?? []).map(key)
  return keys.flatMap((value, index) => keys.indexOf(value) === index ? [] : [problem(`${path}[${index}]`, `"${value}" is there already`)])
}
