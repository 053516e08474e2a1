import { list, valueSchema } from '../kit/structure.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { code } from './markdown.ts'

const said = (value: JsonValue): string => code(typeof value === 'string' ? value : JSON.stringify(value))

/** How a keyword reads; an undefined answer says nothing. */
const words: Readonly<Record<string, (value: JsonValue, node: JsonObject) => string | undefined>> = {
  enum: (value) => `one of ${list(value).map(said).join(', ')}`,
  pattern: (value) => `matches ${said(value)}`,
  minLength: (value) => value === 1 ? 'not empty' : `at least ${String(value)} characters`,
  maxLength: (value) => `at most ${String(value)} characters`,
  minimum: (value, node) => `${node['exclusiveMinimum'] === true ? 'more than' : 'at least'} ${String(value)}`,
  maximum: (value, node) => `${node['exclusiveMaximum'] === true ? 'less than' : 'at most'} ${String(value)}`,
  multipleOf: (value) => `a multiple of ${String(value)}`,
  minItems: (value) => value === 1 ? 'not empty' : `at least ${String(value)} items`,
  maxItems: (value) => `at most ${String(value)} items`,
  minProperties: (value) => value === 1 ? 'not empty' : `at least ${String(value)} keys`,
  maxProperties: (value) => `at most ${String(value)} keys`,
  nullable: (value) => value === true ? 'may be null' : undefined,
  'x-kubernetes-list-type': (value) => value === 'set' ? 'no item twice' : undefined,
  'x-kubernetes-list-map-keys': (value) => `unique by ${list(value).map(said).join(' and ')}`,
}

/** Rules of a field, and of its items or values, in words. */
export const fieldRules = (node: JsonObject): readonly string[] => {
  const values = valueSchema(node)
  return [
    ...ownRules(node),
    ...ruleMessages(node),
    ...(isObject(node['items']) ? fieldRules(node['items']).map((rule) => `each item: ${rule}`) : []),
    ...(values === undefined ? [] : fieldRules(values).map((rule) => `each value: ${rule}`)),
  ]
}

const ownRules = (node: JsonObject): readonly string[] =>
  Object.entries(words).flatMap(([keyword, read]) => {
    const value = node[keyword]
    return value === undefined ? [] : read(value, node) ?? []
  })

/** What the CEL rules of a node say to people. */
const ruleMessages = (node: JsonObject): readonly string[] =>
  list(node['x-kubernetes-validations']).filter(isObject)
    .map(({ message, rule }) => typeof message === 'string' ? message : said(rule ?? ''))
