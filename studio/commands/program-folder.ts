import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { programProblems } from '../../hooks/program/hookprogram/problems.ts'
import { checkOf } from '../../src/kit/check.ts'
import type { Problem } from '../../src/kit/problem.ts'
import { viewOf } from '../../src/kit/view.ts'
import { manifestOf } from '../../src/manifest/manifest.ts'
import type { ManifestObject } from '../../src/manifest/manifest.ts'
import { DocumentInvalid, FileUnreadable } from '../../src/protocol/errors.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { ProgramFolderInvalid } from '../errors.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import { readFixture } from './fixture-file.ts'

/** A program as files: `program.ts`, a HookProgram and CRDs in `*.yaml`, fixtures in `recordings/*.json`. */
export interface ProgramFolder {
  readonly program: HookProgram
  readonly source: string
  /** Path of `program.ts` for messages. */
  readonly sourceFile: string
  /** CRDs by `<plural>.<group>`. */
  readonly definitions: ReadonlyMap<string, JsonObject>
  readonly fixtures: readonly ProgramCall[]
}

/** Whether there is a folder of that name. */
export const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isDirectory() === true

/** Reads a folder. Throws FileUnreadable, DocumentInvalid, ProgramFolderInvalid with file:line:column, RecordingInvalid. */
export const readFolder = async (folder: string): Promise<ProgramFolder> => {
  const names = await namesIn(folder)
  const documents = (await Promise.all(names.filter((name) => /\.ya?ml$/.test(name)).map((name) => documentsOf(join(folder, name))))).flat()
  const program = programIn(folder, documents)
  const sourceFile = join(folder, 'program.ts')
  const definitions = documents.map(({ manifest: { object } }) => object).filter(({ kind }) => kind === 'CustomResourceDefinition')
  return {
    program,
    source: await textOf(sourceFile),
    sourceFile,
    definitions: new Map(definitions.map((definition) => [definition.metadata.name, definition])),
    fixtures: await fixturesIn(join(folder, 'recordings'), program.metadata.name),
  }
}

const failed = (path: string, cause: unknown): Error => new FileUnreadable(path, cause instanceof Error ? cause.message : String(cause))

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).toSorted()
  } catch (cause) {
    throw failed(folder, cause)
  }
}

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw failed(path, cause)
  }
}

interface Document {
  readonly file: string
  readonly manifest: ManifestObject
}

const documentsOf = async (file: string): Promise<readonly Document[]> => {
  const { objects, problems: [problem] } = manifestOf(await textOf(file))
  if (problem !== undefined) throw new DocumentInvalid(file, problem.document, `line ${problem.span.line}, column ${problem.span.column}: ${problem.message}`)
  return objects.map((manifest) => ({ file, manifest }))
}

const specCheck = checkOf(HookProgramSpec)

const programIn = (folder: string, documents: readonly Document[]): HookProgram => {
  const [found, ...more] = documents.filter(({ manifest: { object } }) => object.kind === 'HookProgram')
  if (found === undefined || more.length > 0) throw new ProgramFolderInvalid(`${folder}: ${found === undefined ? 'there is no HookProgram in its *.yaml' : 'there is more than one HookProgram in its *.yaml'}`)
  const { file, manifest: { object, placeOf } } = found
  const problems = problemsOf(object)
  if (problems.length === 0) return trusted<HookProgram>(object)
  throw new ProgramFolderInvalid(problems.map(({ path, message }) => {
    const { line, column } = placeOf(path)
    return `${file}:${line}:${column}: ${path}: ${message}`
  }).join('\n'))
}

const problemsOf = (object: ManifestObject['object']): readonly Problem[] => {
  const problems = specCheck.problems(object['spec'] ?? {}, 'spec')
  if (problems.length > 0) return problems
  return programProblems({ parent: trusted<HookProgram>(object), children: viewOf({}), related: viewOf({}), finalizing: false, now: '1970-01-01T00:00:00Z', settings: {} })
}

const fixturesIn = async (folder: string, program: string): Promise<readonly ProgramCall[]> => {
  if (!await isFolder(folder)) return []
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.json'))
  return Promise.all(names.map(async (name) => readFixture(await textOf(join(folder, name)), { file: join(folder, name), id: name.slice(0, -'.json'.length), program })))
}
