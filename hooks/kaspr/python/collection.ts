import type { JsonObject } from '../../../src/kit/json.ts'

/** Keys in Python's order of text, which is by code point. JavaScript's own order differs only where surrogates occur. */
export const sortedKeys = (map: JsonObject): string[] => {
  const keys = Object.keys(map).sort()
  return keys.some((key) => surrogate.test(key)) ? keys.sort(byCodePoint) : keys
}

const surrogate = /[\ud800-\udfff]/

const byCodePoint = (left: string, right: string): number => {
  const first = [...left]
  const second = [...right]
  const at = first.findIndex((character, index) => character !== second[index])
  return at === -1 ? first.length - second.length : codePoint(first[at]) - codePoint(second[at])
}

const codePoint = (character: string | undefined): number => character?.codePointAt(0) ?? -1
