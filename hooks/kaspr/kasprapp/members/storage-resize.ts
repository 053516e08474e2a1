import type { StorageClass as StorageClassShape } from 'kubernetes-types/storage/v1.js'
import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Observed } from '../../../../src/kit/kind.ts'
import { canonicalAmount, compareQuantities } from '../../../../src/kit/quantity.ts'
import type { Operation, OperationOutcome } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { endOf, isBegun, later, newestOf, secondsBetween } from './report.ts'
import type { Report } from './report.ts'
import { retryDelaySeconds } from './retry-delay.ts'

export type StorageStatus = NonNullable<KasprAppStatus['storage']>

/** What became of a wish for another size of the data claims. */
export interface Resize {
  readonly status: StorageStatus | undefined
  readonly claims: readonly Claim[]
  readonly resyncAfterSeconds?: number
}

export interface ResizeInput {
  readonly app: App
  readonly report: Report
  readonly before: StorageStatus | undefined
  /** The class of the claims, where it is known. */
  readonly storageClass: Observed<StorageClassShape> | undefined
  readonly now: string
}

/**
 * Claim templates of a StatefulSet cannot change. A larger size therefore takes three steps (kaspr-lifecycle.md 7.5): the
 * steward grows every claim, then deletes the StatefulSet and leaves pods and claims behind; then it is made anew, with
 * the new template and as many members as it had. Only then it is complete: until then the old one may still be in sight.
 */
export const resizeOf = (input: ResizeInput): Resize => {
  const status = withOutcome(input)
  if (status?.phase === 'Resizing') return { status, claims: [progress(status)] }
  const { app } = input
  const growth = app.observed.statefulSet === undefined ? 0 : compareQuantities(app.spec.storage.size, templateSize(app))
  if (growth === 0) return { status, claims: [] }
  const refusal = refusalOf(input, growth)
  if (refusal !== undefined) return { status, claims: [refusal] }
  return app.isPaused ? { status, claims: [] } : growing(status, input)
}

const templateSize = ({ observed }: App): string => observed.statefulSet?.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage'] ?? '0'

const wantedSize = ({ spec }: App): string => canonicalAmount(spec.storage.size) ?? String(spec.storage.size)

const withOutcome = (input: ResizeInput): StorageStatus | undefined => {
  const { before, report, now } = input
  if (before?.phase !== 'Resizing') return before
  const outcome = endOf(report, before.operation)
  if (outcome !== undefined) return ended(input, before, outcome)
  return isTakenBack(input, before) ? { ...before, phase: 'Failed', at: now, message: 'Taken back before it was begun' } : before
}

const ended = (input: ResizeInput, before: StorageStatus, { state, finishedAt: at = input.now, message }: OperationOutcome): StorageStatus => {
  if (state === 'Failed') return { ...before, phase: 'Failed', at, ...(message === undefined ? {} : { message }) }
  return isMadeAnew(input, before) ? { ...before, phase: 'Complete', at } : before
}

/** A StatefulSet with the UID of the first moment is the old one, on its way out or seen too late. */
const isMadeAnew = ({ app: { observed: { statefulSet } } }: ResizeInput, { statefulSetUID }: StorageStatus): boolean =>
  statefulSet !== undefined && (statefulSetUID === undefined || statefulSet.metadata.uid !== statefulSetUID)

const isTakenBack = ({ app, report }: ResizeInput, before: StorageStatus): boolean =>
  app.observed.statefulSet !== undefined && !isBegun(report, before.operation) && compareQuantities(app.spec.storage.size, before.toSize) !== 0

const progress = ({ toSize }: StorageStatus): Claim =>
  claim('StorageResize', 'True', { reason: 'InProgress', message: `Claims grow to ${toSize}, then the StatefulSet is made anew around its pods` })

const refusalOf = ({ app, storageClass }: ResizeInput, growth: number | undefined): Claim | undefined => {
  const sizes = `${templateSize(app)} → ${wantedSize(app)}`
  if (growth === -1) return claim('StorageResize', 'False', { reason: 'ShrinkNotSupported', message: `spec.storage.size: claims cannot shrink (${sizes})` })
  if (storageClass === undefined || storageClass.allowVolumeExpansion === true) return undefined
  return claim('StorageResize', 'False', { reason: 'ExpansionNotSupported', message: `spec.storage.size: storage class ${storageClass.metadata.name} does not let claims grow (${sizes})` })
}

const growing = (before: StorageStatus | undefined, { app, report, now }: ResizeInput): Resize => {
  const failure = before?.phase === 'Failed' && before.toSize === wantedSize(app) ? before : undefined
  const wait = failure === undefined ? 0 : Math.ceil(secondsBetween(now, retryAt(failure)))
  if (failure !== undefined && wait > 0) return { status: failure, claims: [failed(failure)], resyncAfterSeconds: wait }
  const status = begun(app, { operation: nameOf(wantedSize(app), before, report), attempt: (failure?.attempt ?? 0) + 1, now })
  return { status, claims: [progress(status)] }
}

const failed = ({ message = 'no reason given', toSize }: StorageStatus): Claim =>
  claim('StorageResize', 'False', { reason: 'Failed', message: `Claims could not grow to ${toSize}: ${message}` })

const retryAt = ({ at, attempt }: StorageStatus): string => later(at, retryDelaySeconds(attempt))

/** Numbers of operations go on for ever. Where the steward knows a later one than we do our record is an old one. */
const nameOf = (size: string, before: StorageStatus | undefined, report: Report): string => {
  const [, given = '0'] = /^resize-(\d+)-/.exec(before?.operation ?? '') ?? []
  const what = size.toLowerCase().replace(/[^a-z0-9]/g, '-')
  const newest = newestOf(report, 'resize')
  if (newest !== undefined && newest.number > Number(given) && newest.what === what) return newest.id
  return `resize-${Math.max(Number(given), newest?.number ?? 0) + 1}-${what}`
}

interface Beginning { readonly operation: string; readonly attempt: number; readonly now: string }

const begun = (app: App, { operation, attempt, now }: Beginning): StorageStatus => {
  const { metadata, spec } = app.observed.statefulSet ?? {}
  return {
    phase: 'Resizing',
    toSize: wantedSize(app),
    replicas: spec?.replicas ?? app.replicas,
    operation,
    ...(metadata?.uid === undefined ? {} : { statefulSetUID: metadata.uid }),
    attempt,
    at: now,
  }
}

/**
 * An operation stands until its outcome was noted in the status that came back to us. The UID is that of the first moment:
 * the StatefulSet that comes after it must never be taken for it.
 */
export const resizeOperations = (before: StorageStatus | undefined, now: StorageStatus | undefined, report: Report): readonly Operation[] => {
  const isEnding = before?.phase === 'Resizing' && (now?.phase === 'Resizing' || isBegun(report, before.operation))
  return [...(isEnding ? [before] : []), ...(now?.phase === 'Resizing' && now.operation !== before?.operation ? [now] : [])]
    .map(({ operation, toSize, statefulSetUID }) => ({ id: operation, type: 'ResizeStorage', size: toSize, ...(statefulSetUID === undefined ? {} : { statefulSetUID }) }))
}

/** Members that a StatefulSet which is made anew gets back: `orphans` are the pods that wait for it. */
export const rememberedReplicas = (before: StorageStatus | undefined, orphans: number): number | undefined =>
  before?.phase === 'Resizing' ? before.replicas : orphans === 0 ? undefined : orphans

/** Size for which the claims were grown: the template follows them, whatever is wished for by now. */
export const recreatedSize = (before: StorageStatus | undefined): string | undefined => before?.phase === 'Resizing' ? before.toSize : undefined
