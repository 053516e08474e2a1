import type { FastifyInstance } from 'fastify'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { codeOf } from '../../src/engine/api-errors.ts'
import { detailed } from '../../src/server/failure.ts'
import { approve } from '../life-cycle/approve.ts'
import { programOf, revisionOf } from '../life-cycle/programs.ts'
import { changeStatus } from '../life-cycle/revision-status.ts'
import { saveRevision } from '../life-cycle/save.ts'
import type { Saved } from '../life-cycle/save.ts'
import { NoBody, ProgramPath, RevisionDetail, RevisionDiff, RevisionPath, RevisionsPath, SaveBody } from './bodies.ts'
import { compilerSays, keptDiagnostics } from './compiler-says.ts'
import { pruneRevisions } from './house-keeping.ts'
import type { User } from './identity.ts'
import { etagOf, mustMatch } from './match.ts'
import { mustBeAllowed, registerOperation } from './operation.ts'
import { programDetail, revisionDetail } from './shown.ts'
import { sessionOf } from './studio.ts'
import type { Studio } from './studio.ts'

/** What runs revisions; it stands in each of them. */
const engine = { name: 'quickjs-emscripten', version: '0.32.0' }

const answerOf = (revision: HookRevision, status: 200 | 201 = 200) => ({ body: revisionDetail(revision), etag: etagOf(revision.metadata.resourceVersion), status })

/** Revisions: saved, read, compared, approved. */
export const registerRevisions = (app: FastifyInstance, studio: Studio): void => {
  const { own } = studio
  registerOperation(app, studio, {
    method: 'POST', url: '/programs/:program/revisions', summary: 'Save a source for ever; 409 with `newest` when somebody saved meanwhile', verb: 'edit', path: ProgramPath, body: SaveBody, gives: RevisionDetail, changes: true,
    run: async ({ user, path: { program }, body, match }) => {
      const { etag, ...current } = await programDetail(studio, user, program)
      mustMatch(match, { about: `The program ${program}`, etag, current: { etag, ...current } })
      const { revision, isOld } = await saved(studio, user, { program, ...body })
      return answerOf(revision, isOld ? 200 : 201)
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/revisions/:revision', summary: 'A revision with its source', verb: 'get', path: RevisionPath, gives: RevisionDetail,
    run: async ({ path }) => answerOf(await revisionOf(own, path.revision)),
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/revisions/:revision/diff/:other', summary: 'Two revisions, to compare their sources', verb: 'get', path: RevisionsPath, gives: RevisionDiff,
    run: async ({ user, path }) => {
      const [from, to] = await Promise.all([revisionOf(own, path.revision), revisionOf(own, path.other)])
      await mustBeAllowed(studio, user, { verb: 'get', program: to.spec.program })
      return { body: { from: revisionDetail(from), to: revisionDetail(to) } }
    },
  })
  registerOperation(app, studio, {
    method: 'POST', url: '/revisions/:revision/approve', summary: 'Approve what somebody else wrote', verb: 'approve', path: RevisionPath, body: NoBody, gives: RevisionDetail, changes: true,
    run: async ({ user, path, match }) => {
      const current = revisionDetail(await revisionOf(own, path.revision))
      mustMatch(match, { about: path.revision, etag: current.etag, current })
      return answerOf(await approve(sessionOf(studio, user), path.revision))
    },
  })
}

interface Saving { readonly program: string; readonly source: string; readonly base?: string; readonly message: string }

/** Saves and keeps what the compiler says: wrong types may be saved, but no checks are passed with them. Old revisions that nobody needs go. */
const saved = async (studio: Studio, user: User, saving: Saving): Promise<Saved> => {
  const program = await programOf(studio.own, saving.program)
  const { digest } = await studio.types(program)
  const compiler = () => compilerSays(studio, program, saving.source)
  const result = await saveRevision(sessionOf(studio, user), { ...saving, engine, ...(digest === undefined ? {} : { typesDigest: digest }) }).catch(async (error: Error) => {
    throw codeOf(error) === 'KH_SOURCE_INVALID' ? detailed(error, { diagnostics: (await compiler()).map((diagnostic) => ({ ...diagnostic })) }) : error
  })
  if (result.isOld) return result
  const diagnostics = keptDiagnostics(await compiler())
  const revision = await changeStatus(studio.own, result.revision.metadata.name, (status) => ({ ...status, diagnostics }))
  void pruneRevisions(studio, saving.program)
  return { revision, isOld: false }
}
