import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml'
import type { Document, Pair } from 'yaml'

/** Offsets in a text. */
export type Place = readonly [start: number, end: number]

interface Found {
  readonly node: unknown
  readonly place: Place
}

/**
 * Where a field stands that is written as people write it (`spec.topics[0].name`): its key and value, or the key alone when
 * the value is a map or a list. A field that is not there stands where the last one before it does.
 */
export const fieldPlace = (document: Document, path: string, inside: readonly (string | number)[] = []): Place => {
  const whole: Found = { node: document.contents, place: rangeOf(document.contents) }
  const start = inside.reduce<Found>((found, key) => stepInto(document, found, String(key)) ?? found, whole)
  return walked(document, { node: start.node, place: firstLine(start) }, path)
}

const walked = (document: Document, from: Found, path: string): Place => {
  let [found, rest] = [from, path]
  while (rest !== '') {
    const key = keysOf(document, found.node).filter((name) => begins(rest, name)).toSorted((a, b) => b.length - a.length)[0]
    const next = key === undefined ? undefined : stepInto(document, found, key)
    if (key === undefined || next === undefined) return found.place
    found = next
    rest = rest.slice((rest.startsWith('[') ? key.length + 2 : key.length)).replace(/^\./, '')
  }
  return found.place
}

/** A path begins with a key when a dot, a bracket or nothing follows; keys may hold dots themselves. */
const begins = (path: string, key: string): boolean =>
  path.startsWith('[') ? path.startsWith(`[${key}]`) : path.startsWith(key) && ['', '.', '['].includes(path.slice(key.length, key.length + 1))

const resolved = (document: Document, node: unknown): unknown => isAlias(node) ? node.resolve(document) : node

const keysOf = (document: Document, given: unknown): readonly string[] => {
  const node = resolved(document, given)
  if (isMap(node)) return node.items.map(({ key }) => keyText(key))
  return isSeq(node) ? node.items.map((_item, index) => String(index)) : []
}

const keyText = (key: unknown): string => isScalar(key) ? String(key.value) : String(key)

const stepInto = (document: Document, { node: given }: Found, key: string): Found | undefined => {
  const node = resolved(document, given)
  if (isMap(node)) {
    const pair = node.items.find((item) => keyText(item.key) === key)
    return pair === undefined ? undefined : { node: pair.value, place: pairPlace(pair) }
  }
  if (!isSeq(node)) return undefined
  const item = node.items[Number(key)]
  return item === undefined ? undefined : { node: item, place: firstLine({ node: item, place: rangeOf(item) }) }
}

const pairPlace = ({ key, value }: Pair): Place => {
  const [start, end] = rangeOf(key)
  return isCollection(value) || value === null || value === undefined ? [start, end] : [start, Math.max(end, rangeOf(value)[1])]
}

/** The first field of a map stands for the map, so that not all of it is marked. */
const firstLine = ({ node, place }: Found): Place => {
  const first = isMap(node) ? node.items[0] : undefined
  return first === undefined ? place : pairPlace(first)
}

const rangeOf = (node: unknown): Place => {
  const range = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : [0, 0]
  return [Number(range[0]), Number(range[1])]
}
