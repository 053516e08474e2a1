import { revisionName } from '../../hooks/program/hookrevision/resource.ts'
import { textOption } from '../../src/cli/command.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { NotInStudio } from '../errors.ts'
import { programOf, revisionsOf } from '../life-cycle/programs.ts'
import { publish as publishRevision } from '../life-cycle/publish.ts'
import type { Session } from '../life-cycle/session.ts'
import { isFolder, readFolder } from './program-folder.ts'
import { report, withSession } from './program-task.ts'
import type { ProgramTask } from './program-task.ts'

/** Lets a revision answer: the named one, that of the folder's `program.ts`, or the newest one. */
export const publish = (task: ProgramTask): Promise<number> => withSession(task, async (session) => {
  const { name, revision: own } = await targetOf(task)
  const wanted = textOption(task.values, 'revision', '') || own || await newest(session, name)
  const reason = textOption(task.values, 'override', '')
  const program = await programOf(session.own, name)
  const before = program.spec.activeRevision
  await publishRevision(session, program, { revision: wanted, override: reason === '' ? undefined : { reason } })
  report(task, before === wanted ? `${wanted} is active already` : `${wanted} is active`, { program: name, revision: wanted, before: before ?? null })
  return 0
})

/** Name of the program, and of the revision that the folder's source is. */
export const targetOf = async ({ target }: ProgramTask): Promise<{ readonly name: string; readonly revision?: string }> => {
  if (!await isFolder(target)) return { name: target }
  const { program: { metadata: { name } }, source } = await readFolder(target)
  return { name, revision: revisionName(name, sha256Hex(source)) }
}

const newest = async ({ own }: Session, name: string): Promise<string> => {
  const [first] = await revisionsOf(own, name)
  if (first === undefined) throw new NotInStudio(`A revision of ${name}`)
  return first.metadata.name
}
