import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { PublishedAs } from './pointer.ts'

/** Something that somebody did to a program, as revisions remember it. */
export interface HistoryEntry {
  /** RFC 3339. */
  readonly at: string
  readonly user: string
  readonly action: 'save' | 'approve' | 'override' | 'check' | PublishedAs
  readonly revision: string
  /** Message of a revision, reason of an override, outcome of checks. */
  readonly text?: string
}

/** All that is known, with what others know besides, the newest first. It goes with its revisions; log lines and Events stand beside it. */
export const historyOf = (revisions: readonly HookRevision[], besides: readonly HistoryEntry[] = []): readonly HistoryEntry[] =>
  [...besides, ...revisions.flatMap(entriesOf)].toSorted((a, b) => a.at === b.at ? 0 : a.at < b.at ? 1 : -1)

const entriesOf = ({ metadata: { name, creationTimestamp = '' }, spec: { author, message }, status = {} }: HookRevision): readonly HistoryEntry[] => {
  const { approvals = [], overrides = [], published = [], checks } = status
  const entries: readonly HistoryEntry[] = [
    ...published.map(({ user, at, as }): HistoryEntry => ({ at, user, action: as, revision: name })),
    ...overrides.map(({ user, at, reason }): HistoryEntry => ({ at, user, action: 'override', revision: name, text: reason })),
    ...approvals.map(({ user, at }): HistoryEntry => ({ at, user, action: 'approve', revision: name })),
    ...(checks === undefined ? [] : [{ at: checks.at, user: checks.by ?? '', action: 'check', revision: name, text: checks.passed ? 'passed' : 'failed' } as const]),
  ]
  return [...entries, { at: creationTimestamp ?? '', user: author, action: 'save', revision: name, text: message }]
}

/** A revision that became active. */
export interface Turn { readonly revision: string; readonly at: string }

const isTurn = ({ as }: { readonly as: PublishedAs }): boolean => as !== 'canary'

/** When which revision became active, the oldest first. */
export const turnsOf = (revisions: readonly HookRevision[]): readonly Turn[] =>
  revisions.flatMap(({ metadata: { name }, status }) => (status?.published ?? []).filter(isTurn).map(({ at }) => ({ revision: name, at })))
    .toSorted((a, b) => a.at === b.at ? 0 : a.at < b.at ? -1 : 1)
