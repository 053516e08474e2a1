import { objectCount, objectIn } from '../protocol/group-key.ts'
import type { KubernetesObject, ObjectGroups } from '../protocol/request.ts'
import { covers } from './covers.ts'
import type { Child } from './kind.ts'

/** An observed child that an answer changes, and where: its spec, its data, or all of it goes. */
export interface Drift {
  readonly object: KubernetesObject
  readonly field: 'spec' | 'data' | 'deleted'
}

type Body = { readonly spec?: unknown; readonly data?: unknown }

/**
 * Observed children that differ from the wanted ones. Fields that others added are no drift, nor are children that are
 * made anew. One walk over spec and data, without copies: it runs with every computed answer.
 */
export const driftOf = (observed: ObjectGroups, wanted: readonly (Child & Body)[], namespace: string | undefined): readonly Drift[] => {
  const found: Drift[] = []
  const known = new Set<KubernetesObject>()
  for (const child of wanted) {
    const object: (KubernetesObject & Body) | undefined = objectIn(observed, child, namespace)
    if (object === undefined) continue
    known.add(object)
    for (const field of ['spec', 'data'] as const) if (!covers(object[field], child[field])) found.push({ object, field })
  }
  return known.size === objectCount(observed) ? found : [...found, ...unwanted(observed, known)]
}

/** What is on its way out already is not counted a second time. */
const unwanted = (observed: ObjectGroups, known: ReadonlySet<KubernetesObject>): readonly Drift[] =>
  Object.values(observed).flatMap((group) => Object.values(group))
    .filter((object) => !known.has(object) && (object.metadata.deletionTimestamp ?? null) === null)
    .map((object) => ({ object, field: 'deleted' }))
