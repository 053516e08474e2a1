import { checkOf } from '../../../src/kit/check.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { problemsText } from '../../../src/kit/problem.ts'
import type { BundleCode } from '../hookbundle/resource.ts'
import { compiled } from './compiled.ts'
import { HookRevisionSpec, mostSource, revisionName } from './resource.ts'
import type { HookRevision } from './resource.ts'

/** Why a revision does not run, as a condition says it. */
export interface Refused {
  readonly reason: string
  readonly message: string
}

export type RevisionCode = { readonly code: BundleCode } | { readonly refused: Refused }

const check = checkOf(HookRevisionSpec)
const refused = (reason: string, message: string): RevisionCode => ({ refused: { reason, message } })

/** What runs for a revision of a program. Nobody has checked the revision before: its schema is looked at here. */
export const revisionCode = (revision: Observed<HookRevision> | undefined, name: string, program: string): RevisionCode => {
  if (revision === undefined) return refused('RevisionMissing', `there is no HookRevision ${name}`)
  const problems = check.problems(revision.spec, 'spec')
  if (problems.length > 0) return refused('RevisionInvalid', `${name}: ${problemsText(problems)}`)
  return ofSpec(revision.spec, name, program)
}

const ofSpec = ({ program: own, source, digest }: HookRevisionSpec, name: string, program: string): RevisionCode => {
  if (own !== program) return refused('RevisionForeign', `${name} belongs to program ${own}`)
  if (sha256Hex(source) !== digest) return refused('DigestMismatch', `${name}: spec.digest is not the SHA-256 of spec.source`)
  if (revisionName(program, digest) !== name) return refused('DigestMismatch', `${name} has not the name of its digest, ${revisionName(program, digest)}`)
  // The schema counts characters.
  if (new TextEncoder().encode(source).length > mostSource) return refused('SourceTooLarge', `${name}: spec.source has more than 256 KiB`)
  const made = compiled(source)
  if ('code' in made) return { code: { revision: name, digest, ...made } }
  return refused('SyntaxError', `${name}${made.line === undefined ? '' : `, line ${made.line}`}: ${made.message}`)
}
