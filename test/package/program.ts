import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { trusted } from '../../src/protocol/trusted.ts'

/** A started program. */
export interface Program {
  readonly process: ChildProcess
  /** Waits for a text on either stream and gives what a pattern found; undefined when the program ended before. */
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray | undefined>
  readonly output: () => string
  /** Exit code; the signal's name when it died of one. */
  readonly ended: Promise<number | string>
}

export interface Start {
  readonly command: readonly string[]
  readonly cwd: string
  /** User and group; whoever runs the tests when absent. */
  readonly uid?: number | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a program that inherits nothing. */
export const started = ({ command: [file = '', ...args], cwd, uid, env = {} }: Start): Program => {
  const process = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...(uid === undefined ? {} : { uid, gid: uid }) })
  const chunks: string[] = []
  const listeners = new Set<() => void>()
  const heard = (chunk: Buffer): void => {
    chunks.push(String(chunk))
    for (const listener of listeners) listener()
  }
  process.stdout?.on('data', heard)
  process.stderr?.on('data', heard)
  const ended = once(process, 'close').then(([code, signal]) => trusted<number | string>(code ?? signal))
  const output = (): string => chunks.join('')
  const said = (pattern: RegExp): Promise<RegExpExecArray | undefined> => new Promise((resolve) => {
    const look = (): void => {
      const found = pattern.exec(output())
      if (found !== null) resolve(found)
    }
    listeners.add(look)
    look()
    void ended.then(() => { resolve(undefined) })
  })
  return { process, said, output, ended }
}
