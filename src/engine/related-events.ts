import type { RelatedRule } from '../protocol/answer.ts'
import type { Kind } from '../kit/kind.ts'
import type { Customize } from './customize.ts'
import type { Discovery } from './discovery.ts'
import { isCrash } from './engine-errors.ts'
import type { CacheEvent, Informer } from './informer.ts'
import type { StoredObject } from './object-store.ts'
import type { Registration } from './registration.ts'
import { Namespace } from './related.ts'
import { namespaceLabels } from './related-objects.ts'
import { isNoticed } from './related-rule.ts'

/** Where rules are looked up. */
export interface RelatedScope {
  readonly registration: Registration
  readonly customize: Customize
  readonly discovery: Discovery
  readonly cache: (kind: Kind) => Informer
}

/** States of a related object that parents may be interested in: the old one counts too. None when nothing changed. */
export const statesOf = (event: CacheEvent): readonly StoredObject[] => {
  if (event.type !== 'Modified') return [event.object]
  return event.old.metadata.resourceVersion === event.object.metadata.resourceVersion ? [] : [event.old, event.object]
}

/**
 * Parents whose rules match a related object (metacontroller.md §3.2). A parent whose rules are not known is asked for
 * them here and now; when that fails it is passed over.
 */
export const parentsOfRelated = async (scope: RelatedScope, states: readonly StoredObject[]): Promise<readonly StoredObject[]> => {
  const found: StoredObject[] = []
  for (const { kind } of scope.registration.parents) {
    for (const parent of scope.cache(kind).index.values()) {
      const rules = scope.customize.known(parent) ?? await rulesOf(scope, parent)
      if (rules.some((rule) => states.some((state) => isInterested(scope, { rule, parent }, state)))) found.push(parent)
    }
  }
  return found
}

const rulesOf = async ({ customize }: RelatedScope, parent: StoredObject): Promise<readonly RelatedRule[]> => {
  try {
    return await customize.rules(parent)
  } catch (error) {
    if (isCrash(error)) throw error
    // The parent's next pass asks again and tells what is wrong.
    return []
  }
}

const isInterested = (scope: RelatedScope, { rule, parent }: { readonly rule: RelatedRule; readonly parent: StoredObject }, state: StoredObject): boolean => {
  const kind = scope.discovery.resource(rule.apiVersion, rule.resource)
  if (kind === undefined || state.kind !== kind.kind || state.apiVersion !== rule.apiVersion) return false
  const version = scope.registration.hooks.customize?.version ?? 'v1'
  return isNoticed(rule, state, { version, parent, kind, labelsOf: namespaceLabels(scope.cache(Namespace)) })
}
