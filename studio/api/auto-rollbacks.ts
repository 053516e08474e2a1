import { autoUser, rollbackIfFailing } from '../life-cycle/auto-rollback.ts'
import { programsOf } from '../life-cycle/programs.ts'
import type { Studio } from './studio.ts'

type Watched = Pick<Studio, 'own' | 'clock' | 'audit' | 'traffic' | 'log' | 'meter'>

/** Looks once at all programs that want it. Never throws: what went wrong with one is nothing to the others. */
export const lookForErrors = async ({ own, clock, audit, traffic, log, meter }: Watched): Promise<void> => {
  const session = { user: autoUser, store: own, own, clock, audit }
  const warn = (program: string, error: unknown): void => log.warn({ program, reason: error instanceof Error ? error.message : String(error) }, 'errors of programs could not be looked at')
  const programs = await programsOf(own).catch((error: unknown) => {
    warn('', error)
    return []
  })
  for (const program of programs.filter(({ spec }) => spec.policy?.autoRollback === true)) {
    const { name } = program.metadata
    const to = await rollbackIfFailing(session, program, traffic).catch((error: unknown) => warn(name, error))
    if (typeof to === 'string') meter.published(name, 'auto')
  }
}
