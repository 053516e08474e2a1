import { AppliedCache } from './applied-cache.ts'
import type { Discovery } from './discovery.ts'
import { EventRecorder } from './event-recorder.ts'
import type { CallHook } from './hook-call.ts'
import { Informers, promptly } from './informer.ts'
import type { Delivery } from './informer.ts'
import type { Clock, ObjectStore } from './object-store.ts'
import type { Observer } from './observer.ts'
import type { Registration } from './registration.ts'
import { RunningController } from './running-controller.ts'
import type { DelayedKey } from './work-queue.ts'

export interface EngineOptions {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly callHook: CallHook
  readonly discovery: Discovery
  readonly observer?: Observer
  /** Brings watch events to the caches; at once when absent. */
  readonly delivery?: Delivery
  /** Passes at a time of each controller, `--workers`; 5 when absent. */
  readonly workers?: number
  /** Milliseconds after which every parent is looked at again, `--cache-flush-interval`; 30 minutes when absent. */
  readonly resyncMilliseconds?: number
  /** Milliseconds from a ready parent to its pass; 1 when absent. It makes time pass in a loop without end. */
  readonly dispatchMilliseconds?: number
}

/** Metacontroller 4.17 over any object store. */
export interface Engine {
  /** Starts a controller; one of the same type and name is stopped before. */
  readonly start: (registration: Registration) => void
  /** Stops a controller. Finalizers stay on its parents. */
  readonly end: (of: Pick<Registration, 'type' | 'name'>) => void
  /** Stops everything at once, as a killed process: passes in the middle of their work write nothing any longer. */
  readonly stop: () => void
  /** Passes that are due or being made. */
  readonly pending: () => number
  /** Parents that come back by themselves. */
  readonly delayed: () => readonly (DelayedKey & { readonly controller: string })[]
  /** Why Metacontroller's process would have died; everything stands still then. */
  readonly crash: () => string | undefined
  readonly events: EventRecorder
}

const defaults = { workers: 5, resyncMilliseconds: 30 * 60 * 1000, dispatchMilliseconds: 1 } as const

export const createEngine = ({ observer = {}, delivery = promptly, ...options }: EngineOptions): Engine => {
  const { store, clock } = options
  const informers = new Informers({ store, clock, delivery })
  const events = new EventRecorder(clock, observer)
  const applied = new AppliedCache()
  const running = new Map<string, RunningController>()
  let crashed: string | undefined
  const end = (of: Pick<Registration, 'type' | 'name'>): void => {
    const controller = running.get(keyOf(of))
    if (controller === undefined) return
    running.delete(keyOf(of))
    tell(events, controller.registration, 'Stopping')
    controller.stop()
    tell(events, controller.registration, 'Stopped')
  }
  const stop = (): void => {
    for (const controller of running.values()) controller.stop()
    running.clear()
    informers.close()
  }
  const onCrash = (message: string): void => {
    crashed ??= message
    stop()
  }
  const start = (registration: Registration): void => {
    end(registration)
    tell(events, registration, 'Starting')
    const controller = new RunningController({ ...defaults, ...options, registration, informers, observer, events, applied, onCrash })
    running.set(keyOf(registration), controller)
    controller.start()
    tell(events, registration, 'Started')
  }
  return { start, end, stop, events, crash: () => crashed, pending: () => pendingOf(running), delayed: () => delayedOf(running) }
}

type Running = ReadonlyMap<string, RunningController>

const keyOf = ({ type, name }: Pick<Registration, 'type' | 'name'>): string => `${type} ${name}`

const pendingOf = (running: Running): number => [...running.values()].reduce((sum, controller) => sum + controller.pending, 0)

const delayedOf = (running: Running): readonly (DelayedKey & { readonly controller: string })[] =>
  [...running.values()].flatMap(({ registration: { name }, delayed }) => delayed.map((key) => ({ ...key, controller: name })))

const tell = (events: EventRecorder, { type, name }: Registration, reason: 'Starting' | 'Started' | 'Stopping' | 'Stopped'): void => {
  const kind = type === 'composite' ? 'CompositeController' : 'DecoratorController'
  events.tell({ kind, metadata: { name } }, { type: 'Normal', reason, message: `${reason} controller: ${name}` })
}
