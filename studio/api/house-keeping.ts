import { prune, pruneKept } from '../life-cycle/prune.ts'
import { again } from './again.ts'
import { lookForErrors } from './auto-rollbacks.ts'
import type { Studio } from './studio.ts'

const usual = { errors: 15_000, prune: 3_600_000 }

/** What a Studio does by itself, until the returned function is called. */
export const keepHouse = (studio: Studio): (() => void) => {
  const { errors = usual.errors, prune: pruning = usual.prune } = studio.every ?? {}
  const ends = [again(errors, () => lookForErrors(studio)), again(pruning, () => pruneOrphans(studio))]
  return () => { ends.forEach((end) => { end() }) }
}

/** Revisions of a program that nobody needs any longer. Never throws. */
export const pruneRevisions = async ({ own, clock, log }: Pick<Studio, 'own' | 'clock' | 'log'>, program: string): Promise<void> => {
  try {
    const revisions = await prune(own, program, clock.now())
    if (revisions.length > 0) log.info({ audit: true, action: 'prune', program, revisions }, 'audit')
  } catch (error) {
    log.warn({ program, reason: reasonOf(error) }, 'old revisions stay')
  }
}

/** Drafts and fixtures whose program is gone. Never throws. */
export const pruneOrphans = async ({ shelf, log }: Pick<Studio, 'shelf' | 'log'>): Promise<void> => {
  try {
    for (const program of await pruneKept(shelf)) log.info({ audit: true, action: 'prune', program }, 'audit')
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, 'drafts and fixtures of programs that are gone stay')
  }
}

const reasonOf = (error: unknown): string => error instanceof Error ? error.message : String(error)
