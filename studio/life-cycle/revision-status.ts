import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { HookRevisionStatus } from '../../hooks/program/hookrevision/resource.ts'
import { isConflict } from '../../src/engine/api-errors.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { revisionOf } from './programs.ts'

type Change = (status: Partial<HookRevisionStatus>) => Partial<HookRevisionStatus>

const mostTries = 10

/**
 * Changes the status of a revision; when somebody else does at the same time, it is read and changed again. `own` is the
 * Studio's own store: nobody else writes there, because approvals could be forged otherwise. Throws NotInStudio.
 */
export const changeStatus = async (own: ObjectStore, name: string, change: Change): Promise<HookRevision> => {
  for (let tries = 1; ; tries += 1) {
    const revision = await revisionOf(own, name)
    try {
      return trusted<HookRevision>(await own.updateStatus(HookRevision, trusted<StoredObject>({ ...revision, status: change(revision.status ?? {}) })))
    } catch (error) {
      if (!isConflict(error) || tries >= mostTries) throw error
    }
  }
}
