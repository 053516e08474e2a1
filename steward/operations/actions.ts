import type { Operation } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { Action } from './action.ts'
import { growClaim } from './grow-claim.ts'
import { rebalance } from './rebalance.ts'
import { releaseClaim } from './release-claim.ts'
import { resizeStorage } from './resize-storage.ts'
import { terminateMember } from './terminate-member.ts'

export const actions: Readonly<Record<Operation['type'], Action>> = {
  Rebalance: rebalance,
  TerminateMember: terminateMember,
  ResizeStorage: resizeStorage,
  ReleaseClaim: releaseClaim,
  GrowClaim: growClaim,
}
