import { parseDuration } from '../../../src/kit/duration.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'
import type { EnvironmentInput } from './environment.ts'

/** The end of an environment's time to live. */
export interface Expiry {
  /** RFC 3339; undefined: it lives for ever. */
  readonly at: string | undefined
  readonly isOver: boolean
  readonly retainsData: boolean
  readonly secondsLeft: number | undefined
}

const lastMoment = Date.UTC(9999, 11, 31)

/** Longer waits do not fit the span of time in which Metacontroller counts, 292 years; it would call without end. */
const longestWait = 86_400

/** A hook cannot delete its own parent: it says that the time is over (environment.md B2). */
export const expiryOf = ({ parent: { metadata, spec }, now }: Pick<EnvironmentInput, 'parent' | 'now'>): Expiry => {
  const life = spec.ttl === undefined ? undefined : parseDuration(spec.ttl)
  const created = Date.parse(metadata.creationTimestamp ?? '')
  const retainsData = spec.retainData === true
  if (life === undefined || Number.isNaN(created)) return { at: undefined, isOver: false, retainsData, secondsLeft: undefined }
  const end = Math.min(created + life, lastMoment)
  const left = (end - Date.parse(now)) / 1000
  return { at: timestamp(end), isOver: left <= 0, retainsData, secondsLeft: left <= 0 ? undefined : Math.min(Math.ceil(left), longestWait) }
}
