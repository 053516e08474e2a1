import type { FastifyInstance } from 'fastify'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { isConflict } from '../../src/engine/api-errors.ts'
import { clearCanary, setCanary } from '../life-cycle/canary.ts'
import { programOf } from '../life-cycle/programs.ts'
import { publish } from '../life-cycle/publish.ts'
import { rollback } from '../life-cycle/rollback.ts'
import type { Session } from '../life-cycle/session.ts'
import { CanaryBody, ProgramDetail, ProgramPath, PublishBody, RollbackBody } from './bodies.ts'
import type { User } from './identity.ts'
import { matchFailed, mustMatch } from './match.ts'
import { registerOperation } from './operation.ts'
import type { Answer } from './operation.ts'
import { detailOf, programDetail } from './shown.ts'
import { sessionOf } from './studio.ts'
import type { Studio } from './studio.ts'

/** Everything that moves a pointer. */
export const registerPublishing = (app: FastifyInstance, studio: Studio): void => {
  const { meter } = studio
  const shared = { verb: 'publish', path: ProgramPath, gives: ProgramDetail, changes: true } as const
  registerOperation(app, studio, {
    ...shared, method: 'POST', url: '/programs/:program/publish', summary: 'Let a revision answer', body: PublishBody,
    run: async (call) => {
      const answer = await moved(studio, call, (session, program) => publish(session, program, call.body))
      meter.published(call.path.program, 'publish')
      return answer
    },
  })
  registerOperation(app, studio, {
    ...shared, method: 'POST', url: '/programs/:program/rollback', summary: 'Back to a revision that was active before', body: RollbackBody,
    run: async (call) => {
      const answer = await moved(studio, call, (session, program) => rollback(session, program, call.body.revision))
      meter.published(call.path.program, 'rollback')
      return answer
    },
  })
  registerOperation(app, studio, {
    ...shared, method: 'POST', url: '/programs/:program/canary', summary: 'Let a revision answer for some parents', body: CanaryBody,
    run: async (call) => {
      const answer = await moved(studio, call, (session, program) => setCanary(session, program, call.body))
      meter.published(call.path.program, 'canary')
      return answer
    },
  })
  registerOperation(app, studio, {
    ...shared, method: 'DELETE', url: '/programs/:program/canary', summary: 'End the canary',
    run: (call) => moved(studio, call, clearCanary),
  })
}

interface Asked { readonly user: User; readonly path: { readonly program: string }; readonly match: string }

/** The program as it was read is the precondition: whoever comes first wins, and the other one is shown what is there. */
const moved = async (studio: Studio, { user, path: { program: name }, match }: Asked, move: (session: Session, program: HookProgram) => Promise<HookProgram>): Promise<Answer<ProgramDetail>> => {
  const program = await programOf(studio.own, name)
  const about = `The program ${name}`
  const seen = await detailOf(studio, user, program)
  mustMatch(match, { about, etag: seen.etag, current: { ...seen } })
  try {
    const body = await detailOf(studio, user, await move(sessionOf(studio, user), program))
    return { body, etag: body.etag }
  } catch (error) {
    if (!isConflict(error)) throw error
    const current = await programDetail(studio, user, name)
    throw matchFailed({ about, etag: current.etag, current: { ...current } })
  }
}
