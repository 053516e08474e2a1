import { checkOf } from '../../../src/kit/check.ts'
import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { integer, listOf, struct, text, time } from '../../../src/kit/fields.ts'
import { parsedJson } from '../../../src/kit/json.ts'
import type { Static } from '../../../src/kit/schema.ts'
import type { HookProgram } from './resource.ts'

/**
 * Annotation of a program: revisions that the Studio took back by itself, the newest first, as JSON. It is written together
 * with the pointer, so that one cannot be without the other; no revision stands there twice.
 */
export const autoRollbackAnnotation = 'studio.kaspr.io/auto-rollbacks'

const taken = struct({
  from: text('Revision that was taken back.'),
  to: text('Revision that answers since.'),
  at: time('When.'),
  calls: integer('Calls that were looked at.'),
  failures: integer('Those of them that failed.'),
}, 'A revision that was taken back.')
export type AutoRollback = Static<typeof taken>

const check = checkOf(listOf(taken, 'All of them.'))

/** What the annotation says; anybody may have written it. */
export const autoRollbacks = ({ metadata: { annotations } }: Pick<HookProgram, 'metadata'>): readonly AutoRollback[] => {
  const known = parsedJson(annotations?.[autoRollbackAnnotation] ?? '')
  return check.matches(known) ? known : []
}

/** What is said about the newest of them; nothing where there was none. */
export const autoRolledBack = (program: Pick<HookProgram, 'metadata' | 'spec'>): readonly Claim[] => {
  const [newest] = autoRollbacks(program)
  if (newest === undefined) return []
  const { from, to, at, calls, failures } = newest
  const { activeRevision = 'nothing' } = program.spec
  return [activeRevision === to
    ? claim('AutoRolledBack', 'True', { reason: 'TooManyErrors', message: `${from} was taken back at ${at}: ${failures} of ${calls} calls had failed; ${to} answers` })
    : claim('AutoRolledBack', 'False', { reason: 'PublishedSince', message: `${activeRevision} was published after ${from} had been taken back at ${at}` })]
}
