import { text } from 'node:stream/consumers'
import { main } from './main.ts'

/** The process around the command line: the only place that reads the environment, the clock and the streams. */
const environment = Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))

// A reader that stops early, such as `head`, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? 0 : 1) })

process.exitCode = await main(process.argv.slice(2), {
  out: (written) => { process.stdout.write(written) },
  err: (written) => { process.stderr.write(written) },
  stdin: () => text(process.stdin),
  env: environment,
  now: () => `${new Date().toISOString().slice(0, 19)}Z`,
})
