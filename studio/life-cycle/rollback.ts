import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { wasPublished } from '../../hooks/program/hookrevision/publishing.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { RollbackTarget } from '../errors.ts'
import { turnsOf } from './history.ts'
import { notePublished, point } from './pointer.ts'
import { ownRevision, revisionsOf } from './programs.ts'
import type { Session } from './session.ts'

/**
 * Back to a revision that was active before: the named one, or the last good one, or the one before. Nothing is checked
 * again. A canary ends. Throws RollbackTarget, NotInStudio, RevisionForeign, Conflict.
 */
export const rollback = async (session: Session, program: HookProgram, to?: string): Promise<HookProgram> => {
  const target = to === undefined ? await before(session, program) : await named(session, program, to)
  const back = await point(session, program, { activeRevision: target, canary: undefined })
  await session.audit({ action: 'rollback', user: session.user, program, revision: target })
  await notePublished(session, target, 'rollback')
  return back
}

const named = async ({ own }: Session, program: HookProgram, name: string): Promise<string> => {
  const revision = await ownRevision(own, program.metadata.name, name)
  if (program.spec.activeRevision === name) throw new RollbackTarget(`${name} is active already`)
  if (!wasPublished(revision) && program.status?.lastGood !== name) throw new RollbackTarget(`${name} was never active: publish it`)
  return name
}

const before = async ({ own }: Session, program: HookProgram): Promise<string> => {
  const revisions = await revisionsOf(own, program.metadata.name)
  const target = rollbackTarget(program, revisions)
  if (target === undefined) throw new RollbackTarget('There is no revision that was active before')
  return target
}

/** Where a rollback without a name leads; never to one of `avoided`. */
export const rollbackTarget = ({ spec: { activeRevision }, status }: HookProgram, revisions: readonly HookRevision[], avoided: readonly string[] = []): string | undefined => {
  const exists = (name: string | undefined): boolean => name !== undefined && name !== activeRevision && !avoided.includes(name) && revisions.some(({ metadata }) => metadata.name === name)
  return [status?.lastGood, ...turnsOf(revisions).toReversed().map(({ revision }) => revision)].find(exists)
}
