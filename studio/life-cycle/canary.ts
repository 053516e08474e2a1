import type { HookProgram, ProgramCanary } from '../../hooks/program/hookprogram/resource.ts'
import { CanaryInvalid } from '../errors.ts'
import { notePublished, point } from './pointer.ts'
import { ownRevision } from './programs.ts'
import { admit } from './publish.ts'
import type { Publishing } from './publish.ts'
import type { Session } from './session.ts'

export interface Trying extends Publishing {
  readonly percent?: number | undefined
  readonly selector?: ProgramCanary['selector'] | undefined
}

/** Lets a revision answer for some parents. Throws what publishing throws, and CanaryInvalid. */
export const setCanary = async (session: Session, program: HookProgram, { revision: name, percent, selector, override }: Trying): Promise<HookProgram> => {
  if ((percent === undefined) === (selector === undefined)) throw new CanaryInvalid('A canary is chosen by percent or by selector')
  const revision = await ownRevision(session.own, program.metadata.name, name)
  if (program.spec.activeRevision === undefined) throw new CanaryInvalid('A canary runs beside an active revision, and there is none')
  if (program.spec.activeRevision === name) throw new CanaryInvalid('This revision answers for all parents already')
  await admit(session, program, { revision, place: 'canary', override })
  const canary = { revision: name, ...(percent === undefined ? {} : { percent }), ...(selector === undefined ? {} : { selector }) }
  const set = await point(session, program, { activeRevision: program.spec.activeRevision, canary })
  await session.audit({ action: 'canary', user: session.user, program, revision: name })
  await notePublished(session, name, 'canary')
  return set
}

/** The active revision answers for all again. Throws Conflict. */
export const clearCanary = async (session: Session, program: HookProgram): Promise<HookProgram> => {
  const { activeRevision, canary } = program.spec
  if (canary === undefined) return program
  const cleared = await point(session, program, { activeRevision, canary: undefined })
  await session.audit({ action: 'clearCanary', user: session.user, program, revision: canary.revision })
  return cleared
}
