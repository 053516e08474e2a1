import { groupKey } from '../protocol/group-key.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Kind, Observed } from './kind.ts'

/** Objects that came with a request, by kind. */
export interface View {
  /** All objects of a kind, ordered by namespace and name, byte by byte. */
  list<Shape>(of: Kind<Shape>): readonly Observed<Shape>[]
  /** One object by name; `namespace` narrows it where a request may hold several. */
  get<Shape>(of: Kind<Shape>, name: string, namespace?: string): Observed<Shape> | undefined
  /** Every object of every kind. */
  all(): readonly KubernetesObject[]
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => a < b ? -1 : a > b ? 1 : 0

const sorted = (group: Record<string, KubernetesObject> | undefined): readonly KubernetesObject[] =>
  group === undefined ? [] : Object.entries(group).sort(byKey).map(([, object]) => object)

/** Reads the groups of a request. Shapes of built-in kinds are the API server's word. */
export const viewOf = (groups: ObjectGroups): View => {
  const list = <Shape>(of: Kind<Shape>): readonly Observed<Shape>[] => trusted(sorted(groups[groupKey(of)]))
  return {
    list,
    get: (of, name, namespace) => list(of).find(({ metadata }) =>
      metadata.name === name && (namespace === undefined || metadata.namespace === namespace)),
    all: () => Object.values(groups).flatMap(sorted),
  }
}
