import { parseArgs } from 'node:util'
import { BenchFailed } from './failure.ts'

/** What a run measures. */
export interface BenchOptions {
  /** How often all processes are started anew: one process may be a bit faster than the next, for as long as it lives. */
  readonly sittings: number
  /** Rounds of a sitting in which every contestant has its turn. */
  readonly rounds: number
  /** Requests of the memory run. */
  readonly memoryRequests: number
  /** Requests of each latency turn. */
  readonly latencyRequests: number
  /** Options of Node for the service. */
  readonly nodeOptions: readonly string[]
  /** Write docs/performance.md. */
  readonly write: boolean
  /** Where the figures go; undefined: the cache folder. */
  readonly json: string | undefined
}

/** Options of Node with which `npm start` runs the service: without a bound, room for young objects doubles the memory. */
const asStarted = '--max-semi-space-size=8'

export const help = `Usage: node bench/main.ts [options]

  --sittings N          how often all processes are started anew (4)
  --rounds N            rounds of a sitting in which every contestant has its turn (8)
  --memory-requests N   requests of the memory run (100000)
  --quick               2 sittings, 2 rounds, 4000 requests: to see that it works
  --node-options TEXT   options of Node for the service (${asStarted}, as npm start has it)
  --json FILE           where the figures go (cache folder)
  --write               write docs/performance.md
`

/** Options of the command line. Throws BenchFailed for numbers that are none. */
export const benchOptions = (args: readonly string[]): BenchOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sittings: { type: 'string' },
      rounds: { type: 'string' },
      'memory-requests': { type: 'string' },
      quick: { type: 'boolean', default: false },
      'node-options': { type: 'string', default: asStarted },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const [sittings, rounds, memory, latency] = values.quick ? [2, 2, 4000, 200] : [4, 8, 100_000, 1000]
  return {
    sittings: whole(values.sittings, sittings),
    rounds: whole(values.rounds, rounds),
    memoryRequests: whole(values['memory-requests'], memory),
    latencyRequests: latency,
    nodeOptions: values['node-options'].split(' ').filter((option) => option !== ''),
    write: values.write,
    json: values.json,
  }
}

const whole = (given: string | undefined, absent: number): number => {
  if (given === undefined) return absent
  if (/^\d{1,7}$/.test(given) && Number(given) >= 2) return Number(given)
  throw new BenchFailed(`"${given}" is no whole number from 2 on`)
}
