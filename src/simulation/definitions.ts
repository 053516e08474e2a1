import { definitions } from '../cluster/kinds.ts'
import { definedBy } from '../cluster/server/definition.ts'
import type { ServedKind } from '../engine/discovery.ts'
import type { StoredObject } from '../engine/object-store.ts'
import type { KubernetesObject } from '../protocol/request.ts'

const isDefinition = ({ apiVersion, kind }: KubernetesObject): boolean => apiVersion === definitions.apiVersion && kind === definitions.kind

/** The kinds that CRDs among these objects define. A CRD that nobody could serve defines none. */
export const definedKinds = (objects: readonly StoredObject[]): readonly ServedKind[] => objects.filter(isDefinition).flatMap((object) => {
  try {
    return [definedBy(object).kind]
  } catch {
    // The API server says what is wrong with it when it is applied.
    return []
  }
})

/** What defines others comes first, else everything in its order: nobody has to sort files. */
export const definitionsFirst = <Item>(items: readonly Item[], objectOf: (item: Item) => KubernetesObject): readonly Item[] => {
  const { true: first = [], false: others = [] } = Object.groupBy(items, (item) => String(isDefinition(objectOf(item))))
  return [...first, ...others]
}
