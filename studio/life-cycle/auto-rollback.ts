import { autoRollbackAnnotation, autoRollbacks } from '../../hooks/program/hookprogram/auto-rollback.ts'
import type { AutoRollback } from '../../hooks/program/hookprogram/auto-rollback.ts'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { isConflict } from '../../src/engine/api-errors.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import type { RevisionOutcomes, Traffic } from '../traffic/traffic.ts'
import { turnsOf } from './history.ts'
import { notePublished, point } from './pointer.ts'
import { revisionsOf } from './programs.ts'
import { rollbackTarget } from './rollback.ts'
import type { Session } from './session.ts'

const windowMilliseconds = 300_000
const mostFailing = 0.05
/** Of fewer calls, or as many, a few failures say nothing. */
const tooFewCalls = 20
/** Names that the annotation keeps. */
const mostKept = 50

/** Whom the audit names. */
export const autoUser = 'auto'

/** Whether so many failures are too many. */
export const isFailing = ({ calls, failures }: Pick<RevisionOutcomes, 'calls' | 'failures'>): boolean => calls > tooFewCalls && failures / calls > mostFailing

/**
 * Takes the active revision of a program back when too many of its calls failed within five minutes: never twice the same
 * one, and never to one that was taken back itself. Gives the revision that answers now, undefined when nothing was done.
 * The session is the Studio's own. Several Studios may look at the same time: the program's resourceVersion lets one act.
 */
export const rollbackIfFailing = async (session: Session, program: HookProgram, traffic: Pick<Traffic, 'outcomes'>): Promise<string | undefined> => {
  const { metadata: { name }, spec: { activeRevision: from, policy } } = program
  const before = autoRollbacks(program)
  if (policy?.autoRollback !== true || from === undefined || before.some((one) => one.from === from)) return undefined
  const revisions = await revisionsOf(session.own, name)
  const seen = await failing(session, traffic, { program: name, revision: from, since: turnOf(revisions, from) })
  const to = seen === undefined ? undefined : rollbackTarget(program, revisions, before.map((one) => one.from))
  if (seen === undefined || to === undefined) return undefined
  const { calls, failures } = seen
  return moved(session, program, [{ from, to, at: timestamp(session.clock.now()), calls, failures }, ...before].slice(0, mostKept))
}

/** When it became active last: calls before that are another story. Milliseconds; 0 when the Studio does not know. */
const turnOf = (revisions: readonly HookRevision[], name: string): number =>
  Date.parse(turnsOf(revisions).findLast(({ revision }) => revision === name)?.at ?? '1970-01-01T00:00:00Z')

const failing = async ({ clock }: Session, traffic: Pick<Traffic, 'outcomes'>, { program, revision, since }: { readonly program: string; readonly revision: string; readonly since: number }): Promise<RevisionOutcomes | undefined> =>
  (await traffic.outcomes(program, Math.max(clock.now() - windowMilliseconds, since))).find((one) => one.revision === revision && isFailing(one))

const moved = async (session: Session, program: HookProgram, taken: readonly AutoRollback[]): Promise<string | undefined> => {
  const [newest] = taken
  if (newest === undefined) return undefined
  const { from, to, calls, failures } = newest
  const annotations = { ...program.metadata.annotations, [autoRollbackAnnotation]: JSON.stringify(taken) }
  try {
    await point(session, { ...program, metadata: { ...program.metadata, annotations } }, { activeRevision: to, canary: undefined })
  } catch (error) {
    // Somebody moved the pointer meanwhile, or another Studio did this.
    if (isConflict(error)) return undefined
    throw error
  }
  await session.audit({ action: 'autoRollback', user: session.user, program, revision: to, reason: `${failures} of ${calls} calls of ${from} failed` })
  await notePublished(session, to, 'auto')
  return to
}
