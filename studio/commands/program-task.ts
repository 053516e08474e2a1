import type { OptionValues, Terminal } from '../../src/cli/command.ts'
import type { Session } from '../life-cycle/session.ts'
import { sessionOf } from './program-access.ts'
import type { OpenPrograms, ProgramAccess } from './program-access.ts'

/** One run of a verb of `program`. */
export interface ProgramTask {
  /** A folder, or the name of a program. */
  readonly target: string
  readonly values: OptionValues
  readonly terminal: Terminal
  readonly open: OpenPrograms
}

/** Works on the cluster as the person at the terminal, and closes the connection in the end. */
export const withSession = async <Value>({ open, values, terminal }: ProgramTask, work: (session: Session, access: ProgramAccess) => Promise<Value>): Promise<Value> => {
  const access = open(values, terminal)
  try {
    return await work(await sessionOf(access, terminal), access)
  } finally {
    access.close()
  }
}

/** Says what was done: as a line, or as an object with `-o json`. */
export const report = ({ terminal: { out }, values }: ProgramTask, text: string, object: object): void => {
  out(values['output'] === 'json' ? `${JSON.stringify(object, null, 2)}\n` : `${text}\n`)
}
