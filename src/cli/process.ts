import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { timestamp } from '../kit/timestamp.ts'
import { main } from './main.ts'

// Between two changes nearly every request of the service is answered 304, and its bytes alone keep the collector busy. Left
// to itself it would drop the hooks' compiled code meanwhile, with the shapes of objects that it was compiled for, and the
// next syncs would cost two to three times as much. The steward does little for months: there the heap must not grow to many
// times of what lives in it, and what only the start needed may go.
const flags = process.argv[2] === 'steward' ? ['--optimize-for-size'] : ['--no-flush-bytecode', '--retain-maps-for-n-gc=50']
for (const flag of flags) setFlagsFromString(flag)

/** The process around the command line: the only place that reads the environment, the clock and the streams. */
const environment = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))

// A reader that stops early, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? 0 : 1) })

process.exitCode = await main(process.argv.slice(2), {
  out: (written) => { process.stdout.write(written) },
  err: (written) => { process.stderr.write(written) },
  stdin: () => text(process.stdin),
  env: environment,
  now: () => timestamp(Date.now()),
})
