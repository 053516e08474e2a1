import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { main } from '../../../src/cli/main.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'

/** What is left of a command that a person typed. */
export interface Typed {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** `kaspr-hooks migrate ARGS`, in this process: starting one takes longer than what it does. */
export const migrate = async (kubeconfig: string, args: readonly string[]): Promise<Typed> => {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await main(['migrate', ...args], {
    out: (text) => { out.push(text) },
    err: (text) => { err.push(text) },
    stdin: async () => '',
    env: { KUBECONFIG: kubeconfig },
    now: () => timestamp(Date.now()),
  })
  return { code, out: out.join(''), err: withoutProgress(err.join('')) }
}

/** What is said about things that take longer than a second depends on the machine. */
const withoutProgress = (text: string): string => text.split('\n').filter((line) => !line.endsWith(' …')).join('\n')

const program = fileURLToPath(new URL('../../../bin/kaspr-hooks.js', import.meta.url))

/** `kaspr-hooks migrate ARGS` as a process, killed without warning once it says `at` on stderr. Whether it came to that. */
export const killed = async (kubeconfig: string, args: readonly string[], at: RegExp): Promise<boolean> => {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], KUBECONFIG: kubeconfig }
  const child = spawn(process.execPath, [program, 'migrate', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.push(text)
    if (at.test(said.join(''))) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return child.signalCode === 'SIGKILL'
}
