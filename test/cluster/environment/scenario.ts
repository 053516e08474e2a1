import type { Test } from 'tap'
import type { Ground } from './ground.ts'

/** A story of an environment. It plays the same with every operator. */
export interface Scenario {
  /** Name of the team; two must not have the same. */
  readonly team: string
  /** Name of the environment behind that of the team; `shop-pr7` when absent. */
  readonly environment?: string
  /** What it shows. */
  readonly name: string
  readonly play: (ground: Ground, t: Test) => Promise<void>
}
