import type { Change } from '../cluster/server/object-table.ts'
import type { HookTrace, Observer, PassTrace, WriteTrace } from '../engine/observer.ts'
import type { StoredObject } from '../engine/object-store.ts'
import type { TimelineEntry } from '../simulation/timeline.ts'
import { badgesOf } from './badge.ts'

/** One pass over one parent: the hooks that were called and what was written. */
export interface Sync {
  readonly type: 'sync'
  /** Counted from 1, together with everything else that happened. */
  readonly id: number
  readonly pass: PassTrace
  readonly calls: readonly HookTrace[]
  readonly writes: readonly WriteTrace[]
}

/** Something that the engine did not do. */
export interface Incident {
  readonly type: 'incident'
  readonly id: number
  readonly entry: TimelineEntry
}

export type Chapter = Sync | Incident

/** The last things that happened in a world. */
export interface History {
  readonly observer: Observer
  readonly incident: (entry: TimelineEntry) => void
  /** From the oldest to the newest. */
  readonly chapters: () => readonly Chapter[]
  readonly sync: (id: number) => Sync | undefined
}

interface Unfinished {
  readonly calls: HookTrace[]
  readonly writes: WriteTrace[]
}

/** How many chapters are kept of those in which something was done, and of those in which nothing was: hours of rest must not push out what happened. */
export interface HistoryLimits {
  readonly most: number
  readonly quiet: number
}

export const isQuietSync = (chapter: Chapter): boolean => chapter.type === 'sync' && chapter.pass.outcome === 'done' && chapter.writes.length === 0

export const createHistory = (limits: HistoryLimits): History => {
  const chapters: Chapter[] = []
  const unfinished = new Map<string, Unfinished>()
  let count = 0
  const keep = (chapter: Chapter): void => {
    chapters.push(chapter)
    const isQuiet = isQuietSync(chapter)
    const alike = chapters.filter((one) => isQuietSync(one) === isQuiet)
    const [oldest] = alike
    if (oldest !== undefined && alike.length > (isQuiet ? limits.quiet : limits.most)) chapters.splice(chapters.indexOf(oldest), 1)
  }
  // Passes over different parents overlap; those over one parent never do.
  const of = ({ controller, parent }: { readonly controller: string; readonly parent: string }): Unfinished => {
    const key = `${controller} ${parent}`
    const known = unfinished.get(key) ?? { calls: [], writes: [] }
    unfinished.set(key, known)
    return known
  }
  const finish = (pass: PassTrace): void => {
    const { calls, writes } = of(pass)
    unfinished.delete(`${pass.controller} ${pass.parent}`)
    keep({ type: 'sync', id: count += 1, pass, calls, writes })
  }
  return {
    observer: {
      hook: (trace) => { of(trace).calls.push(trace) },
      write: (trace) => { of(trace).writes.push(trace) },
      pass: finish,
    },
    incident: (entry) => { keep({ type: 'incident', id: count += 1, entry }) },
    chapters: () => chapters,
    sync: (id) => chapters.find((chapter): chapter is Sync => chapter.type === 'sync' && chapter.id === id),
  }
}

/** What of a cluster's own doings belongs into the story: pods that come, go, get ready or into trouble. */
export const isTold = ({ object, before, type }: Change): boolean =>
  object.kind === 'Pod' && (type !== 'Modified' || before === undefined || wordsOf(before) !== wordsOf(object))

const wordsOf = (pod: StoredObject): string => badgesOf(pod).map(({ text }) => text).join()
