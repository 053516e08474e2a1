import { textOption } from '../../src/cli/command.ts'
import { programOf } from '../life-cycle/programs.ts'
import { rollback as rollBack } from '../life-cycle/rollback.ts'
import { report, withSession } from './program-task.ts'
import type { ProgramTask } from './program-task.ts'
import { targetOf } from './publish.ts'

/** Back to a revision that was active before: the named one, or the last good one. */
export const rollback = (task: ProgramTask): Promise<number> => withSession(task, async (session) => {
  const { name } = await targetOf(task)
  const program = await programOf(session.own, name)
  const { spec: { activeRevision } } = await rollBack(session, program, textOption(task.values, 'to', '') || undefined)
  report(task, `${activeRevision ?? ''} is active again`, { program: name, revision: activeRevision ?? null, before: program.spec.activeRevision ?? null })
  return 0
})
