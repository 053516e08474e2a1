import type { FastifyError } from '@fastify/error'
import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { BodyIncomplete, BodyTooLarge, HeadersTooLarge, Internal, RequestMalformed, RequestTimeout, WrongMediaType } from '../protocol/errors.ts'

/** An error of our table, ready to be told. */
export interface Failure {
  readonly code: string
  readonly status: number
  readonly message: string
  /** Where it comes from; for the log only. */
  readonly cause: unknown
  /** What the caller needs to go on, such as the version that is there now. */
  readonly details?: JsonObject
}

/** Errors of Fastify and Node that are the caller's, as ours. Everything else is an error nobody foresaw. */
const foreign: Readonly<Record<string, (bodyBytes: number) => FastifyError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (bodyBytes) => new BodyTooLarge(bodyBytes),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new WrongMediaType(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new BodyIncomplete(),
  FST_ERR_BAD_URL: () => new RequestMalformed(),
  FST_ERR_VALIDATION: () => new RequestMalformed(),
  FST_ERR_MAX_PARAM_LENGTH: () => new RequestMalformed(),
  ECONNRESET: () => new BodyIncomplete(),
  HPE_HEADER_OVERFLOW: () => new HeadersTooLarge(),
  ERR_HTTP_REQUEST_TIMEOUT: () => new RequestTimeout(),
}

/** What is told about an error: its own words when it stands in our table, otherwise a coded stand-in. */
export const failureOf = (error: unknown, bodyBytes: number): Failure => {
  const code = codeOf(error)
  const known = code.startsWith('KH_') && error instanceof Error ? error : foreign[code]?.(bodyBytes) ?? new Internal()
  return { code: codeOf(known), status: statusOf(known), message: known.message, cause: known === error ? known.cause : error, ...detailsOf(known) }
}

const detailsOf = (error: Error): { readonly details?: JsonObject } =>
  'details' in error && isObject(error.details) ? { details: error.details } : {}

/** An error that carries more than its message: fields of the problem document. */
export const detailed = (error: Error, details: JsonObject): Error => Object.assign(error, { details })

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const statusOf = (error: Error): number =>
  'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500

/** Stack of what caused a failure, for the log. */
export const stackOf = ({ cause }: Failure): string => cause instanceof Error ? cause.stack ?? cause.message : ''
