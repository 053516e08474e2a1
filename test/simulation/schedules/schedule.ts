import type { Fault } from '../../../src/cluster/fault.ts'
import type { Document } from '../fixtures/family.ts'

/** Something that happens to a world at a moment, in milliseconds since it began. Plain data, so that it can be printed. */
export type Step =
  | { readonly at: number; readonly do: 'apply'; readonly document: Document }
  | { readonly at: number; readonly do: 'delete'; readonly document: Document }
  /** The engine is killed when it has made so many more writes, in the middle of what it does, and starts anew. */
  | { readonly at: number; readonly do: 'killEngine'; readonly afterWrites: number }
  /** So many calls of hooks go wrong: 0 is no connection, -1 an answer that got lost, else a status. */
  | { readonly at: number; readonly do: 'breakHooks'; readonly status: number; readonly calls: number }
  /** So many watch events come twice. */
  | { readonly at: number; readonly do: 'duplicate'; readonly events: number }
  | { readonly at: number; readonly do: 'fault'; readonly fault: Fault; readonly lasts: number }
  /** Somebody deletes or edits a child; which one is counted among those that are there. */
  | { readonly at: number; readonly do: 'damage'; readonly child: number; readonly how: 'delete' | 'edit' }

export interface Schedule {
  /** Of the cluster: uids, delays. */
  readonly seed: number
  readonly steps: readonly Step[]
}

/** `Kind/name`. */
export const identityOf = ({ kind, metadata: { name } }: Document): string => `${kind}/${name}`

export const inOrder = (steps: readonly Step[]): readonly Step[] => steps.toSorted((a, b) => a.at - b.at)

/** The documents that are there in the end, each as it was applied last. */
export const lastDocuments = ({ steps }: Schedule): readonly Document[] => {
  const last = new Map<string, Document>()
  for (const step of inOrder(steps)) {
    if (step.do === 'apply') last.set(identityOf(step.document), step.document)
    if (step.do === 'delete') last.delete(identityOf(step.document))
  }
  return [...last.values()]
}

/** Documents that were applied once and never touched again, and all versions of the others, by `Kind/name`. */
export const versionsOf = ({ steps }: Schedule): ReadonlyMap<string, { readonly versions: readonly Document[]; readonly isDeleted: boolean }> => {
  const all = new Map<string, { readonly versions: readonly Document[]; readonly isDeleted: boolean }>()
  for (const step of inOrder(steps)) {
    if (step.do !== 'apply' && step.do !== 'delete') continue
    const { versions = [], isDeleted = false } = all.get(identityOf(step.document)) ?? {}
    all.set(identityOf(step.document), step.do === 'apply' ? { versions: [...versions, step.document], isDeleted } : { versions, isDeleted: true })
  }
  return all
}
