import createError from '@fastify/error'

/** Why a pass ends early, or a controller cannot be built. The status is what a caller over HTTP would be told. */
export const HookUnreachable = createError<[string, string]>('KH_ENGINE_HOOK_UNREACHABLE', 'No answer from the %s hook: %s', 502)
export const HookTimedOut = createError<[string, number]>('KH_ENGINE_HOOK_TIMED_OUT', 'The %s hook did not answer within %d ms', 504)
export const HookRefused = createError<[string, number, string]>('KH_ENGINE_HOOK_REFUSED', 'The %s hook answered with status %d: %s', 502)
export const HookUnreadable = createError<[string, string]>('KH_ENGINE_HOOK_UNREADABLE', 'The answer of the %s hook cannot be used: %s', 502)
export const HookThrottled = createError<[string, number]>('KH_ENGINE_HOOK_THROTTLED', 'The %s hook wants to be asked again in %d s', 429)
export const HookMissing = createError<[string]>('KH_ENGINE_HOOK_MISSING', '%s has no hook for this parent', 500)
export const RelatedNotSynced = createError<[string]>('KH_ENGINE_RELATED_NOT_SYNCED', 'Objects of %s are not known yet', 503)
export const RelatedRuleInvalid = createError<[string, string]>('KH_ENGINE_RELATED_RULE', 'The rule for %s is not possible: %s', 422)
export const ResourceUnknown = createError<[string, string]>('KH_ENGINE_RESOURCE_UNKNOWN', 'The API server has no %s in %s', 404)
export const SelectorInvalid = createError<[string, string]>('KH_ENGINE_SELECTOR', 'The selector of %s: %s', 422)
export const LabelsInvalid = createError<[string, string]>('KH_ENGINE_LABELS', 'The labels of %s: %s', 422)
export const ClaimFailed = createError<[string, string]>('KH_ENGINE_CLAIM', 'Cannot claim the %s of this parent: %s', 500)
export const AdoptionRefused = createError<[string]>('KH_ENGINE_ADOPTION', '%s may not adopt', 409)
export const RevisionsFailed = createError<[string]>('KH_ENGINE_REVISIONS', 'The revisions of this parent: %s', 500)
export const FinalizerFailed = createError<[string, string]>('KH_ENGINE_FINALIZER', 'Cannot change the finalizers of %s: %s', 500)
export const ChildUnreadable = createError<[string, string]>('KH_ENGINE_CHILD', '%s: %s', 422)
export const ApplyRefused = createError<[string, string]>('KH_ENGINE_APPLY', 'Cannot apply %s on the server: %s', 500)
export const ChildrenFailed = createError<[string]>('KH_ENGINE_CHILDREN', 'Some children could not be brought in line: %s', 500)
export const StatusFailed = createError<[string, string]>('KH_ENGINE_STATUS', 'Cannot write the status of %s: %s', 500)
export const ParentFailed = createError<[string, string]>('KH_ENGINE_PARENT', 'Cannot write %s: %s', 500)
export const ProcessCrashed = createError<[string]>('KH_ENGINE_CRASH', 'Metacontroller itself would have crashed: %s', 500)
export const Stopped = createError<[string]>('KH_ENGINE_STOPPED', '%s was stopped', 503)
export const RegistrationInvalid = createError<[string, string]>('KH_ENGINE_REGISTRATION', 'The registration %s: %s', 422)

/** Words of an error for people. */
export const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** A hook that asks to be left alone for so many seconds, 0 and less included. */
export const throttled = (hook: string, seconds: number): Error =>
  Object.assign(new HookThrottled(hook, seconds), { retryAfterSeconds: seconds })

/** How long a throttled hook wants to rest, in seconds; undefined for every other error. */
export const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof Error && 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : undefined

/** Whether Metacontroller's whole process would have died, with all of its controllers. */
export const isCrash = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'KH_ENGINE_CRASH'

/** Whether an informer of related objects is not ready: no error for anybody, the pass is made again. */
export const isNotSynced = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'KH_ENGINE_RELATED_NOT_SYNCED'
