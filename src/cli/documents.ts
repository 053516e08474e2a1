import { readFile } from 'node:fs/promises'
import { manifestOf } from '../manifest/manifest.ts'
import type { ManifestProblem } from '../manifest/manifest.ts'
import { DocumentInvalid, FileUnreadable } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import type { Terminal } from './command.ts'

/** A Kubernetes object and where it stands. */
export interface Source {
  readonly file: string
  /** Counted from 1. */
  readonly document: number
  readonly object: KubernetesObject & JsonObject
}

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

const sourcesOf = (file: string, content: string): readonly Source[] => {
  const { objects, problems } = manifestOf(content)
  const problem = problems[0]
  if (problem !== undefined) throw new DocumentInvalid(file, problem.document, placed(problem))
  return objects.map(({ document, object }) => ({ file, document, object }))
}

const placed = ({ isSyntax, message, span: { line, column } }: ManifestProblem): string => isSyntax ? `line ${line}, column ${column}: ${message}` : message

/** Where a problem stands, for people: `app.yaml, document 2 (Kind/name)`. */
export const placeOf = ({ file, document, object }: Source): string =>
  `${file === '-' ? 'standard input' : file}, document ${document} (${object.kind}/${object.metadata.name})`
