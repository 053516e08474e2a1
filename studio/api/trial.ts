import { compiled } from '../../hooks/program/hookrevision/compiled.ts'
import type { HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import { settled } from '../../hooks/program/hookprogram/bundle.ts'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { statusSchemaOf } from '../../hooks/program/hookprogram/status-schema.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { groupKey } from '../../src/protocol/group-key.ts'
import { knownKind } from '../authoring/declarations/known-kind.ts'
import { SourceInvalid } from '../errors.ts'
import type { Candidate } from '../gate/gate.ts'
import type { Typing } from './program-types.ts'

/** A source under the name of its revision, or of a draft. */
export interface Trial { readonly revision: string; readonly source: string }

/** The program as it would run with this source alone. Throws SourceInvalid. */
export const candidateOf = (program: HookProgram, { definitions }: Typing, trial: Trial): Candidate => {
  const { parent, children = [], finalize = false } = program.spec
  const known = (named: { readonly apiVersion: string; readonly resource: string }) => knownKind(named, definitions) ?? []
  const [parents, kinds] = [[known(parent)].flat(), children.flatMap(known)]
  const schemas = new Map([...parents, ...kinds].flatMap((kind) => kind.schema === undefined ? [] : [[groupKey(kind), kind.schema] as const]))
  const schema = parents[0]?.schema
  return {
    bundle: bundleOf(program, trial, schema === undefined ? undefined : statusSchemaOf(schema)),
    finalize,
    schemas,
    children: kinds.map(({ apiVersion, kind }) => ({ apiVersion, kind })),
    ...(parents[0] === undefined ? {} : { parentKind: parents[0].kind }),
  }
}

const none = { wanted: undefined, kept: undefined }

const bundleOf = (program: HookProgram, { revision, source }: Trial, statusSchema: Parameters<typeof settled>[2]): HookBundleSpec => {
  const made = compiled(source)
  if (!('code' in made)) throw new SourceInvalid(`${made.line === undefined ? '' : `line ${made.line}: `}${made.message}`)
  const wanted = { revision, digest: sha256Hex(source), code: made.code, compiledDigest: made.compiledDigest }
  const { spec, activeRefused } = settled(program, { active: { wanted, kept: undefined }, canary: none, before: undefined }, statusSchema)
  if (activeRefused !== undefined) throw new SourceInvalid(activeRefused.message)
  return spec
}
