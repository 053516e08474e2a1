import { parseArgs } from 'node:util'
import { BenchFailed } from './failure.ts'

/** What a run measures. */
export interface BenchOptions {
  /** Rounds in which every contestant has its turn. */
  readonly rounds: number
  /** Requests of the memory run. */
  readonly memoryRequests: number
  /** Requests of each latency turn. */
  readonly latencyRequests: number
  /** Write docs/performance.md. */
  readonly write: boolean
  /** Where the figures go; undefined: the cache folder. */
  readonly json: string | undefined
}

export const help = `Usage: node bench/main.ts [options]

  --rounds N            rounds in which every contestant has its turn (25)
  --memory-requests N   requests of the memory run (100000)
  --quick               5 rounds, 4000 requests: to see that it works
  --json FILE           where the figures go (cache folder)
  --write               write docs/performance.md
`

/** Options of the command line. Throws BenchFailed for numbers that are none. */
export const benchOptions = (args: readonly string[]): BenchOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' },
      'memory-requests': { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const [rounds, memory, latency] = values.quick ? [5, 4000, 200] : [25, 100_000, 1000]
  return {
    rounds: whole(values.rounds, rounds),
    memoryRequests: whole(values['memory-requests'], memory),
    latencyRequests: latency,
    write: values.write,
    json: values.json,
  }
}

const whole = (given: string | undefined, absent: number): number => {
  if (given === undefined) return absent
  if (/^\d{1,7}$/.test(given) && Number(given) >= 2) return Number(given)
  throw new BenchFailed(`"${given}" is no whole number from 2 on`)
}
