import { syncSandbox } from '../../src/sandbox/sync-sandbox.ts'
import type { World, WorldGuests } from '../../src/simulation/world.ts'
import { programCallHook } from '../runtime/call-hook.ts'
import { noMeter } from '../runtime/program-metrics.ts'
import { syncProgramRuntime } from '../runtime/runtime.ts'
import { memoryTraffic } from '../traffic/memory-traffic.ts'
import type { MemoryTraffic } from '../traffic/memory-traffic.ts'
import { sparing } from './sparing.ts'
import { vouchForApplied } from './vouching.ts'

/** Programs in clusters in memory, with all that the hook service does for them. Nothing is started before one is called. */
export interface WorldPrograms {
  /** For the options of one world. */
  readonly guests: () => WorldGuests
  /** What programs of a world were asked and said; empty for worlds without our guests. */
  readonly trafficOf: (world: World) => MemoryTraffic
  readonly stop: () => Promise<void>
}

export interface WorldProgramsOptions {
  /** People wait while programs run. */
  readonly isWatched?: boolean
}

export const worldPrograms = ({ isWatched = false }: WorldProgramsOptions = {}): WorldPrograms => {
  const sandbox = syncSandbox()
  const run = isWatched ? sparing(sandbox.run, () => performance.now()) : sandbox.run
  const traffics = new WeakMap<World, MemoryTraffic>()
  return {
    guests: () => {
      const traffic = memoryTraffic()
      return {
        wire: (hooks, clock) => programCallHook({ clock, run: syncProgramRuntime({ run, traffic, meter: () => noMeter, clock: clock.now }) }, hooks),
        attend: (world) => {
          traffics.set(world, traffic)
          vouchForApplied(world)
        },
      }
    },
    trafficOf: (world) => traffics.get(world) ?? memoryTraffic(),
    stop: sandbox.stop,
  }
}
