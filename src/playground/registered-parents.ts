import { objectOf, specOf } from '../cluster/json-fields.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { controllerKinds } from '../simulation/controller-kinds.ts'
import type { Stage } from './stage.ts'

const composite = controllerKinds.find(({ kind }) => kind === 'CompositeController')

/** Names the controller of a parent that was registered as an object. */
export const registeredParents = ({ inventory, world: { discovery } }: Stage): (object: StoredObject) => string | undefined => {
  const registered = new Map(inventory.all().filter(({ apiVersion, kind }) => apiVersion === composite?.apiVersion && kind === composite.kind).map((object) => {
    const { apiVersion, resource } = objectOf(specOf(object)['parentResource'])
    return [`${String(apiVersion)} ${String(resource)}`, object.metadata.name]
  }))
  return ({ apiVersion, kind }) => registered.get(`${apiVersion} ${discovery.kind(apiVersion, kind)?.plural ?? ''}`)
}
