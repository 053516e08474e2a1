import type { StoredObject } from '../engine/object-store.ts'
import type { ActiveFault } from './fault-list.ts'
import { objectTrees } from './object-tree.ts'
import type { TreeNode } from './object-tree.ts'
import type { Playground } from './playground.ts'
import { registeredParents } from './registered-parents.ts'
import type { ClockState } from './world-clock.ts'

/** What changes all the time; sent as an event. */
export interface Pulse {
  /** Another one means that objects, syncs or faults are different. */
  readonly revision: string
  readonly clock: ClockState
}

/** What the page shows at a glance. */
export interface WorldState extends Pulse {
  readonly release: string
  /** Where the service answers. */
  readonly service: string
  readonly faults: readonly ActiveFault[]
  readonly trees: readonly TreeNode[]
}

export const pulseOf = ({ stage, clock }: Playground): Pulse => {
  const { inventory, history, faults } = stage()
  const last = history.chapters().at(-1)?.id ?? 0
  return { revision: [inventory.revision(), last, ...faults.active().map(({ id }) => `f${id}`)].join('.'), clock: clock.state() }
}

export const worldState = (playground: Playground): WorldState => {
  const { stage, options: { release, service, controllers } } = playground
  const { inventory, faults } = stage()
  const registered = registeredParents(stage())
  const parentOf = (object: StoredObject): string | undefined =>
    controllers.find(({ parent }) => parent.apiVersion === object.apiVersion && parent.kind === object.kind)?.name ?? registered(object)
  return { ...pulseOf(playground), release, service: service.url, faults: faults.active(), trees: objectTrees(inventory.all(), parentOf) }
}
