import { parseArgs } from 'node:util'
import { BenchFailed } from '../failure.ts'
import { mostApps } from './fleet.ts'

/** A load for one replica. */
export interface CapacityOptions {
  /** Parents, one request each in turn. */
  readonly apps: number
  readonly agents: number
  /** Calls a second; 0: as many as the connections get answered. */
  readonly rate: number
  readonly seconds: number
  readonly connections: number
  /** Share of calls with the bytes of the one before, as a resync brings them; 0 to 1. */
  readonly unchanged: number
  /** Calls before anything is measured. */
  readonly warm: number
  readonly nodeOptions: readonly string[]
}

export const help = `Usage: node bench/capacity.ts [options]

Sends sync requests of so many apps to one replica of the service and prints what it cost, as one line of JSON.

  --apps N           parents, 1000 at most (100)
  --agents N         agents of each (3)
  --rate N           calls a second; 0: as many as are answered (0)
  --seconds N        how long (10)
  --connections N    connections, as --workers of Metacontroller (5)
  --unchanged SHARE  share of calls that bring nothing new, 0 to 1 (0)
  --warm N           calls before it counts (1500)
  --node-options T   options of Node for the service (--max-semi-space-size=8)
`

/** Options of the command line; undefined when help is asked for. Throws BenchFailed for numbers that are none. */
export const capacityOptions = (args: readonly string[]): CapacityOptions | undefined => {
  const option = (absent: string) => ({ type: 'string', default: absent }) as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      apps: option('100'), agents: option('3'), rate: option('0'), seconds: option('10'), connections: option('5'), unchanged: option('0'), warm: option('1500'),
      'node-options': option('--max-semi-space-size=8'), help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  return {
    apps: whole(values.apps, 1, mostApps), agents: whole(values.agents, 0), rate: whole(values.rate, 0), seconds: whole(values.seconds, 1), connections: whole(values.connections, 1),
    unchanged: shareOf(values.unchanged), warm: whole(values.warm, 0), nodeOptions: values['node-options'].split(' ').filter((one) => one !== ''),
  }
}

const whole = (given: string, least: number, most = 99_999): number => {
  if (/^\d{1,5}$/.test(given) && Number(given) >= least && Number(given) <= most) return Number(given)
  throw new BenchFailed(`"${given}" is no whole number from ${least} to ${most}`)
}

const shareOf = (given: string): number => {
  if (/^(0|1|0\.\d{1,3}|1\.0)$/.test(given)) return Number(given)
  throw new BenchFailed(`"${given}" is no share from 0 to 1`)
}
