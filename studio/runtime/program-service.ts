import type { Sandboxes } from '../../src/sandbox/sandbox.ts'
import type { Also } from '../../src/server/service-parts.ts'
import { openTokenFile } from '../../src/server/token-file.ts'
import { memoryTraffic } from '../traffic/memory-traffic.ts'
import type { MemoryTraffic, MemoryTrafficOptions } from '../traffic/memory-traffic.ts'
import { registerTraffic } from '../traffic/traffic-routes.ts'
import { lazySandboxes } from './lazy-sandboxes.ts'
import { noMeter, programMeter } from './program-metrics.ts'
import type { ProgramMeter } from './program-metrics.ts'
import { registerPrograms } from './program-routes.ts'
import { programRuntime } from './runtime.ts'

export interface ProgramServiceOptions {
  /** Called once, when the first call needs them. */
  readonly sandboxes: () => Promise<Sandboxes>
  readonly traffic?: Omit<MemoryTrafficOptions, 'droppedLines' | 'failed'>
  /** File with the tokens of whoever may read the traffic over HTTP; without it nobody may. */
  readonly trafficTokenFile?: string | undefined
  /** Milliseconds since 1970, for the log. */
  readonly clock?: () => number
}

/** Everything that a process needs to answer for programs. */
export interface ProgramService {
  /** For the listeners of the hook service. They stop the sandboxes when they close. */
  readonly also: Also
  readonly traffic: MemoryTraffic
  readonly stop: () => Promise<void>
}

/** Nothing is started before the first call of a program. */
export const programService = ({ sandboxes, traffic: limits = {}, trafficTokenFile, clock = Date.now }: ProgramServiceOptions): ProgramService => {
  const pool = lazySandboxes(sandboxes)
  // There is a registry only where there is a listener.
  let meter: ProgramMeter = noMeter
  let failed: (error: unknown) => void = () => undefined
  const traffic = memoryTraffic({ ...limits, droppedLines: (program) => meter.droppedLines(program, 1), failed: (error) => failed(error) })
  const run = programRuntime({ sandboxes: pool.get, traffic, clock, meter: () => meter })
  return {
    traffic,
    stop: pool.stop,
    also: {
      hooks: (app, parts) => {
        meter = programMeter(parts.metrics.registry, { load: pool.load, clock })
        failed = (error) => parts.log.error({ reason: error instanceof Error ? error.message : String(error) }, 'a call of a program could not be kept')
        registerPrograms(app, parts, run)
        app.addHook('onClose', () => pool.stop())
      },
      operations: (app, { log }) => {
        if (trafficTokenFile !== undefined) registerTraffic(app, { traffic, token: openTokenFile(trafficTokenFile, log) })
      },
    },
  }
}
