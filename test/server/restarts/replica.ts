import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** `serve` as a process of its own. */
export interface Replica {
  readonly process: ChildProcess
  readonly hooks: string
  readonly operations: string | undefined
  readonly port: number
  /** Exit code and signal. */
  readonly exited: Promise<readonly unknown[]>
}

interface Starts {
  readonly options?: readonly string[]
  readonly node?: readonly string[]
  /** Where compiled code is kept from one start to the next, for tests that start many. */
  readonly compileCache?: string
}

const program = fileURLToPath(new URL('../../../src/cli/process.ts', import.meta.url))

/** Starts `serve` on free ports and waits until it is ready. The test ends it. */
export const startReplica = async (t: { readonly teardown: (end: () => unknown) => void }, { options = [], node = [], compileCache }: Starts = {}): Promise<Replica> => {
  const child = spawn(process.execPath, [...node, program, 'serve', '--host', '127.0.0.1', '--port', '0', ...options], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), exited.then(([code]): never => { throw new RangeError(`serve ended with ${String(code)}`) })])
  // The log is read to its end: a full pipe would hold the process up.
  lines.on('line', () => undefined)
  const { hooks, operations } = JSON.parse(String(line))
  if ((await fetch(`${hooks}/readyz`)).status !== 200) throw new RangeError('listening and not ready')
  return { process: child, hooks, operations, port: Number(new URL(hooks).port), exited }
}
