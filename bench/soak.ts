import { parseArgs } from 'node:util'
import { findingText, findings } from './soak/verdict.ts'
import { soak } from './soak/run.ts'

// Does the service hold more and more? npm run soak -- --minutes 60. Exit code 1 when something rises, or an answer was wrong.

const help = `
Usage: npm run soak -- [options]

  --minutes MINUTES   how long (60)
  --rate CALLS        calls that begin in a second (30)
  --samples COUNT     measurements, at even times (240)

Drives a service of its own with several kinds and sizes, unchanged requests, mistakes and slow callers. The line of
least squares over the second half must not rise: by 5 % of the level and 8 MiB for what is resident, 5 % and 2 MiB for
the heap, 5 for handles and descriptors.
`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '30' },
    samples: { type: 'string', default: '240' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const say = (text: string): void => { process.stdout.write(`${text}\n`) }

const [minutes, rate, samples] = [Number(values.minutes), Number(values.rate), Number(values.samples)]
if (values.help || ![minutes, rate, samples].every((number) => number > 0)) {
  say(help)
  process.exitCode = values.help ? 0 : 2
} else {
  const seen = await soak({ minutes, rate, samples, note: (text) => { process.stderr.write(`${text}\n`) } })
  for (const [name, count] of [...seen.tally].toSorted()) say(`${count} × ${name}`)
  say(`${seen.calls} calls in ${minutes} minutes, ${seen.wrong.length} with a wrong answer${seen.wrong.length > 0 ? `: ${[...new Set(seen.wrong)].join('; ')}` : ''}`)
  const found = findings(seen.samples)
  for (const finding of found) say(findingText(finding))
  const isGood = seen.wrong.length === 0 && found.every(({ isRising }) => !isRising)
  say(isGood ? 'FLAT: nothing rises' : 'FAILED: something rises, or was answered wrongly')
  process.exitCode = isGood ? 0 : 1
}
