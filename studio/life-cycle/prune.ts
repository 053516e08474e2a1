import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { isConflict, isNotFound } from '../../src/engine/api-errors.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { turnsOf } from './history.ts'
import { drop, findByProgram } from './kept-text.ts'
import type { Shelf } from './kept-text.ts'
import { programOf, programsOf, revisionsOf } from './programs.ts'

const dayMilliseconds = 86_400_000
const keptDays = 90
const usualLimit = 50

/** Names of revisions that nobody needs any longer. `now` in milliseconds. */
export const superfluous = ({ spec, status }: HookProgram, revisions: readonly HookRevision[], now: number): readonly string[] => {
  const pointed = [spec.activeRevision, spec.canary?.revision, status?.active?.revision, status?.canary?.revision, status?.lastGood]
  const recent = recentlyActive(revisions, now - keptDays * dayMilliseconds)
  return revisions.slice(spec.historyLimit ?? usualLimit).map(({ metadata: { name } }) => name).filter((name) => !pointed.includes(name) && !recent.has(name))
}

/** A revision is active until the next one is. */
const recentlyActive = (revisions: readonly HookRevision[], since: number): ReadonlySet<string> => {
  const turns = turnsOf(revisions)
  return new Set(turns.filter((_turn, index) => Date.parse(turns[index + 1]?.at ?? '9999-01-01T00:00:00Z') >= since).map(({ revision }) => revision))
}

/** Deletes what is superfluous and gives the names. */
export const prune = async (own: ObjectStore, name: string, now: number): Promise<readonly string[]> => {
  const revisions = await revisionsOf(own, name)
  // The program is read last: whoever publishes an old revision at this moment is seen.
  const gone = new Set(superfluous(await programOf(own, name), revisions, now))
  for (const { metadata: { name: revision, uid } } of revisions.filter(({ metadata }) => gone.has(metadata.name))) {
    await removed(own.delete({ kind: HookRevision, name: revision }, { propagation: 'Background', ...(uid === undefined ? {} : { uid }) }))
  }
  return [...gone]
}

/** Deletes drafts and fixtures of programs that are gone, and gives the names of these programs. */
export const pruneKept = async (shelf: Shelf): Promise<readonly string[]> => {
  // Programs are read last: nothing is kept for one before it is there.
  const kept = await findByProgram(shelf)
  const programs = new Set((await programsOf(shelf.own)).map(({ metadata: { name } }) => name))
  const gone = [...kept].filter(([program]) => !programs.has(program))
  for (const one of gone.flatMap(([, texts]) => texts)) await removed(drop(shelf, one))
  return gone.map(([program]) => program)
}

const removed = async (work: Promise<void>): Promise<void> => {
  try {
    await work
  } catch (error) {
    // Somebody else prunes too.
    if (!isNotFound(error) && !isConflict(error)) throw error
  }
}
