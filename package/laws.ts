import fc from 'fast-check'
import type { CompositeController } from '../src/kit/controller.ts'
import { newBench } from '../test/laws/bench.ts'
import { BrokenLaw } from '../test/laws/broken-law.ts'
import { travel } from '../test/laws/journeys.ts'
import { scenarioOf } from '../test/laws/scenario.ts'

// `kaspr-hooks/laws`: the laws that every controller of this project is run through.

export { BrokenLaw } from '../test/laws/broken-law.ts'

/** How long the laws are tried. */
export interface Trial {
  /** Random lives of a parent; each is a few dozen states. 100 when absent. */
  readonly scenarios?: number
  /** The same number gives the same lives; 1 when absent. */
  readonly seed?: number
}

export interface Verdict {
  /** Requests that the hook answered. */
  readonly states: number
  /** The first law that does not hold, with the smallest life that was found to show it; absent when all of them hold. */
  readonly broken?: BrokenLaw
}

/**
 * Runs a controller through the laws: deterministic, pure, total, fixpoint, canonical, accepted, no loss. Lives are drawn
 * from the schemas of the controller and of what it reads.
 */
export const tryLaws = (controller: CompositeController, { scenarios = 100, seed = 1 }: Trial = {}): Verdict => {
  const bench = newBench()
  const property = fc.property(scenarioOf(controller), (scenario) => { travel(bench, controller, scenario) })
  const { failed, errorInstance: error } = fc.check(property, { seed, numRuns: scenarios })
  if (!failed) return { states: bench.states }
  if (error instanceof BrokenLaw) return { states: bench.states, broken: error }
  return { states: bench.states, broken: new BrokenLaw('total', error instanceof Error ? error.message : String(error)) }
}
