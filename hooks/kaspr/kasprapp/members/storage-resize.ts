import type { StorageClass as StorageClassShape } from 'kubernetes-types/storage/v1.js'
import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { Observed } from '../../../../src/kit/kind.ts'
import { canonicalAmount, compareQuantities } from '../../../../src/kit/quantity.ts'
import type { Operation } from '../../kasprmemberset/resource.ts'
import type { App } from '../app.ts'
import type { KasprAppStatus } from '../spec/status.ts'
import { later, secondsBetween } from './report.ts'
import type { Report } from './report.ts'

export type StorageStatus = NonNullable<KasprAppStatus['storage']>

/** What became of a wish for another size of the data claims. */
export interface Resize {
  readonly status: StorageStatus | undefined
  readonly claims: readonly Claim[]
  readonly operations: readonly Operation[]
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

const firstDelaySeconds = 30
const longestDelaySeconds = 600

/**
 * Claim templates of a StatefulSet cannot change. A larger size therefore takes three steps (kaspr-lifecycle.md 7.5): the
 * steward grows every claim, then deletes the StatefulSet and leaves pods and claims behind; then it is made anew, with
 * the new template and as many members as it had.
 */
export const resizeOf = (input: ResizeInput): Resize => {
  const { before, app } = input
  const noted = withOutcome(input)
  const standing = before?.phase === 'Resizing' ? operationsOf(before) : []
  const { statefulSet } = app.observed
  if (statefulSet === undefined) return { status: noted, claims: progress(noted), operations: standing }
  const growth = compareQuantities(app.spec.storage.size, templateSize(app))
  if (growth === 0) return { ...rested(noted), operations: standing }
  const refusal = refusalOf(input, growth)
  if (refusal !== undefined) return { status: noted, claims: [refusal], operations: standing }
  return growing(noted, input, standing)
}

const templateSize = ({ observed }: App): string => observed.statefulSet?.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage'] ?? '0'

const wantedSize = ({ spec }: App): string => canonicalAmount(spec.storage.size) ?? String(spec.storage.size)

const withOutcome = ({ before, report, now }: ResizeInput): StorageStatus | undefined => {
  const outcome = report.outcomes.find(({ id }) => id === before?.operation)
  if (before?.phase !== 'Resizing' || outcome === undefined || outcome.state === 'Running') return before
  const message = outcome.message === undefined ? {} : { message: outcome.message }
  return { ...before, phase: outcome.state === 'Succeeded' ? 'Complete' : 'Failed', at: outcome.finishedAt ?? now, ...message }
}

/** The template has the wanted size: what was begun is over once its outcome is noted. */
const rested = (status: StorageStatus | undefined): Omit<Resize, 'operations'> =>
  status?.phase === 'Resizing' ? { status, claims: progress(status) } : { status: status?.phase === 'Failed' ? undefined : status, claims: [] }

const progress = (status: StorageStatus | undefined): readonly Claim[] => status?.phase !== 'Resizing' ? []
  : [claim('StorageResize', 'True', { reason: 'InProgress', message: `Claims grow to ${status.toSize}, then the StatefulSet is made anew around its pods` })]

const refusalOf = ({ app, storageClass }: ResizeInput, growth: number | undefined): Claim | undefined => {
  const sizes = `${templateSize(app)} → ${wantedSize(app)}`
  if (growth === -1) return claim('StorageResize', 'False', { reason: 'ShrinkNotSupported', message: `spec.storage.size: claims cannot shrink (${sizes})` })
  if (storageClass === undefined || storageClass.allowVolumeExpansion === true) return undefined
  return claim('StorageResize', 'False', { reason: 'ExpansionNotSupported', message: `spec.storage.size: storage class ${storageClass.metadata.name} does not let claims grow (${sizes})` })
}

const growing = (noted: StorageStatus | undefined, input: ResizeInput, standing: readonly Operation[]): Resize => {
  const { app, now } = input
  const tried = noted?.toSize === wantedSize(app) ? noted : undefined
  if (tried?.phase === 'Resizing') return { status: tried, claims: progress(tried), operations: standing }
  const wait = tried?.phase === 'Failed' ? Math.ceil(secondsBetween(now, retryAt(tried))) : 0
  if (tried !== undefined && wait > 0) return { status: tried, claims: [failed(tried)], operations: standing, resyncAfterSeconds: wait }
  const next = begun(app, noted === undefined ? 1 : noted.attempt + 1, now)
  return { status: next, claims: progress(next), operations: [...standing, ...operationsOf(next)] }
}

const failed = ({ message = 'no reason given', toSize }: StorageStatus): Claim =>
  claim('StorageResize', 'False', { reason: 'Failed', message: `Claims could not grow to ${toSize}: ${message}` })

const retryAt = ({ at, attempt }: StorageStatus): string => later(at, Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.min(10, attempt - 1)))

const begun = (app: App, attempt: number, now: string): StorageStatus => {
  const { metadata, spec } = app.observed.statefulSet ?? {}
  return {
    phase: 'Resizing',
    toSize: wantedSize(app),
    replicas: spec?.replicas ?? app.replicas,
    operation: `resize-${attempt}`,
    ...(metadata?.uid === undefined ? {} : { statefulSetUID: metadata.uid }),
    attempt,
    at: now,
  }
}

/** The UID is that of the first moment: the StatefulSet that comes after it must never be taken for it. */
const operationsOf = ({ operation, toSize, statefulSetUID }: StorageStatus): readonly Operation[] =>
  [{ id: operation, type: 'ResizeStorage', size: toSize, ...(statefulSetUID === undefined ? {} : { statefulSetUID }) }]

/** Members that a StatefulSet which is made anew gets back. */
export const rememberedReplicas = (before: StorageStatus | undefined): number | undefined =>
  before?.phase === 'Resizing' || before?.phase === 'Complete' ? before.replicas : undefined
