import type { CallHook, HookReply } from '../../src/engine/hook-call.ts'
import type { Clock } from '../../src/engine/object-store.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { failureOf } from '../../src/server/failure.ts'
import { programOfController } from './program-name.ts'
import type { SyncProgramRuntime } from './runtime.ts'

export interface CallHookOptions {
  readonly run: SyncProgramRuntime
  /** The clock that programs see. */
  readonly clock: Clock
}

/** Hooks of programs without a wire in between, for engines in this process; all other controllers go to `fallback`. */
export const programCallHook = ({ run, clock }: CallHookOptions, fallback: CallHook): CallHook => (call) => {
  const program = programOfController(call.controller)
  if (program === undefined) return fallback(call)
  try {
    const { body } = run({ program, hook: call.hook, document: call.request, bytes: 0, now: timestamp(clock.now()) })
    return { status: 200, body }
  } catch (error) {
    return refusal(error)
  }
}

const refusal = (error: unknown): HookReply => {
  const { status, code, message } = failureOf(error, 0)
  return { status, body: `${code}: ${message}`, ...(status === 429 ? { retryAfter: '1' } : {}) }
}
