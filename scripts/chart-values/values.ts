import { isMap, isScalar, parse, parseDocument } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import { trusted } from '../../src/protocol/trusted.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { ValueUndocumented } from './errors.ts'
import { shapeNamed } from './shapes.ts'

/** A value of the chart that has a description, or a map of such values. */
export type Value = Leaf | Branch

export interface Leaf {
  readonly path: string
  readonly description: string
  readonly default: JsonValue
  /** What the comment says of it in the words of JSON Schema. */
  readonly schema: JsonObject
}

export interface Branch { readonly path: string; readonly values: Readonly<Record<string, Value>> }

export const isBranch = (value: Value): value is Branch => 'values' in value

/** Reads an annotated values file. Throws ValueUndocumented with the path of a value that nobody describes. */
export const valuesOf = (text: string): Branch => {
  const document = parseDocument(text)
  return branchOf(trusted<YAMLMap>(document.contents), '', '')
}

const branchOf = (map: YAMLMap, path: string, before: string): Branch => ({
  path,
  // The comment of the first key belongs to its map.
  values: Object.fromEntries(map.items.map((pair, index) => [nameOf(pair), valueOf(pair, path, index === 0 ? map.commentBefore ?? before : '')])),
})

const nameOf = ({ key }: Pair): string => isScalar(key) ? String(key.value) : ''

const valueOf = (pair: Pair, parent: string, before: string): Value => {
  const path = [parent, nameOf(pair)].filter((part) => part !== '').join('.')
  const comment = isScalar(pair.key) ? pair.key.commentBefore ?? before : before
  const said = comment.split('\n').map((line) => line.trim())
  const description = said.find((line) => line.startsWith('-- '))?.slice(3)
  if (description !== undefined) return { path, description, default: plain(pair.value), schema: schemaIn(said) }
  if (!isMap(pair.value)) throw new ValueUndocumented(path)
  return branchOf(pair.value, path, '')
}

const plain = (node: unknown): JsonValue => trusted<{ toJSON: () => JsonValue }>(node).toJSON()

/** Behind `@schema` stands JSON Schema; `shape` in it is short for one that several values have. */
const schemaIn = (said: readonly string[]): JsonObject => {
  const { shape, ...schema } = trusted<JsonObject>(parse(said.find((line) => line.startsWith('@schema '))?.slice('@schema '.length) ?? '{}'))
  return typeof shape === 'string' ? { ...shapeNamed(shape), ...schema } : schema
}
