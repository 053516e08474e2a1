import type { Test } from 'tap'
import type { Town } from './town.ts'

/** Something that is expected of the Studio on a cluster. It plays the same with every operator. */
export interface Scenario {
  readonly name: string
  readonly play: (town: Town, t: Test) => Promise<void>
}
