import { identityOf } from '../../src/diff/object-diffs.ts'
import { described } from '../../src/engine/metadata.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { wantedChildren } from '../../src/recording/applied-children.ts'

export const words = (child: JsonObject): string => described(trusted<KubernetesObject>(child))

/** Children of an answer that another answer does not want. */
export const missingFrom = (others: JsonObject, answer: JsonObject): readonly JsonObject[] => {
  const known = new Set(wantedChildren(others).map(identityOf))
  return wantedChildren(answer).filter((child) => !known.has(identityOf(child)))
}

/** A child that another one of its kind stands in for; undefined when children only came, or only went. */
export const renamed = (before: JsonObject, after: JsonObject): { readonly from: string; readonly to: string } | undefined => {
  const gone = missingFrom(after, before)
  const come = missingFrom(before, after)
  const from = gone.find(({ kind }) => come.some((child) => child['kind'] === kind))
  const to = come.find(({ kind }) => kind === from?.['kind'])
  return from === undefined || to === undefined ? undefined : { from: words(from), to: words(to) }
}
