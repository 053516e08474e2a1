import type { Bench } from './bench.ts'

/** What came of a property. `failure` names the recording and the smallest input in words; `notRun` says why nothing was tried. */
export interface Verdict {
  readonly failure?: string
  readonly notRun?: string
  /** Inputs that were looked at, where they needed no run of their own. */
  readonly tried?: number
}

/** Something that must be true of every program. */
export interface Property {
  readonly name: string
  /** Throws GateTimeUp when the time of the gate is over. */
  readonly check: (bench: Bench) => Promise<Verdict>
}
