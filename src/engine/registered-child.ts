import type { UpdateMethod } from '../kit/controller.ts'
import type { Kind } from '../kit/kind.ts'

/**
 * How changed children are updated. The two that roll come to a stop upstream (metacontroller.md §3.12): no definition can
 * ask for them, only a CompositeController that somebody else wrote.
 */
export type ChildMethod = UpdateMethod | 'RollingRecreate' | 'RollingInPlace'

/** A condition of a child that a rollout waits for. What is absent is not looked at. */
export interface StatusCheck {
  readonly type: string
  readonly status?: string | undefined
  readonly reason?: string | undefined
}

/** A kind of children as a controller registers it. */
export interface RegisteredChild {
  readonly kind: Kind
  readonly method: ChildMethod
  /** Looked at by the methods that roll. */
  readonly statusChecks?: readonly StatusCheck[] | undefined
}

/** Whether a kind is updated child by child, with ControllerRevisions. */
export const isRolling = (rule: RegisteredChild | undefined): boolean => rule?.method === 'RollingRecreate' || rule?.method === 'RollingInPlace'
