import { isAnswered } from '../../replay/program-run.ts'
import type { ProgramRun } from '../../replay/program-run.ts'
import { isStopped } from '../bench.ts'
import type { Bench } from '../bench.ts'
import type { Property, Verdict } from '../property.ts'
import { sampleWords } from '../sample.ts'
import type { Sample } from '../sample.ts'

/** So many runs make the slowest hundredth mean something. */
const leastRuns = 20
const bytesPerMiB = 1024 * 1024

/** Recorded requests may grow: half of the time and half of the memory must be enough for them. */
export const limits: Property = {
  name: 'limits',
  check: async (bench) => {
    if (bench.samples.length === 0) return { notRun: 'there is nothing to run' }
    const measured: Measured[] = []
    for (let round = 0; measured.length < Math.max(leastRuns, bench.samples.length); round += 1) {
      const sample = bench.samples[round % bench.samples.length]
      if (sample === undefined) break
      const run = await bench.run(sample.call)
      if (!isAnswered(run) && isStopped(run)) return { failure: `${sampleWords(sample)}: as it was recorded, it is stopped (${run.failure.kill ?? ''}): ${run.failure.message}` }
      measured.push({ sample, run })
    }
    return judged(bench, measured)
  },
}

interface Measured { readonly sample: Sample; readonly run: ProgramRun }

const judged = ({ candidate: { bundle } }: Bench, measured: readonly Measured[]): Verdict => {
  const { timeoutMs, memoryMiB } = bundle.limits
  const slow = hundredth(measured, ({ milliseconds }) => milliseconds)
  if (slow !== undefined && slow.run.milliseconds >= timeoutMs / 2) {
    return { failure: `${sampleWords(slow.sample)}: as it was recorded, it takes ${Math.round(slow.run.milliseconds)} ms (p99); the half of ${timeoutMs} ms is allowed` }
  }
  const large = hundredth(measured, ({ memoryBytes }) => memoryBytes)
  if (large !== undefined && large.run.memoryBytes >= memoryMiB * bytesPerMiB / 2) {
    return { failure: `${sampleWords(large.sample)}: as it was recorded, it needs ${(large.run.memoryBytes / bytesPerMiB).toFixed(1)} MiB; the half of ${memoryMiB} MiB is allowed` }
  }
  return {}
}

/** The run at which the largest hundredth begins. */
const hundredth = (measured: readonly Measured[], amount: (run: ProgramRun) => number): Measured | undefined => {
  const sorted = measured.toSorted((a, b) => amount(a.run) - amount(b.run))
  return sorted[Math.ceil(sorted.length * 0.99) - 1]
}
