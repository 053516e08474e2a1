import type { FastifyInstance } from 'fastify'
import { isAlreadyExists, isConflict } from '../../src/engine/api-errors.ts'
import { dropDraft, findDraft, putDraft } from '../life-cycle/draft.ts'
import type { DraftOf, KeptDraft } from '../life-cycle/draft.ts'
import { programOf } from '../life-cycle/programs.ts'
import { NotInStudio } from '../errors.ts'
import { DraftBody, DraftDetail, Gone, ProgramPath } from './bodies.ts'
import { matchFailed, mustMatch } from './match.ts'
import type { Present } from './match.ts'
import { registerOperation } from './operation.ts'
import { draftDetail } from './shown.ts'
import type { Studio } from './studio.ts'

const presentOf = (draft: KeptDraft | undefined): Present => {
  const current = draft === undefined ? undefined : draftDetail(draft)
  return { about: 'The draft', etag: current?.etag, current }
}

/** The caller's own unsaved work, one draft a program. */
export const registerDrafts = (app: FastifyInstance, studio: Studio): void => {
  const { own, shelf } = studio
  const url = '/programs/:program/draft'
  const ofCall = ({ user, path: { program } }: { readonly user: { readonly name: string }; readonly path: { readonly program: string } }): DraftOf => ({ program, user: user.name })
  registerOperation(app, studio, {
    method: 'GET', url, summary: 'The caller\'s draft', verb: 'edit', path: ProgramPath, gives: DraftDetail,
    run: async (call) => {
      const draft = await findDraft(shelf, ofCall(call))
      if (draft === undefined) throw new NotInStudio('A draft')
      const body = draftDetail(draft)
      return { body, etag: body.etag }
    },
  })
  registerOperation(app, studio, {
    method: 'PUT', url, summary: 'Keep the caller\'s draft; If-Match: * where there is none yet', verb: 'edit', path: ProgramPath, body: DraftBody, gives: DraftDetail, changes: true,
    run: async (call) => {
      await programOf(own, call.path.program)
      const body = draftDetail(await meanwhile(studio, ofCall(call), () => putDraft(shelf, ofCall(call), { draft: call.body, check: (before) => { mustMatch(call.match, presentOf(before)) } })))
      return { body, etag: body.etag }
    },
  })
  registerOperation(app, studio, {
    method: 'DELETE', url, summary: 'Drop the caller\'s draft', verb: 'edit', path: ProgramPath, gives: Gone, changes: true,
    run: async (call) => {
      await meanwhile(studio, ofCall(call), () => dropDraft(shelf, ofCall(call), (before) => { mustMatch(call.match, presentOf(before)) }))
      return { body: {} }
    },
  })
}

/** Between the look and the write somebody may come first: another tab of the same person. */
const meanwhile = async <Result>({ shelf }: Studio, of: DraftOf, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (isConflict(error) || isAlreadyExists(error)) throw matchFailed(presentOf(await findDraft(shelf, of)))
    throw error
  }
}
