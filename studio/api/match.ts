import type { JsonObject } from '../../src/protocol/json.ts'
import { detailed } from '../../src/server/failure.ts'
import { MatchFailed, MatchMissing } from '../errors.ts'

/** ETag of what is stored with this version. */
export const etagOf = (resourceVersion: string | undefined): string => `"${resourceVersion ?? ''}"`

/** What there is now. */
export interface Present {
  readonly about: string
  readonly etag: string | undefined
  /** Its whole body, so that nobody has to ask again. */
  readonly current: JsonObject | undefined
}

/** If-Match of a request. Throws MatchMissing: whoever changes something says what they have seen. */
export const matchOf = (header: string | undefined): string => {
  if (header === undefined || header.trim() === '') throw new MatchMissing()
  return header
}

/** Throws MatchFailed (with `current`) when it is not what the caller has seen. `*` is any version, or none at all. */
export const mustMatch = (match: string, { about, etag, current }: Present): void => {
  const seen = match.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (seen.includes('*') || (etag !== undefined && seen.includes(etag))) return
  throw matchFailed({ about, etag, current })
}

export const matchFailed = ({ about, etag, current }: Present): Error =>
  detailed(new MatchFailed(about), { current: current ?? null, etag: etag ?? null })
