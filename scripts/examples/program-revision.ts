import { parseAllDocuments } from 'yaml'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { revisionName } from '../../hooks/program/hookrevision/resource.ts'
import { typesDigestOf } from '../../hooks/program/types-digest.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

interface Manifest { readonly kind: string; readonly metadata: { readonly name: string }; readonly spec: JsonObject }

/** The manifest of a program with its last document, the revision, made from a source; the pointer of the program moves to it. */
export const withRevision = (manifest: string, source: string): string => {
  const objects = [...parseAllDocuments(manifest)].map((document) => trusted<Manifest>(document.toJS()))
  const program = trusted<HookProgram | undefined>(objects.find(({ kind }) => kind === 'HookProgram'))
  const [name, digest] = [program?.metadata.name ?? '', sha256Hex(source)]
  const definitions = new Map(objects.filter(({ kind }) => kind === 'CustomResourceDefinition').map((definition) => [definition.metadata.name, definition]))
  const typesDigest = program === undefined ? undefined : typesDigestOf(program.spec, definitions)
  const revision = revisionName(name, digest)
  return manifest
    .replace(/(activeRevision:) .*/, `$1 ${revision}`)
    .replace(/(kind: HookRevision\nmetadata:\n {2}name:) .*/, `$1 ${revision}`)
    .replace(/( digest:) .*/, `$1 ${digest}`)
    .replace(/( typesDigest:) .*/, `$1 ${typesDigest ?? ''}`)
    .replace(/( source: \|\n)[^]*$/, (_all, head: string) => `${head}${indented(source)}`)
}

const indented = (source: string): string => source.split('\n').map((line) => line === '' ? '' : `    ${line}`).join('\n')
