import { readFile } from 'node:fs/promises'
import { LineCounter, parseAllDocuments } from 'yaml'
import type { Document, DocumentOptions, ParseOptions, SchemaOptions } from 'yaml'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { DocumentInvalid, FileUnreadable } from '../protocol/errors.ts'
import { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { checkOf } from '../kit/check.ts'
import type { Terminal } from './command.ts'

/** A Kubernetes object and where it stands. */
export interface Source {
  readonly file: string
  /** Counted from 1. */
  readonly document: number
  readonly object: KubernetesObject & JsonObject
}

const named = checkOf(KubernetesObject)

/** Reads multi-document YAML or JSON files; `-` is standard input. Throws FileUnreadable or DocumentInvalid. */
export const readDocuments = async (files: readonly string[], terminal: Terminal): Promise<readonly Source[]> =>
  (await Promise.all(files.map(async (file) => sourcesOf(file, await contentOf(file, terminal))))).flat()

const contentOf = async (file: string, terminal: Terminal): Promise<string> => {
  if (file === '-') return terminal.stdin()
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new FileUnreadable(file, cause instanceof Error ? cause.message : String(cause))
  }
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

const sourcesOf = (file: string, content: string): readonly Source[] => {
  const lines = new LineCounter()
  return [...parseAllDocuments(content, { ...asKubectl, lineCounter: lines })].flatMap((parsed, index) =>
    objectsIn(valueOf(parsed, { file, document: index + 1, lines })).map((object) => source(object, file, index + 1)))
}

interface Place { readonly file: string; readonly document: number; readonly lines: LineCounter }

const valueOf = (parsed: Document, { file, document, lines }: Place): JsonValue => {
  const error = parsed.errors[0]
  if (error === undefined) return trusted<JsonValue>(plain(parsed, { file, document, lines }))
  const { line, col } = lines.linePos(error.pos[0])
  throw new DocumentInvalid(file, document, `line ${line}, column ${col}: ${error.message.split('\n')[0] ?? ''}`)
}

/** Anchors that expand without end, and aliases of nothing, only show here. */
const plain = (parsed: Document, { file, document }: Place): unknown => {
  try {
    return parsed.toJS({ maxAliasCount: 1000 })
  } catch (cause) {
    throw new DocumentInvalid(file, document, cause instanceof Error ? cause.message : String(cause))
  }
}

/** Empty documents count as none; a `List` counts as its items. */
const objectsIn = (value: JsonValue): readonly JsonValue[] => {
  if (value === null) return []
  return isObject(value) && value['kind'] === 'List' && Array.isArray(value['items']) ? value['items'] : [value]
}

const source = (value: JsonValue, file: string, document: number): Source => {
  const problem = named.problems(value, '')[0]
  if (problem !== undefined) throw new DocumentInvalid(file, document, isObject(value) ? `${problem.path}: ${problem.message}` : 'is no Kubernetes object')
  return { file, document, object: trusted<Source['object']>(value) }
}

/** Where a problem stands, for people: `app.yaml, document 2 (Kind/name)`. */
export const placeOf = ({ file, document, object }: Source): string =>
  `${file === '-' ? 'standard input' : file}, document ${document} (${object.kind}/${object.metadata.name})`
