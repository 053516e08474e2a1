import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { trusted } from '../../src/protocol/trusted.ts'
import { BenchFailed } from '../failure.ts'

/** A Node process that is measured. */
export interface NodeProcess {
  readonly child: ChildProcess
  /** Sends a question over the IPC channel and waits for the answer; one at a time. */
  readonly ask: <Answer>(question: unknown) => Promise<Answer>
  readonly stop: () => Promise<void>
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** How a program is started: options of Node, and variables beside those that are always the same. */
export interface Start { readonly nodeOptions?: readonly string[]; readonly env?: Readonly<Record<string, string>> }

/** Starts a program with the probe in front, on this same Node, with an environment that is always the same. */
export const startNode = (file: string, args: readonly string[], { nodeOptions = [], env = {} }: Start = {}): NodeProcess => {
  const child = fork(pathOf(file), args, {
    execArgv: ['--import', pathOf('probe.ts'), ...nodeOptions],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  return {
    child,
    ask: async (question) => {
      const answer = heard(child)
      child.send(trusted<string>(question))
      return trusted(await answer)
    },
    stop: async () => {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** The next message; a process that ends instead ends the benchmark. */
export const heard = (child: ChildProcess): Promise<unknown> => new Promise((resolve, reject) => {
  const ended = (code: number | null): void => reject(new BenchFailed(`a measured process ended with code ${code ?? 'none'}`))
  child.once('exit', ended)
  child.once('message', (answer) => {
    child.off('exit', ended)
    resolve(answer)
  })
})

/** CPU milliseconds that a process spends on some work. */
export const cpuOf = async ({ ask }: NodeProcess, work: () => Promise<unknown>): Promise<number> => {
  const before = await ask<{ microseconds: number }>('cpu')
  await work()
  const after = await ask<{ microseconds: number }>('cpu')
  return (after.microseconds - before.microseconds) / 1000
}
