import type { StoredObject } from '../src/engine/object-store.ts'
import type { Resource } from '../src/kit/resource.ts'
import { isResource } from '../src/kit/resources.ts'
import type { Cluster, Listed } from './cluster.ts'

/** Kinds of ours that controllers are registered for, each once. Built-in kinds that a decorator acts on are too many to read. */
export const parentKinds = ({ controllers }: Pick<Cluster, 'controllers'>): readonly Resource[] =>
  [...new Set(controllers.map(({ parent }) => parent).filter(isResource))]

/** Parents of every kind. Throws what the API server refuses first. */
export const parentsOf = async (cluster: Cluster): Promise<readonly StoredObject[]> => {
  const lists: Listed[] = []
  for (const kind of parentKinds(cluster)) lists.push(await cluster.list(kind))
  return lists.flatMap(({ items }) => items)
}
