import type { Operation } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import type { Action } from './action.ts'
import { rebalance } from './rebalance.ts'
import { resizeStorage } from './resize-storage.ts'
import { terminateMember } from './terminate-member.ts'

export const actions: Readonly<Record<Operation['type'], Action>> = { Rebalance: rebalance, TerminateMember: terminateMember, ResizeStorage: resizeStorage }
