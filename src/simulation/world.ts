import { createCluster } from '../cluster/cluster.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Metrics } from '../cluster/metrics.ts'
import type { Change } from '../cluster/server/object-table.ts'
import type { Rest, RestOptions } from '../cluster/rest.ts'
import type { Timing } from '../cluster/timing.ts'
import { virtualClock } from '../cluster/virtual-clock.ts'
import type { Discovery } from '../engine/discovery.ts'
import { createEngine } from '../engine/engine.ts'
import type { Engine } from '../engine/engine.ts'
import type { CallHook } from '../engine/hook-call.ts'
import { inProcessHooks } from '../engine/in-process-hooks.ts'
import type { Delivery } from '../engine/informer.ts'
import type { Clock } from '../engine/object-store.ts'
import type { Observer } from '../engine/observer.ts'
import { registrationOf } from '../engine/registration.ts'
import type { Controller } from '../kit/controller.ts'
import { kindsOf, resourcesOf } from '../kit/resources.ts'
import type { Settings } from '../kit/settings.ts'
import { controllerKinds } from './controller-kinds.ts'
import { followRegistrations } from './registrations.ts'

/** What else answers and acts in a world. */
export interface WorldGuests {
  /** Stands between the engine and the hooks: what goes wrong on the way, and hooks of controllers that are registered as objects. The clock is the world's. */
  readonly wire?: (hooks: CallHook, clock: Clock) => CallHook
  /** Somebody else at work in the cluster: called once, before anything happens. */
  readonly attend?: (world: World) => void
  readonly namespaces?: readonly string[]
}

export interface WorldOptions extends WorldGuests {
  readonly controllers: readonly Controller[]
  readonly settings?: Settings
  /** Everything random follows from it; 1 when absent. */
  readonly seed?: number
  /** Milliseconds since 1970 at which the clock starts; midnight of 2026-01-01 UTC when absent. */
  readonly start?: number
  /** The metrics API; pods that use little when absent. */
  readonly metrics?: Metrics
  readonly timing?: Partial<Timing>
  /** Is told of every change in the cluster, with the name of who made it. */
  readonly change?: (change: Change) => void
  /** Is told what the engine does and why. */
  readonly observer?: Observer
  /** Brings watch events to the engine's caches; at once when absent. */
  readonly delivery?: Delivery
}

/** Name under which the engine writes. */
export const engineName = 'metacontroller'

/** Midnight of 2026-01-01 UTC, in milliseconds since 1970. */
export const defaultStart = Date.UTC(2026, 0, 1)

/** Controllers on an engine on an embedded cluster, with one clock. Nothing happens before the clock moves. */
export interface World {
  readonly cluster: Cluster
  readonly discovery: Discovery
  /** The engine that runs now. */
  readonly engine: () => Engine
  /** Kills the engine and starts a new one, which knows nothing. */
  readonly restartEngine: () => void
  readonly runUntilIdle: (options?: RestOptions) => Promise<Rest>
  readonly advance: (milliseconds: number) => Promise<void>
}

/** A little of everything, so that autoscalers have something to go by. */
const idling: Metrics = () => ({ cpu: '20m', memory: '300Mi' })

export const createWorld = ({ controllers, settings = {}, observer, change, wire = (hooks) => hooks, attend, delivery, ...options }: WorldOptions): World => {
  const resources = [...resourcesOf(controllers), ...controllerKinds]
  const clock = virtualClock(options.start ?? defaultStart)
  const cluster = createCluster({ seed: 1, metrics: idling, ...options, clock, resources, kinds: controllers.flatMap(kindsOf), ...(change === undefined ? {} : { observe: change }) })
  const { discovery } = cluster
  const callHook = wire(inProcessHooks(controllers, { clock, settings }), clock)
  const given = { ...(observer === undefined ? {} : { observer }), ...(delivery === undefined ? {} : { delivery }) }
  let ends = (): void => undefined
  const boot = (): Engine => {
    const engine = createEngine({ store: cluster.client(engineName), clock, discovery, callHook, ...given })
    for (const controller of controllers) engine.start(registrationOf(controller))
    ends = followRegistrations(engine, { store: cluster.client(engineName), discovery, clock })
    return engine
  }
  let engine = boot()
  const world: World = {
    cluster,
    discovery,
    engine: () => engine,
    restartEngine: () => {
      ends()
      engine.stop()
      engine = boot()
    },
    runUntilIdle: cluster.runUntilIdle,
    advance: cluster.advance,
  }
  attend?.(world)
  return world
}
