import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { KeptDraft } from '../life-cycle/draft.ts'
import { programOf, revisionsOf } from '../life-cycle/programs.ts'
import { rollbackTarget } from '../life-cycle/rollback.ts'
import type { DraftDetail, ProgramDetail, ProgramSummary, RevisionDetail, RevisionSummary } from './bodies.ts'
import { verbs } from './identity.ts'
import type { User, Verb } from './identity.ts'
import { etagOf } from './match.ts'
import type { Studio } from './studio.ts'

export const programSummary = ({ metadata: { name }, spec, status }: HookProgram): ProgramSummary => {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status
  return {
    name,
    parent: spec.parent,
    ...(spec.activeRevision === undefined ? {} : { active: spec.activeRevision }),
    ...(spec.canary === undefined ? {} : { canary: spec.canary.revision }),
    ...(ready === undefined ? {} : { ready }),
  }
}

export const revisionSummary = ({ metadata: { name, creationTimestamp }, spec: { author, message, base }, status = {} }: HookRevision): RevisionSummary =>
  ({ name, author, message, at: creationTimestamp ?? '', ...(base === undefined ? {} : { base }), status })

export const revisionDetail = (revision: HookRevision): RevisionDetail => {
  const { metadata: { resourceVersion }, spec: { program, source, digest } } = revision
  return { ...revisionSummary(revision), program, source, digest, etag: etagOf(resourceVersion) }
}

export const draftDetail = ({ source, base, resourceVersion }: KeptDraft): DraftDetail =>
  ({ source, ...(base === undefined ? {} : { base }), etag: etagOf(resourceVersion) })

/** A program as somebody sees it. Throws NotInStudio. */
export const programDetail = async (studio: Studio, user: User, name: string): Promise<ProgramDetail> =>
  detailOf(studio, user, await programOf(studio.own, name))

export const detailOf = async (studio: Studio, user: User, program: HookProgram): Promise<ProgramDetail> => {
  const { metadata: { name, resourceVersion }, spec, status = {} } = program
  const revisions = await revisionsOf(studio.own, name)
  return {
    name,
    etag: etagOf(resourceVersion),
    spec,
    status,
    revisions: revisions.map(revisionSummary),
    newest: revisions[0]?.metadata.name ?? null,
    rollback: rollbackTarget(program, revisions) ?? null,
    rights: await rightsOf(studio, user, name),
  }
}

const rightsOf = async ({ identity }: Studio, user: User, program: string): Promise<Readonly<Record<Verb, boolean>>> => {
  const [get, edit, replay, approve, publish, admin] = await Promise.all(verbs.map((verb) => identity.allowed(user, verb, program)))
  return { get: get === true, edit: edit === true, replay: replay === true, approve: approve === true, publish: publish === true, admin: admin === true }
}
