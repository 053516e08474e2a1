import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { OwnApproval } from '../errors.ts'
import { programOf, revisionOf } from './programs.ts'
import { changeStatus } from './revision-status.ts'
import type { Session } from './session.ts'

/** Approves a revision, once per person. Throws OwnApproval for its author, and NotInStudio. */
export const approve = async ({ own, user, clock, audit }: Session, name: string): Promise<HookRevision> => {
  const revision = await revisionOf(own, name)
  if (revision.spec.author === user) throw new OwnApproval()
  if (revision.status?.approvals?.some((approval) => approval.user === user) === true) return revision
  const program = await programOf(own, revision.spec.program)
  const approved = await changeStatus(own, name, (status) => ({
    ...status, approvals: [...(status.approvals ?? []).filter((approval) => approval.user !== user), { user, at: timestamp(clock.now()) }],
  }))
  await audit({ action: 'approve', user, program, revision: name })
  return approved
}
