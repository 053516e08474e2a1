import { LineCounter, parseAllDocuments } from 'yaml'
import type { Document, DocumentOptions, ParseOptions, SchemaOptions } from 'yaml'
import { checkOf } from '../kit/check.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { fieldPlace } from './field-place.ts'
import { spanOf } from './span.ts'
import type { Span } from './span.ts'

/** A Kubernetes object of a text. */
export interface ManifestObject {
  /** Counted from 1. */
  readonly document: number
  readonly object: KubernetesObject & JsonObject
  /** Where a field stands, such as `spec.topics[0].name`; the nearest one around it when it does not. */
  readonly placeOf: (path: string) => Span
}

/** Why a document holds no object. */
export interface ManifestProblem {
  readonly document: number
  readonly message: string
  /** It is no YAML: there is no field to name, only a place. */
  readonly isSyntax: boolean
  readonly span: Span
}

/** Multi-document YAML or JSON, read. A document with a problem has no objects. */
export interface Manifest {
  readonly objects: readonly ManifestObject[]
  readonly problems: readonly ManifestProblem[]
}

/**
 * YAML as kubectl reads it: version 1.1, so `no` is false and 0400 is 256, but without times and numbers to base 60,
 * which stay texts there.
 */
const asKubectl: ParseOptions & SchemaOptions & DocumentOptions = {
  version: '1.1',
  merge: true,
  customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !(tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME'))),
}

const named = checkOf(KubernetesObject)

/** Reads a text. Empty documents count as none; a `List` counts as its items. */
export const manifestOf = (text: string): Manifest => {
  const lines = new LineCounter()
  const read = [...parseAllDocuments(text, { ...asKubectl, lineCounter: lines })].map((parsed, index) => documentOf({ parsed, document: index + 1, lines }))
  return { objects: read.flatMap(({ objects }) => objects), problems: read.flatMap(({ problems }) => problems) }
}

interface Read {
  readonly parsed: Document
  readonly document: number
  readonly lines: LineCounter
}

const documentOf = ({ parsed, document, lines }: Read): Manifest => {
  const error = parsed.errors[0]
  if (error !== undefined) {
    return refused({ document, span: spanOf(lines, error.pos[0], error.pos[1]), isSyntax: true, message: withoutPlace(error.message) })
  }
  const value = plain(parsed)
  return 'message' in value
    ? refused({ document, span: spanOf(lines, ...fieldPlace(parsed, '')), isSyntax: false, message: value.message })
    : joined(itemsOf(value.value).map(([item, inside]) => objectIn({ parsed, document, lines }, item, inside)))
}

/** The parser ends its first line with the place, and draws it below. */
const withoutPlace = (message: string): string => (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')

/** Anchors that expand without end, and aliases of nothing, only show here. */
const plain = (parsed: Document): { readonly value: JsonValue } | { readonly message: string } => {
  try {
    return { value: trusted<JsonValue>(parsed.toJS({ maxAliasCount: 1000 })) }
  } catch (cause) {
    return { message: cause instanceof Error ? cause.message : String(cause) }
  }
}

type Inside = readonly (string | number)[]

const itemsOf = (value: JsonValue): readonly (readonly [JsonValue, Inside])[] => {
  if (value === null) return []
  const items = isObject(value) && value['kind'] === 'List' ? value['items'] : undefined
  return Array.isArray(items) ? items.map((item: JsonValue, index) => [item, ['items', index]] as const) : [[value, []]]
}

const objectIn = ({ parsed, document, lines }: Read, value: JsonValue, inside: Inside): Manifest => {
  const placeOf = (path: string): Span => spanOf(lines, ...fieldPlace(parsed, path, inside))
  const problem = named.problems(value, '')[0]
  if (problem === undefined) return { objects: [{ document, object: trusted<ManifestObject['object']>(value), placeOf }], problems: [] }
  return refused({ document, span: placeOf(problem.path), isSyntax: false, message: isObject(value) ? `${problem.path}: ${problem.message}` : 'is no Kubernetes object' })
}

const refused = (problem: ManifestProblem): Manifest => ({ objects: [], problems: [problem] })

/** One item of a list that is no object spoils its document. */
const joined = (items: readonly Manifest[]): Manifest => {
  const problem = items.flatMap(({ problems }) => problems)[0]
  return problem === undefined ? { objects: items.flatMap(({ objects }) => objects), problems: [] } : { objects: [], problems: [problem] }
}
