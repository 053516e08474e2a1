import type { Test } from 'tap'
import type { Stage } from '../harness/stage.ts'

/** A story of the family. It plays the same with every operator. */
export interface Scenario {
  /** What it shows; with dashes for spaces it is the name of its namespace. */
  readonly name: string
  readonly play: (stage: Stage, t: Test) => Promise<void>
}
