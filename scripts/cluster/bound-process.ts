import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** Linux kills a bound process when its parent dies, however that comes about. */
const bound = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : []

export interface BoundOptions {
  /** What it says goes to the end of this file. */
  readonly log: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Starts a program that does not outlive this process. */
export const spawnBound = (command: readonly string[], { log, env }: BoundOptions): ChildProcess => {
  const output = openSync(log, 'a')
  const [program = '', ...args] = [...bound, ...command]
  try {
    return spawn(program, args, { stdio: ['ignore', output, output], env: { ...env } })
  } finally {
    closeSync(output)
  }
}
