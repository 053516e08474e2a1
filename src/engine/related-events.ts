import type { RelatedRule } from '../protocol/answer.ts'
import type { Kind } from '../kit/kind.ts'
import type { Customize } from './customize.ts'
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
  readonly cache: (kind: Kind) => Informer
}

/** States of a related object that parents may be interested in: the old one counts too. None when nothing changed. */
export const statesOf = (event: CacheEvent): readonly StoredObject[] => {
  if (event.type !== 'Modified') return [event.object]
  return event.old.metadata.resourceVersion === event.object.metadata.resourceVersion ? [] : [event.old, event.object]
}

/**
 * Parents whose rules match a related object of a kind (metacontroller.md §3.2). A parent whose rules are not known is
 * asked for them here and now; when that fails it is passed over. Throws only what would have crashed the real process.
 */
export const parentsOfRelated = async (of: RelatedScope, kind: Kind, states: readonly StoredObject[]): Promise<readonly StoredObject[]> => {
  const found: StoredObject[] = []
  const version = of.registration.hooks.customize?.version ?? 'v1'
  const labelsOf = namespaceLabels(of.cache(Namespace))
  for (const parents of of.registration.parents) {
    for (const parent of of.cache(parents.kind).index.values()) {
      const rules = of.customize.known(parent) ?? await rulesOf(of, parent)
      const scope = { version, parent, kind, labelsOf }
      if (rules.some((rule) => isAbout(rule, kind) && states.some((state) => isNoticed(rule, state, scope)))) found.push(parent)
    }
  }
  return found
}

const isAbout = ({ apiVersion, resource }: RelatedRule, kind: Kind): boolean => resource === kind.plural && apiVersion === kind.apiVersion

const rulesOf = async ({ customize }: RelatedScope, parent: StoredObject): Promise<readonly RelatedRule[]> => {
  try {
    return await customize.rules(parent)
  } catch (error) {
    if (isCrash(error)) throw error
    // The parent's next pass asks again and tells what is wrong.
    return []
  }
}
