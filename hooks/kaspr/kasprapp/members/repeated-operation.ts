import type { Operation, OperationOutcome } from '../../kasprmemberset/resource.ts'
import { endOf, newestOf, secondsBetween } from './report.ts'
import type { Report } from './report.ts'
import { retryDelaySeconds } from './retry-delay.ts'

/** What is to be done until it can be seen to be so: doing it again does no harm. */
export interface Repeated {
  /** Word that names of its operations begin with. */
  readonly kind: string
  /** What it is for: an operation for something else is another one. */
  readonly what: string
}

/** The operation that is asked for now. */
export interface Attempt {
  readonly id: string
  readonly resyncAfterSeconds?: number
}

/**
 * It follows from what the steward knows alone: an attempt that ended, well or not, and after which the wish still stands,
 * is followed by another one, by more patience each time. Until then it stands, so that its outcome is kept.
 */
export const attemptOf = (of: Repeated, report: Report, now: string): Attempt => {
  const newest = newestOf(report, of.kind)
  const next = { id: `${of.kind}-${(newest?.number ?? 0) + 1}-${of.what}` }
  if (newest?.what !== of.what) return next
  const end = endOf(report, newest.id)
  if (end === undefined) return { id: newest.id }
  const wait = Math.ceil(retryDelaySeconds(endsOf(of, report).length) - secondsBetween(end.finishedAt ?? '', now))
  return wait > 0 ? { id: newest.id, resyncAfterSeconds: wait } : next
}

/** Why the last attempt that ended came to nothing; undefined when there was none, or it went well. */
export const failureOf = (of: Repeated, report: Report): string | undefined => {
  const last = endsOf(of, report).at(-1)
  return last?.state === 'Failed' ? last.message ?? 'no reason given' : undefined
}

const endsOf = ({ kind, what }: Repeated, { outcomes }: Report): readonly OperationOutcome[] =>
  outcomes.filter(({ id, state }) => state !== 'Running' && id.startsWith(`${kind}-`) && id.endsWith(`-${what}`))

/** What is asked for, and what the steward has in work: that stands until it has ended, whatever became of the wish. */
export const standing = (type: Operation['type'], wanted: readonly Operation[], { asked, outcomes }: Report): readonly Operation[] => {
  const inWork = asked.filter((one) => one.type === type && outcomes.some(({ id, state }) => id === one.id && state === 'Running'))
  return [...inWork.filter(({ id }) => !wanted.some((one) => one.id === id)), ...wanted]
}

/** A UID as part of a name. */
export const shortUID = (uid: string): string => uid.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 20)
