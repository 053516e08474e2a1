import { parseArgs } from 'node:util'
import { brokenText, checkSeed } from '../test/simulation/schedules/check.ts'

// Plays schedules until the seeds are used up: npm run simtest -- --seeds 1000000 [--from N]. Ends with exit code 1 when
// one of them broke an invariant; its seed belongs into test/simulation/regressions.ts then.

const usage = 'Usage: npm run simtest -- [--seeds 10000] [--from 1] [--most 5]\n'

const wholeNumber = (text: string): number => {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number < 1 || !Number.isSafeInteger(number)) {
    process.stderr.write(`KH_USAGE: ${text} is no whole number above 0\n${usage}`)
    process.exit(2)
  }
  return number
}

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '10000' }, from: { type: 'string', default: '1' }, most: { type: 'string', default: '5' } } })
const [seeds, from, most] = [wholeNumber(values.seeds), wholeNumber(values.from), wholeNumber(values.most)]

const began = performance.now()
const seconds = (): number => (performance.now() - began) / 1000
let [broken, told, played] = [0, 0, 0]

for (let seed = from; seed < from + seeds && broken < most; seed += 1) {
  const found = await checkSeed(seed)
  played += 1
  if (found !== undefined) {
    broken += 1
    process.stdout.write(`${brokenText(found)}\n`)
  }
  if (seconds() - told >= 10) {
    told = seconds()
    process.stderr.write(`${played} of ${seeds} schedules, ${broken} broken, ${(played / told).toFixed(0)} a second\n`)
  }
}
process.stdout.write(`${played} schedules from seed ${from} in ${seconds().toFixed(0)} s: ${broken} broken\n`)
process.exitCode = broken === 0 ? 0 : 1
