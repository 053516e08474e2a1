import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { trusted } from '../../src/protocol/trusted.ts'
import { heard } from '../contestants/node-process.ts'
import { startCommand } from './command.ts'
import type { Figures } from './command.ts'

/** What is measured. */
export interface Run {
  readonly apps: number
  readonly members: number
  /** Pods of others in the same cluster. */
  readonly foreign: number
  readonly seconds: number
  /** Seconds before. */
  readonly warm: number
  readonly nodeOptions: readonly string[]
}

const targets = { core: 0.1, bytes: 200 * 1024 ** 2 }
/** As often as Prometheus asks. */
const scrapeSeconds = 15

const started = (file: string, args: readonly number[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String), { execArgv: [], env: { PATH: process.env['PATH'], NODE_ENV: 'production' } })

/** What the steward costs while nothing changes: share of one core and memory. Gives whether both are within their targets. */
export const measureAtRest = async (run: Run): Promise<boolean> => {
  const members = started('fake-members.ts', [run.apps])
  const cluster = started('fake-cluster.ts', [run.members, run.foreign])
  try {
    const ports = trusted<number[]>(await heard(members))
    const address = heard(cluster)
    cluster.send(ports)
    return said(await figuresOf(trusted<string>(await address), run), run)
  } finally {
    for (const child of [cluster, members]) if (child.connected) child.disconnect()
  }
}

/** First when it was ready, then at every scrape of the time that counts. */
const figuresOf = async (server: string, { warm, seconds, nodeOptions }: Run): Promise<readonly Figures[]> => {
  const steward = await startCommand(server, nodeOptions)
  try {
    const figures = [await steward.figures()]
    await sleep(warm * 1000)
    for (let elapsed = 0; elapsed <= seconds; elapsed += scrapeSeconds) {
      figures.push(await steward.figures())
      if (elapsed + scrapeSeconds <= seconds) await sleep(scrapeSeconds * 1000)
    }
    return figures
  } finally {
    await steward.stop()
  }
}

const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0)

const said = ([ready, first, ...later]: readonly Figures[], { apps, members, foreign }: Run): boolean => {
  const last = later.at(-1)
  if (ready === undefined || first === undefined || last === undefined) return false
  const time = last.at - first.at
  const core = (last.cpuSeconds - first.cpuSeconds) / time
  const most = Math.max(...[ready, first, ...later].map(({ bytes }) => bytes))
  process.stdout.write([
    `${apps} apps of ${members} members, ${foreign} pods of others, ${time.toFixed(0)} s, Node ${process.version}`,
    `CPU: ${(core * 100).toFixed(1)} % of one core (at most ${targets.core * 100} %)`,
    `RSS: ${mebibytes(most)} MiB at most (at most ${mebibytes(targets.bytes)} MiB), ${mebibytes(ready.bytes)} MiB when ready, ${mebibytes(last.bytes)} MiB at the end`,
    `Heap in use: ${mebibytes(last.heapBytes)} MiB`,
    `Polls: ${((last.polls - first.polls) / time).toFixed(1)}/s; reports: ${((last.reports - first.reports) / time * 60 / apps).toFixed(2)} per app and minute`,
    '',
  ].join('\n'))
  return core <= targets.core && most <= targets.bytes
}
