import { baseSeed, fc } from '../fixtures/drawn.ts'
import type t from 'tap'
import { controllers } from '../../hooks/index.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import { newBench } from './bench.ts'
import type { Sample } from './bench.ts'
import { BrokenLaw } from './broken-law.ts'
import { answeredElsewhere } from './elsewhere.ts'
import { travel } from './journeys.ts'
import { globalNames } from './purity.ts'
import { scenarioOf } from './scenario.ts'

type Test = Pick<typeof t, 'test' | 'pass' | 'fail' | 'ok' | 'strictSame' | 'comment' | 'setTimeout'>

/** States a controller and shard; with all shards together every controller meets at least 100,000. */
const statesOfShard = 25_000
export const shards = 4

/** Scenarios between two looks at the count of states. */
const batch = 50

/** One part of the states of every controller; the parts run side by side. */
export const runShard = (t: Test, shard: number): void => {
  t.setTimeout(1_500_000)
  const composites = controllers.filter((controller) => controller.type === 'composite')
  for (const controller of composites) {
    t.test(`${controller.name} keeps the laws in ${statesOfShard} states (shard ${shard} of ${shards})`, async (t) => {
      const samples = statesKeepLaws(t, controller, baseSeed + shard)
      t.strictSame(await answeredElsewhere(samples), samples.map(({ answer }) => answer), 'another process gives the same bytes')
    })
  }
}

const statesKeepLaws = (t: Test, controller: CompositeController, seed: number): readonly Sample[] => {
  const bench = newBench()
  const scenarios = scenarioOf(controller)
  const names = globalNames()
  const property = fc.property(scenarios, (scenario) => { travel(bench, controller, scenario) })
  for (let round = 0; bench.states < statesOfShard; round += 1) {
    const found = fc.check(property, { seed: seed + 1000 * round, numRuns: batch })
    if (found.failed) return reported(t, found, bench.samples)
  }
  t.pass(`${bench.states} states, seed ${seed}`)
  t.strictSame(globalNames(), names, 'nothing global was touched')
  return bench.samples
}

interface Found { readonly seed: number; readonly counterexamplePath: string | null; readonly counterexample: unknown; readonly errorInstance: unknown }

const reported = (t: Test, { seed, counterexamplePath, counterexample, errorInstance: error }: Found, samples: readonly Sample[]): readonly Sample[] => {
  const [law, evidence] = error instanceof BrokenLaw ? [error.message, error.evidence] : [error instanceof Error ? error.stack : String(error), undefined]
  t.fail(String(law), { seed, path: counterexamplePath, scenario: JSON.stringify(counterexample), request: JSON.stringify(evidence), hint: 'LAWS_SEED chooses the seed of a whole run' })
  return samples
}
