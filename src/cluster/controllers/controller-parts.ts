import type { FaultBoard } from '../faults.ts'
import type { Metrics } from '../metrics.ts'
import type { ApiServer } from '../server/api-server.ts'
import type { Delays } from '../timing.ts'
import type { Work } from '../work.ts'

/** What the controllers of the cluster work with. */
export interface ControllerParts {
  readonly server: ApiServer
  readonly work: Work
  readonly delays: Delays
  readonly faults: FaultBoard
  /** What pods use; undefined where there is no metrics API. */
  readonly metrics: Metrics | undefined
}
