import type { ProgramRun, RunCall, Runner } from '../replay/program-run.ts'
import { isAnswered } from '../replay/program-run.ts'
import type { AnsweredRun } from '../replay/program-run.ts'
import { GateOverloaded, GateTimeUp } from '../errors.ts'
import type { Candidate, GateInput } from './gate.ts'
import type { Verdict } from './property.ts'
import { sampleWords, spread } from './sample.ts'
import type { Sample } from './sample.ts'

/** What properties are checked with. */
export interface Bench {
  readonly candidate: Candidate
  readonly active: Candidate | undefined
  readonly message: string
  readonly seed: number
  /** All of them, newest first. */
  readonly samples: readonly Sample[]
  /** Some of every parent: for properties that run each of them often. */
  readonly few: readonly Sample[]
  /** Runs the candidate. Throws GateTimeUp and GateOverloaded. */
  readonly run: (call: RunCall) => Promise<ProgramRun>
  /** What the candidate does with a sample as it is; run once. Throws GateTimeUp and GateOverloaded. */
  readonly base: (sample: Sample) => Promise<ProgramRun>
  /** The same of the active revision; undefined when there is none. Throws GateTimeUp and GateOverloaded. */
  readonly activeRun: (sample: Sample) => Promise<ProgramRun | undefined>
  /** Runs so far. */
  readonly runs: () => number
}

const minute = 60_000

/** A program that was stopped so often at what was recorded is not run on the rest of it: each would take its full time. */
const mostStops = 3

/** A bench whose time runs from now on. */
export const createBench = ({ candidate, active, message, seed = 1, mostMilliseconds = minute }: GateInput, samples: readonly Sample[], runner: Runner): Bench => {
  const end = performance.now() + mostMilliseconds
  const known = new Map<Sample, ProgramRun>()
  let runs = 0
  const timed = (of: Candidate) => async (call: RunCall): Promise<ProgramRun> => {
    if (performance.now() > end) throw new GateTimeUp(mostMilliseconds)
    runs += 1
    const made = await runner(of.bundle, call)
    if (!isAnswered(made) && made.failure.kill === 'overloaded') throw new GateOverloaded()
    return made
  }
  const run = timed(candidate)
  const stops: ProgramRun[] = []
  const base = async (sample: Sample): Promise<ProgramRun> => {
    const made = known.get(sample) ?? stops[mostStops - 1] ?? await run(sample.call)
    if (!known.has(sample) && isStopped(made)) stops.push(made)
    known.set(sample, made)
    return made
  }
  const activeRun = async ({ call }: Sample): Promise<ProgramRun | undefined> => active === undefined ? undefined : timed(active)(call)
  return { candidate, active, message, seed, samples, few: spread(samples, { each: 3, most: 40 }), run, base, activeRun, runs: () => runs }
}

/** Stopped for its size: a matter of the limits. Other kills are mistakes. */
export const isStopped = (run: ProgramRun): boolean => !isAnswered(run) && sizeKills.has(run.failure.kill)

const sizeKills: ReadonlySet<string | undefined> = new Set(['timeout', 'memory', 'stack', 'input', 'output'])

/** A sample with the candidate's answer. */
export interface AnsweredSample extends Sample { readonly base: AnsweredRun }

/** First failure among the samples of a hook that get an answer; those that get none are the business of `total` and `limits`. */
export const everyAnswered = async (
  bench: Bench,
  { hook = 'sync', samples = bench.few }: { readonly hook?: RunCall['hook'] | 'any'; readonly samples?: readonly Sample[] },
  check: (sample: AnsweredSample) => Promise<string | undefined>,
): Promise<Verdict> => {
  let answered = 0
  for (const sample of samples.filter(({ call }) => hook === 'any' || call.hook === hook)) {
    const base = await bench.base(sample)
    if (!isAnswered(base)) continue
    answered += 1
    const failure = await check({ ...sample, base })
    if (failure !== undefined) return { failure: `${sampleWords(sample)}: ${failure}`, tried: answered }
  }
  return answered > 0 ? { tried: answered } : { notRun: `no recording of ${hook === 'any' ? 'a hook' : hook} gets an answer` }
}
