import createError from '@fastify/error'

/**
 * Every error of the service: code, message, HTTP status. User mistakes in a resource are not here: they are conditions.
 * Messages never hold a body, a Secret or a stack.
 */
export const BodyNotJson = createError<[string]>('KH_BODY_NOT_JSON', 'The body is not JSON: %s', 400)
export const BodyTooDeep = createError<[number]>('KH_BODY_TOO_DEEP', 'The body is nested deeper than %d levels', 400)
export const BodyTooLarge = createError<[number]>('KH_BODY_TOO_LARGE', 'The body is larger than %d bytes', 413)
export const BodyIncomplete = createError('KH_BODY_INCOMPLETE', 'The body ended before all of it arrived', 400)
export const WrongMediaType = createError('KH_WRONG_MEDIA_TYPE', 'Send application/json', 415)
export const HeadersTooLarge = createError('KH_HEADERS_TOO_LARGE', 'The headers of the request are too large', 431)
export const RequestMalformed = createError('KH_REQUEST_MALFORMED', 'Not a valid HTTP request', 400)
export const RequestTimeout = createError('KH_REQUEST_TIMEOUT', 'The request did not arrive in time', 408)
export const EnvelopeInvalid = createError<[string, string]>('KH_ENVELOPE_INVALID', 'Not a hook request: %s %s', 400)
export const ParentMismatch = createError<[string, string]>('KH_PARENT_MISMATCH', 'This hook serves %s, the parent is %s', 422)
export const Unauthorized = createError('KH_UNAUTHORIZED', 'A valid bearer token is needed', 401)
export const NotFound = createError<[string, string]>('KH_NOT_FOUND', 'No such route: %s %s', 404)
export const MethodNotAllowed = createError<[string, string]>('KH_METHOD_NOT_ALLOWED', '%s is not allowed for %s', 405)
export const HookFailed = createError<[string, string]>('KH_HOOK_FAILED', 'The %s hook failed: %s', 500)
export const GuardViolation = createError<[string, string]>('KH_GUARD', 'The answer was held back (%s): %s', 500)
export const Overloaded = createError('KH_OVERLOADED', 'Too many requests in work, try again', 429)
export const Draining = createError('KH_DRAINING', 'The service is about to stop', 503)
export const Internal = createError('KH_INTERNAL', 'An error nobody foresaw; the log of the service says more', 500)
export const ListenFailed = createError<[string, string]>('KH_LISTEN_FAILED', 'Cannot listen on %s: %s', 500)
export const SettingInvalid = createError<[string, string]>('KH_SETTING_INVALID', 'Setting %s: %s', 500)
export const DefinitionInvalid = createError<[string, string]>('KH_DEFINITION_INVALID', 'Definition of %s: %s', 500)
export const UsageInvalid = createError<[string]>('KH_USAGE', '%s', 400)
export const FileUnreadable = createError<[string, string]>('KH_FILE_UNREADABLE', '%s: %s', 400)
export const DocumentInvalid = createError<[string, number, string]>('KH_DOCUMENT_INVALID', '%s, document %d: %s', 400)
