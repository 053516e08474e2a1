import { listOf, objectOf } from '../cluster/json-fields.ts'
import { renderParent } from '../engine/render.ts'
import { withMetadata } from '../engine/metadata.ts'
import { timestamp } from '../kit/timestamp.ts'
import type { StoredObject } from '../engine/object-store.ts'
import type { CompositeController } from '../kit/controller.ts'
import { userName } from '../simulation/apply.ts'
import type { PauseMark } from './playground.ts'
import type { Stage } from './stage.ts'

/** Whether a parent is paused, and whether it would be with the mark: its hook is asked, which costs nothing and changes nothing. */
export const pauseState = ({ world, inventory }: Stage, object: StoredObject, { controller, mark }: { readonly controller: CompositeController; readonly mark: PauseMark }): 'paused' | 'running' | 'never' => {
  const context = { now: timestamp(world.cluster.clock.now()), settings: {} }
  const isPaused = (parent: StoredObject): boolean => {
    const { body } = renderParent(controller, parent, { around: { objects: inventory.all() }, context })
    return listOf(objectOf(body['status'])['conditions']).map(objectOf).some(({ type, status }) => type === 'Paused' && status === 'True')
  }
  if (isPaused(object)) return 'paused'
  return isPaused(marked(object, mark, true)) ? 'running' : 'never'
}

const marked = (object: StoredObject, { annotation, value }: PauseMark, isPaused: boolean): StoredObject => {
  const others = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => key !== annotation)
  return withMetadata(object, { annotations: Object.fromEntries(isPaused ? [...others, [annotation, value]] : others) })
}

/** Sets or takes away the mark. */
export const setPaused = async ({ world }: Stage, object: StoredObject, { mark, isPaused }: { readonly mark: PauseMark; readonly isPaused: boolean }): Promise<void> => {
  const kind = world.discovery.kind(object.apiVersion, object.kind)
  if (kind !== undefined) await world.cluster.client(userName).update(kind, marked(object, mark, isPaused))
}
