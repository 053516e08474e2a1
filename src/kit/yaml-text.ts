import { parseDocument } from 'yaml'
import type { JsonValue } from '../protocol/json.ts'
import { parsedJson } from './json.ts'

/** What a text holds, or why it cannot be read, in words that finish "the text …". */
export type YamlText = { readonly value: JsonValue } | { readonly problem: string }

/** Somebody else wrote the text: the parser takes time with the square of its length, and anchors may expand to anything. */
const longest = 32_768
const longestExpanded = 1_000_000
const mostAliases = 100
const deepest = 50

const tooDeep = { problem: `is nested deeper than ${deepest} levels` }

/**
 * One document of YAML 1.2 with merge keys (`<<`), as plain JSON. Never throws: a text that is too long, that expands or nests
 * without end, or that is no YAML has a problem.
 */
export const parsedYaml = (text: string): YamlText => {
  if (text.length > longest) return { problem: `is longer than ${longest} characters` }
  try {
    const document = parseDocument(text, { merge: true, logLevel: 'error', prettyErrors: false })
    const [error] = document.errors
    return error === undefined ? expanded(document.toJS({ maxAliasCount: mostAliases })) : mistake(text, error)
  } catch (cause) {
    return cause instanceof ReferenceError ? { problem: 'has too many aliases, or an alias of nothing' } : tooDeep
  }
}

/** Where the stack ends depends on the process; the bound above does not. */
const mistake = (text: string, { message, pos: [at] }: { readonly message: string; readonly pos: readonly [number, number] }): YamlText =>
  message.startsWith('Maximum call stack') ? tooDeep : { problem: `is no YAML: ${message.split('\n')[0] ?? ''} (line ${text.slice(0, at).split('\n').length})` }

/** Through JSON, so that shared and cyclic values become plain ones, and infinite numbers null. */
const expanded = (found: unknown): YamlText => {
  const text = JSON.stringify(found) ?? 'null'
  if (text.length > longestExpanded) return { problem: 'is too long with its aliases expanded' }
  const value = parsedJson(text) ?? null
  return depthOf(value) > deepest ? tooDeep : { value }
}

const depthOf = (value: JsonValue): number =>
  typeof value === 'object' && value !== null ? 1 + Object.values(value).reduce<number>((most, item) => Math.max(most, depthOf(item ?? null)), 0) : 0
