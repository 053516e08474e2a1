import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { publishingProblem } from '../../hooks/program/hookrevision/publishing.ts'
import type { Place } from '../../hooks/program/hookrevision/publishing.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { Refused } from '../../hooks/program/hookrevision/revision-code.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { detailed } from '../../src/server/failure.ts'
import { PublishHeld } from '../errors.ts'
import { notePublished, point } from './pointer.ts'
import { ownRevision } from './programs.ts'
import { changeStatus } from './revision-status.ts'
import type { Session } from './session.ts'

export interface Publishing {
  readonly revision: string
  /** Publishes in spite of the checks; the reason is kept for ever. */
  readonly override?: { readonly reason: string } | undefined
}

/**
 * Lets a revision answer. The program is as it was read: its resourceVersion is the precondition. A canary of the same
 * revision ends. Throws PublishHeld (with `reasons`), NotInStudio, RevisionForeign, Conflict.
 */
export const publish = async (session: Session, program: HookProgram, { revision: name, override }: Publishing): Promise<HookProgram> => {
  const revision = await ownRevision(session.own, program.metadata.name, name)
  if (program.spec.activeRevision === name) return program
  await admit(session, program, { revision, place: 'active', override })
  const { canary } = program.spec
  const published = await point(session, program, { activeRevision: name, canary: canary?.revision === name ? undefined : canary })
  await session.audit({ action: 'publish', user: session.user, program, revision: name })
  await notePublished(session, name, 'publish')
  return published
}

export interface Admitting {
  readonly revision: HookRevision
  readonly place: Place
  readonly override: Publishing['override']
}

/**
 * Checks the program's policy, as its hook will again. An override is noted before the pointer moves, because the hook
 * looks for it; it stays when the pointer then does not move. Throws PublishHeld.
 */
export const admit = async ({ own, user, clock, audit }: Session, program: HookProgram, { revision, place, override }: Admitting): Promise<void> => {
  const { spec: { policy = {} }, metadata: { name: programName } } = program
  const problem = publishingProblem(revision, policy, place)
  if (problem === undefined) return
  const note = { user, at: timestamp(clock.now()), reason: override?.reason.trim() ?? '' }
  const left = publishingProblem(overridden(revision, note), policy, place)
  if (left !== undefined || note.reason === '') throw heldBack(programName, problem, left)
  await changeStatus(own, revision.metadata.name, (status) => ({ ...status, overrides: [...status.overrides ?? [], note] }))
  await audit({ action: 'override', user, program, revision: revision.metadata.name, reason: note.reason })
}

/** The revision as it would be with an override, whatever its reason. */
const overridden = (revision: HookRevision, { user, at }: { readonly user: string; readonly at: string }): HookRevision =>
  ({ ...revision, status: { ...revision.status, overrides: [...revision.status?.overrides ?? [], { user, at, reason: 'asked' }] } })

/** What an override lifts, and what is left in spite of one. */
const heldBack = (program: string, problem: Refused, left: Refused | undefined): Error => {
  const lifted = problem.reason === left?.reason ? [] : [{ rule: problem.reason, message: problem.message, canBeLifted: true }]
  const reasons = [...lifted, ...(left === undefined ? [] : [{ rule: left.reason, message: left.message, canBeLifted: false }])]
  return detailed(new PublishHeld(program, reasons.map(({ message }) => message).join('; ')), { reasons })
}
