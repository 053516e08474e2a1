import type { Controller } from '../kit/controller.ts'
import type { Settings } from '../kit/settings.ts'
import { userName } from '../simulation/apply.ts'
import { createTimeline } from '../simulation/timeline.ts'
import type { Timeline } from '../simulation/timeline.ts'
import { createWorld, engineName } from '../simulation/world.ts'
import type { World, WorldGuests } from '../simulation/world.ts'
import { faultList } from './fault-list.ts'
import type { FaultList } from './fault-list.ts'
import { createHistory, isTold } from './history.ts'
import type { History } from './history.ts'
import { createInventory } from './inventory.ts'
import type { Inventory } from './inventory.ts'
import { readSettings } from './read-settings.ts'

/** A world and all that is known about it; starting over makes a new one. */
export interface Stage {
  readonly world: World
  readonly inventory: Inventory
  readonly history: History
  readonly timeline: Timeline
  readonly faults: FaultList
  /** Settings that hooks have asked for. */
  readonly read: () => Settings
}

export interface StageOptions {
  readonly controllers: readonly Controller[]
  readonly settings: Settings
  /** Milliseconds since 1970 at which its clock starts. */
  readonly start: number
  readonly guests?: WorldGuests
  /** Is told that something happened. */
  readonly ring: () => void
}

/** How far back the timeline goes. */
const kept = { most: 1000, quiet: 200 }

export const createStage = ({ controllers, settings: all, start, guests, ring }: StageOptions): Stage => {
  const { settings, read } = readSettings(all)
  const inventory = createInventory()
  const history = createHistory(kept)
  const worlds: World[] = []
  const timeline = createTimeline({ now: () => worlds[0]?.cluster.clock.now() ?? start, start, engine: engineName, most: 1 })
  timeline.listen((entry) => {
    if (entry.type === 'fault' || entry.type === 'change' || (entry.type === 'apply' && !entry.object.startsWith('ResourceQuota'))) history.incident(entry)
  })
  const world = createWorld({
    ...guests, controllers, settings, start,
    observer: history.observer,
    change: (change) => {
      inventory.change(change)
      if (worlds.length > 0 && (isTold(change) || change.by === userName)) timeline.change(change)
      ring()
    },
  })
  worlds.push(world)
  return { world, inventory, history, timeline, faults: faultList(world, timeline), read }
}
