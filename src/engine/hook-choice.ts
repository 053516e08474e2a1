import type { JsonObject } from '../protocol/json.ts'
import { HookMissing } from './engine-errors.ts'
import type { AnswerSource } from './hook-answer.ts'
import { isDeleting } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { matches } from './registration.ts'
import type { HookVersion, Registration } from './registration.ts'

/** Which hook is asked about a parent (metacontroller.md §3.5); undefined when there is none that could be called. */
export const hookFor = (registration: Registration, parent: StoredObject): 'sync' | 'finalize' | undefined => {
  const { sync, finalize } = registration.hooks
  if (finalize?.isCallable === true && (isDeleting(parent) || !matches(registration, parent))) return 'finalize'
  return sync?.isCallable === true ? 'sync' : undefined
}

/** What a request depends on besides its objects. */
interface RequestForm {
  readonly version: HookVersion
  readonly finalizing: boolean
}

/** Calls the hook that is due. Throws HookMissing, and what the call throws. */
export const askHook = async (
  { registration, hooks }: Pass,
  parent: StoredObject,
  request: (form: RequestForm) => JsonObject,
): Promise<{ readonly body: string | JsonObject; readonly source: AnswerSource }> => {
  const hook = hookFor(registration, parent)
  const registered = hook === undefined ? undefined : registration.hooks[hook]
  if (hook === undefined || registered === undefined) throw new HookMissing(registration.name)
  const body = await hooks.call(hook, request({ version: registered.version, finalizing: hook === 'finalize' }), parent)
  return { body, source: { hook, isStrict: registered.isStrict } }
}
