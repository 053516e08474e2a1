import createError from '@fastify/error'

/**
 * What an API server refuses, whatever stands behind an ObjectStore. The first value names the object, for example
 * `ConfigMap n1/a`; the second one is the server's own reason.
 */
export const BadRequest = createError<[string, string]>('KH_API_BAD_REQUEST', '%s: the request is malformed: %s', 400)
export const Unauthorized = createError<[string, string]>('KH_API_UNAUTHORIZED', '%s: not logged in: %s', 401)
export const Forbidden = createError<[string, string]>('KH_API_FORBIDDEN', '%s: not allowed: %s', 403)
export const NotFound = createError<[string]>('KH_API_NOT_FOUND', '%s does not exist', 404)
export const MethodNotAllowed = createError<[string, string]>('KH_API_METHOD_NOT_ALLOWED', '%s: not possible here: %s', 405)
export const AlreadyExists = createError<[string]>('KH_API_ALREADY_EXISTS', '%s exists already', 409)
export const Conflict = createError<[string, string]>('KH_API_CONFLICT', '%s: %s', 409)
export const TooLarge = createError<[string, string]>('KH_API_TOO_LARGE', '%s is too large: %s', 413)
export const Invalid = createError<[string, string]>('KH_API_INVALID', '%s is invalid: %s', 422)
export const TooManyRequests = createError<[string, string]>('KH_API_TOO_MANY_REQUESTS', '%s: the server asks to wait: %s', 429)
export const ServerFailed = createError<[string, string]>('KH_API_FAILED', '%s: the server failed: %s', 500)
export const Unavailable = createError<[string, string]>('KH_API_UNAVAILABLE', '%s: the server is not there: %s', 503)
export const TimedOut = createError<[string, string]>('KH_API_TIMED_OUT', '%s: no answer in time: %s', 504)

/** What a server says when it refuses: HTTP status, and `reason` and `message` of its Status object. */
export interface Refusal {
  readonly status: number
  readonly reason?: string | undefined
  readonly message: string
}

const byStatus = new Map([
  [400, BadRequest], [401, Unauthorized], [403, Forbidden], [405, MethodNotAllowed], [413, TooLarge],
  [422, Invalid], [429, TooManyRequests], [503, Unavailable], [504, TimedOut],
])

/** The error of this table for what a real API server answered about an object. */
export const apiError = (object: string, { status, reason, message }: Refusal): Error => {
  if (status === 404) return new NotFound(object)
  if (status === 409) return reason === 'AlreadyExists' ? new AlreadyExists(object) : new Conflict(object, message)
  return new (byStatus.get(status) ?? ServerFailed)(object, message)
}

/** Code of an error, empty for errors of nobody's table. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

export const isNotFound = (error: unknown): boolean => codeOf(error) === 'KH_API_NOT_FOUND'
export const isAlreadyExists = (error: unknown): boolean => codeOf(error) === 'KH_API_ALREADY_EXISTS'
export const isConflict = (error: unknown): boolean => codeOf(error) === 'KH_API_CONFLICT'
