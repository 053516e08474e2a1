import type { Clock } from '../../src/engine/object-store.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import type { Playground } from '../../src/playground/playground.ts'
import type { Sandboxes } from '../../src/sandbox/sandbox.ts'
import type { Log } from '../../src/server/log.ts'
import { localIdentity, randomToken } from '../api/local-identity.ts'
import type { LocalParts } from '../api/local-studio.ts'
import { workerAuthoring } from '../authoring/worker-authoring.ts'
import { runGate } from '../gate/run-gate.ts'
import { lazySandboxes } from '../runtime/lazy-sandboxes.ts'
import { stageStore } from './stage-store.ts'
import { stageTraffic } from './stage-traffic.ts'
import type { WorldPrograms } from './world-programs.ts'

export interface PlaygroundStudioOptions {
  readonly playground: Playground
  readonly programs: WorldPrograms
  readonly log: Log
}

/** Namespace of drafts and fixtures. */
const namespace = 'default'

/**
 * A Studio on the world of a playground, for the one person in front of it. Everything of it is in that world: starting
 * over resets programs, revisions, drafts, recordings and logs together.
 */
export const playgroundStudio = ({ playground, programs, log }: PlaygroundStudioOptions): LocalParts => {
  const token = randomToken()
  const authoring = workerAuthoring()
  const sandboxes = sandboxesOnDemand()
  return {
    token,
    options: {
      identity: localIdentity({ token, store: stageStore(playground, 'local') }),
      own: stageStore(playground, 'studio'),
      traffic: stageTraffic(playground, programs),
      clock: clockOf(playground),
      authoring, sandboxes, gate: runGate, namespace, release: playground.options.release, log, hosts: [],
    },
    stop: async () => { await Promise.all([authoring.stop(), sandboxes.stop()]) },
  }
}

/** Times are those of the world; who waits for something, such as an open page, waits in front of it. */
const clockOf = ({ stage }: Playground): Clock => ({ now: () => stage().world.cluster.clock.now(), after: systemClock.after })

const sandboxesOnDemand = (): Sandboxes => {
  const { get, load, stop } = lazySandboxes(async () => (await import('../../src/sandbox/sandboxes.ts')).createSandboxes())
  return { run: async (call) => (await get()).run(call), load: () => load() ?? { workers: 0, busy: 0, queued: 0 }, stop }
}
