import type { Test } from 'tap'
import type { Stage } from '../harness/stage.ts'
import type { FakeMembers } from './fake-members.ts'
import type { StewardProcess } from './steward-process.ts'

/** Where a scenario plays: its app is the only one of that name in the namespace. */
export interface World {
  readonly stage: Stage
  readonly members: FakeMembers
  /** Starts a steward for this namespace. */
  readonly steward: () => StewardProcess
}

/** A story of day two. Stories play side by side, because most of their time is waiting for reports that must be apart. */
export interface Scenario {
  /** With the numbers of kaspr-lifecycle.md 13. */
  readonly name: string
  /** Name of its app. */
  readonly app: string
  readonly play: (world: World, t: Test, app: string) => Promise<void>
}
