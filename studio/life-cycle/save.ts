import { programLabel } from '../../hooks/program/hookprogram/program.ts'
import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { compiled } from '../../hooks/program/hookrevision/compiled.ts'
import { HookRevision, mostSource, revisionName } from '../../hooks/program/hookrevision/resource.ts'
import type { HookRevisionSpec } from '../../hooks/program/hookrevision/resource.ts'
import { isAlreadyExists, isConflict } from '../../src/engine/api-errors.ts'
import { withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { detailed } from '../../src/server/failure.ts'
import { BaseOld, SourceInvalid, SourceTooLarge } from '../errors.ts'
import { programOf, revisionOf, revisionsOf } from './programs.ts'
import { changeStatus } from './revision-status.ts'
import type { Session } from './session.ts'

export interface Saving {
  readonly program: string
  readonly source: string
  /** Revision that it was made from; none when it is the first one. */
  readonly base?: string | undefined
  readonly message: string
  readonly typesDigest?: string | undefined
  readonly engine: HookRevisionSpec['engine']
}

export interface Saved { readonly revision: HookRevision; /** The same source was saved before. */ readonly isOld: boolean }

/** Annotation of a program: the revision that was saved last. Who changes it first has saved first. */
const savedAnnotation = 'studio.kaspr.io/saved'

/**
 * Makes a source a revision. Throws SourceTooLarge, SourceInvalid, NotInStudio, and BaseOld (with `newest`) when somebody
 * else has saved since.
 */
export const saveRevision = async (session: Session, saving: Saving): Promise<Saved> => {
  const compiledDigest = digestOfCode(saving.source)
  const program = await programOf(session.own, saving.program)
  const revisions = await revisionsOf(session.own, saving.program)
  const digest = sha256Hex(saving.source)
  const same = revisions.find(({ spec }) => spec.digest === digest)
  if (same !== undefined) return { revision: same, isOld: true }
  const newest = revisions[0]?.metadata.name
  if (saving.base !== newest) throw baseOld(newest)
  const created = await create(session, saving, digest)
  await claim(session, program, created)
  const revision = await changeStatus(session.own, created.metadata.name, (status) => ({ ...status, compiledDigest }))
  await session.audit({ action: 'save', user: session.user, program, revision: revision.metadata.name })
  return { revision, isOld: false }
}

const baseOld = (newest: string | undefined): Error => detailed(new BaseOld(newest ?? 'none'), { newest: newest ?? null })

/** Digest of what runs of a source. Throws SourceTooLarge or SourceInvalid (with the line). */
const digestOfCode = (source: string): string => {
  const bytes = Buffer.byteLength(source)
  if (bytes > mostSource) throw new SourceTooLarge(bytes)
  if (source.trim() === '') throw new SourceInvalid('it is empty')
  const made = compiled(source)
  if ('compiledDigest' in made) return made.compiledDigest
  const { line, message } = made
  throw detailed(new SourceInvalid(`${line === undefined ? '' : `line ${line}: `}${message}`), { line: line ?? null })
}

const create = async ({ store, own, user }: Session, { program, source, base, message, typesDigest, engine }: Saving, digest: string): Promise<HookRevision> => {
  const name = revisionName(program, digest)
  const spec: HookRevisionSpec = {
    program, source, digest, author: user, message, engine,
    ...(base === undefined ? {} : { base }), ...(typesDigest === undefined ? {} : { typesDigest }),
  }
  try {
    return trusted<HookRevision>(await store.create(HookRevision, trusted<StoredObject>({
      apiVersion: HookRevision.apiVersion, kind: HookRevision.kind, metadata: { name, labels: { [programLabel]: program } }, spec,
    })))
  } catch (error) {
    if (isAlreadyExists(error)) return revisionOf(own, name)
    throw error
  }
}

/** Of two that saved from the same base at the same moment the one that changes the annotation first stays. */
const claim = async ({ own }: Session, program: HookProgram, { metadata: { name, uid } }: HookRevision): Promise<void> => {
  const before = savedOf(program)
  for (let current = program; ; current = await programOf(own, program.metadata.name)) {
    if (savedOf(current) === name) return
    if (savedOf(current) !== before) {
      await own.delete({ kind: HookRevision, name }, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) })
      throw baseOld(savedOf(current))
    }
    try {
      await own.update(HookProgram, withMetadata(trusted<StoredObject>(current), { annotations: { ...current.metadata.annotations, [savedAnnotation]: name } }))
      return
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }
}

const savedOf = ({ metadata: { annotations } }: HookProgram): string | undefined => annotations?.[savedAnnotation]
