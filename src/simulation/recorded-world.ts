import type { Fault } from '../cluster/fault.ts'
import type { Change } from '../cluster/server/object-table.ts'
import { uidOf } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import type { Observer } from '../engine/observer.ts'
import { createTimeline } from './timeline.ts'
import type { Timeline } from './timeline.ts'
import { createWorld, defaultStart, engineName } from './world.ts'
import type { World, WorldOptions } from './world.ts'

export interface RecordedWorld {
  readonly world: World
  readonly timeline: Timeline
  /** Everything that exists, in the order in which it was created. */
  readonly objects: () => readonly StoredObject[]
}

export interface RecordedOptions extends WorldOptions {
  /** How many entries of the timeline are kept; all when absent. */
  readonly most?: number
}

/** A world that writes down what happens in it. */
export const recordedWorld = ({ most, ...options }: RecordedOptions): RecordedWorld => {
  const start = options.start ?? defaultStart
  const worlds: World[] = []
  const objects = new Map<string, StoredObject>()
  const timeline = createTimeline({ now: () => worlds[0]?.cluster.clock.now() ?? start, start, engine: engineName, ...(most === undefined ? {} : { most }) })
  const change = (told: Change): void => {
    if (told.type === 'Deleted') objects.delete(uidOf(told.before ?? told.object))
    else objects.set(uidOf(told.object), told.object)
    // What is there before the world begins is no news.
    if (worlds.length > 0) timeline.change(told)
    options.change?.(told)
  }
  const made = createWorld({ ...options, start, change, observer: both(timeline.observer, options.observer ?? {}) })
  worlds.push(made)
  return { timeline, objects: () => [...objects.values()], world: recorded(made, timeline) }
}

const recorded = (world: World, timeline: Timeline): World => ({
  ...world,
  cluster: { ...world.cluster, faults: recordedFaults(world, timeline) },
  restartEngine: () => {
    timeline.add({ type: 'restart', by: 'user', verb: 'restarted', object: `Engine ${engineName}` })
    world.restartEngine()
  },
})

const both = (first: Observer, second: Observer): Observer => ({
  write: (trace) => { first.write?.(trace); second.write?.(trace) },
  pass: (trace) => { first.pass?.(trace); second.pass?.(trace) },
  hook: (trace) => { first.hook?.(trace); second.hook?.(trace) },
  event: (record) => { first.event?.(record); second.event?.(record) },
})

const recordedFaults = ({ cluster: { faults } }: World, timeline: Timeline): World['cluster']['faults'] => ({
  ...faults,
  inject: (fault) => {
    timeline.add(told(fault, 'begins'))
    const end = faults.inject(fault)
    return () => {
      if (faults.active().includes(fault)) timeline.add(told(fault, 'ends'))
      end()
    }
  },
})

const told = (fault: Fault, verb: 'begins' | 'ends') => ({ type: 'fault', by: 'user', verb, object: struck(fault), fault } as const)

/** Whom a fault strikes, in words. */
const struck = (fault: Fault): string => {
  if ('pods' in fault) return `Pod ${fault.pods.name ?? '*'}`
  if ('controller' in fault) return fault.controller
  return 'kind' in fault && fault.kind !== undefined ? fault.kind : '*'
}
