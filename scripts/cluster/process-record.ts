import { readFileSync } from 'node:fs'

/** A process, told apart from a later one with the same number by the moment of its start. */
export interface ProcessRecord {
  readonly name: string
  readonly pid: number
  /** Clock ticks since the machine started, as Linux counts them. */
  readonly started: string
}

/** Start of a process; undefined when there is none, or when it is dead and only waits to be noticed. */
const startOf = (pid: number): string | undefined => {
  try {
    // The name in the second field may hold anything, so count from its closing parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

export const recordOf = (name: string, pid: number): ProcessRecord => ({ name, pid, started: startOf(pid) ?? '' })

export const isAlive = ({ pid, started }: ProcessRecord): boolean => started !== '' && startOf(pid) === started

/** Sends a signal to this very process; never to another one that got its number. */
export const signal = (record: ProcessRecord, name: 'SIGTERM' | 'SIGKILL'): void => {
  if (!isAlive(record)) return
  try {
    process.kill(record.pid, name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
