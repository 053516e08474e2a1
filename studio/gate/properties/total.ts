import fc from 'fast-check'
import { isAnswered } from '../../replay/program-run.ts'
import type { RunCall } from '../../replay/program-run.ts'
import { isStopped } from '../bench.ts'
import type { Bench } from '../bench.ts'
import { mutationsOf } from '../mutations.ts'
import type { Mutation } from '../mutations.ts'
import { nextCall } from '../next-request.ts'
import type { Property, Verdict } from '../property.ts'
import { sampleWords } from '../sample.ts'
import type { Sample } from '../sample.ts'
import { isHeldBack } from './schema.ts'

const runs = 200
/** Single mutations of the first recordings that are tried one by one, before they are mixed by chance. */
const mostSingle = 150

/** Whatever an optional field holds, there is an answer. */
export const total: Property = {
  name: 'total',
  check: async (bench) => {
    if (bench.samples.length === 0) return { notRun: 'there is nothing to run' }
    const [plain, answered] = await asRecorded(bench)
    if (plain !== undefined) return { failure: plain }
    return answered.length === 0 ? { notRun: 'no recording gets an answer' } : { tried: answered.length, ...await mutated(bench, answered) }
  },
}

/** First recording that gets no answer by a mistake, or those that get one. */
const asRecorded = async (bench: Bench): Promise<readonly [string | undefined, readonly Sample[]]> => {
  const answered: Sample[] = []
  for (const sample of bench.samples) {
    const run = await bench.base(sample)
    if (isAnswered(run)) answered.push(sample)
    else if (!isHeldBack(run.failure) && !isStopped(run)) return [`${sampleWords(sample)}: as it was recorded, there is no answer: ${run.failure.message}`, []]
  }
  return [undefined, answered.filter((sample) => bench.few.includes(sample))]
}

/** A request that is changed, and what was done with it before. */
interface Subject { readonly words: string; readonly call: RunCall; readonly mutations: readonly Mutation[] }
interface Pick { readonly at: number; readonly picks: readonly number[] }

const pick: fc.Arbitrary<Pick> = fc.record({ at: fc.nat({ max: 1000 }), picks: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 3 }) })

const mutated = async (bench: Bench, samples: readonly Sample[]): Promise<Verdict> => {
  const subjects = (await Promise.all(samples.map((sample) => subjectsOf(bench, sample)))).flat().filter(({ mutations }) => mutations.length > 0)
  const failures = new Map<string, string>()
  const stopped: unknown[] = []
  const holds = async (drawn: Pick): Promise<boolean> => {
    try {
      const failure = stopped.length > 0 ? undefined : await failureOf(bench, subjects, drawn)
      if (failure !== undefined) failures.set(JSON.stringify(drawn), failure)
      return failure === undefined
    } catch (cause) {
      // No mistake of the program: shrinking would look for a smaller one.
      stopped.push(cause)
      return true
    }
  }
  const { counterexample } = await fc.check(fc.asyncProperty(pick, holds), { seed: bench.seed, numRuns: runs, examples: singles(subjects) })
  const found = counterexample === null ? undefined : failures.get(JSON.stringify(counterexample[0]))
  if (found === undefined && stopped.length > 0) throw stopped[0]
  return found === undefined ? {} : { failure: found }
}

/** The request as it was recorded, and the one that follows when its answer was applied: then there are children. */
const subjectsOf = async (bench: Bench, sample: Sample): Promise<readonly Subject[]> => {
  const run = await bench.base(sample)
  const subject = (words: string, call: RunCall): Subject => ({ words, call, mutations: mutationsOf(call.request, bench.candidate) })
  const recorded = subject(sampleWords(sample), sample.call)
  return isAnswered(run) ? [recorded, subject(`${sampleWords(sample)}, after its answer was applied`, nextCall(sample.call, run.answer))] : [recorded]
}

const singles = (subjects: readonly Subject[]): [Pick][] =>
  subjects.flatMap(({ mutations }, at) => mutations.map((_, index): [Pick] => [{ at, picks: [index] }])).slice(0, mostSingle)

const failureOf = async (bench: Bench, subjects: readonly Subject[], { at, picks }: Pick): Promise<string | undefined> => {
  const subject = subjects[at % Math.max(subjects.length, 1)]
  if (subject === undefined) return undefined
  const { words, call, mutations } = subject
  const chosen = [...new Set(picks.map((index) => mutations[index % mutations.length]))].filter((mutation) => mutation !== undefined)
  const request = chosen.reduce((made, { apply }) => apply(made), call.request)
  const run = await bench.run({ ...call, request })
  return isAnswered(run) ? undefined : `${words}: ${chosen.map((mutation) => mutation.words).join(' and ')} there is no answer: ${run.failure.message}`
}
