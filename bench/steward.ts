import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { trusted } from '../src/protocol/trusted.ts'
import { heard } from './contestants/node-process.ts'
import { BenchFailed } from './failure.ts'

// What the steward costs at rest: share of one core and memory, while it asks all members in every period.

const help = `Usage: node bench/steward.ts [options]

  --apps N      apps (200)
  --members N   members of each app (5)
  --seconds N   how long to measure (60)
  --warm N      how long to wait before (20)
`

const targets = { core: 0.1, bytes: 200 * 1024 ** 2 }

interface Figures {
  readonly microseconds: number
  readonly bytes: number
  readonly counts: readonly string[]
}

const started = (file: string, argument: number): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), [String(argument)], { execArgv: ['--max-semi-space-size=8'], env: { PATH: process.env['PATH'], NODE_ENV: 'production' } })

const figuresOf = async (measured: ChildProcess): Promise<Figures> => {
  const answer = heard(measured)
  measured.send('figures')
  return trusted<Figures>(await answer)
}

const whole = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new BenchFailed(`"${text}" is no whole number from 1 on`)
}

interface Run {
  readonly apps: number
  readonly members: number
  readonly seconds: number
  readonly warm: number
}

const measure = async ({ apps, members, seconds, warm }: Run): Promise<void> => {
  const fakes = started('steward/fake-members.ts', apps)
  const measured = started('steward/measured.ts', members)
  try {
    measured.send(trusted<number[]>(await heard(fakes)))
    process.stderr.write(`${apps} apps of ${members} members; ${warm + seconds} s\n`)
    await sleep(warm * 1000)
    const before = await figuresOf(measured)
    await sleep(seconds * 1000)
    say(before, await figuresOf(measured), seconds)
  } finally {
    for (const child of [measured, fakes]) if (child.connected) child.disconnect()
  }
}

const say = (before: Figures, after: Figures, seconds: number): void => {
  const core = (after.microseconds - before.microseconds) / 1e6 / seconds
  const lines = [
    `CPU: ${(core * 100).toFixed(1)} % of one core (at most ${targets.core * 100} %)`,
    `RSS: ${(after.bytes / 1024 ** 2).toFixed(0)} MiB (at most ${targets.bytes / 1024 ** 2} MiB)`,
    ...after.counts.map((line) => `${line} (before: ${before.counts.find((other) => other.split(' ')[0] === line.split(' ')[0])?.split(' ')[1] ?? '0'})`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = core <= targets.core && after.bytes <= targets.bytes ? 0 : 1
}

const option = (absent: string) => ({ type: 'string', default: absent }) as const
const { values } = parseArgs({ options: { apps: option('200'), members: option('5'), seconds: option('60'), warm: option('20'), help: { type: 'boolean', short: 'h', default: false } } })
if (values.help) process.stdout.write(help)
else await measure({ apps: whole(values.apps), members: whole(values.members), seconds: whole(values.seconds), warm: whole(values.warm) })
