import { parseArgs } from 'node:util'
import { BenchFailed } from './failure.ts'
import { measureAtRest } from './steward/at-rest.ts'
import { measureHung } from './steward/hung.ts'

// What the steward costs at rest, while it asks all members in every period; and how soon a hung member is terminated.

const help = `Usage: node bench/steward.ts [options]

  --apps N         apps (200)
  --members N      members of each app (5)
  --foreign N      pods of others in the same cluster (2000)
  --seconds N      how long to measure (60)
  --warm N         how long to wait before (20)
  --node-options   options of the measured Node, apart from each other by blanks
  --hung           instead: seconds from the threshold until a hung member is terminated, in simulated time
  --seeds N        how many hung members (200)
`

const whole = (text: string): number => {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new BenchFailed(`"${text}" is no whole number`)
}

const option = (absent: string) => ({ type: 'string', default: absent }) as const
const { values } = parseArgs({ options: {
  apps: option('200'), members: option('5'), foreign: option('2000'), seconds: option('60'), warm: option('20'), 'node-options': option(''), seeds: option('200'),
  hung: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false },
} })

const atRest = (): Promise<boolean> => measureAtRest({
  apps: whole(values.apps), members: whole(values.members), foreign: whole(values.foreign), seconds: whole(values.seconds), warm: whole(values.warm),
  nodeOptions: values['node-options'].split(' ').filter((one) => one !== ''),
})

if (values.help) process.stdout.write(help)
else process.exitCode = await (values.hung ? measureHung(whole(values.seeds)) : atRest()) ? 0 : 1
