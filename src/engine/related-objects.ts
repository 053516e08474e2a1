import type { RelatedRule } from '../protocol/answer.ts'
import type { ServedKind } from './discovery.ts'
import { RelatedNotSynced, ResourceUnknown } from './engine-errors.ts'
import type { Informer } from './informer.ts'
import { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { Namespace } from './related.ts'
import type { NamespaceLabels } from './related.ts'
import { checkRule, isRelated, namespaceOf } from './related-rule.ts'
import type { RuleScope } from './related-rule.ts'

/** Labels of namespaces as a cache has them. */
export const namespaceLabels = (namespaces: Informer): NamespaceLabels => (name) => {
  const namespace = namespaces.index.get({ name })
  return namespace === undefined ? undefined : namespace.metadata.labels ?? {}
}

/**
 * Related objects of a parent, as its customize hook asks for them (metacontroller.md §3.9). Throws RelatedNotSynced,
 * ResourceUnknown, RelatedRuleInvalid, and what the hook's call throws.
 */
export const relatedObjects = async (pass: Pass, parent: StoredObject): Promise<ObjectGroups<StoredObject>> => {
  const groups = new ObjectGroups<StoredObject>()
  if (!pass.customize.isEnabled) return groups
  for (const rule of await pass.customize.rules(parent)) addRelated(pass, groups, { rule, parent })
  return groups
}

const addRelated = (pass: Pass, groups: ObjectGroups<StoredObject>, { rule, parent }: { readonly rule: RelatedRule; readonly parent: StoredObject }): void => {
  const kind = resourceOf(pass, rule)
  const informer = pass.relatedCache(kind)
  if (!informer.isSynced) throw new RelatedNotSynced(kind.plural)
  const scope: RuleScope = { version: pass.registration.hooks.customize?.version ?? 'v1', parent, kind, labelsOf: namespaceLabels(pass.cache(Namespace)) }
  checkRule(rule, scope)
  if (rule.namespaceSelector !== undefined && !pass.cache(Namespace).isSynced) throw new RelatedNotSynced(Namespace.plural)
  groups.open(kind)
  for (const object of candidates(informer, rule, scope)) if (isRelated(rule, object, scope)) groups.add(object)
}

const resourceOf = ({ discovery }: Pass, { apiVersion, resource }: RelatedRule): ServedKind => {
  const kind = discovery.resource(apiVersion, resource)
  if (kind === undefined) throw new ResourceUnknown(resource, apiVersion)
  return kind
}

/** What has to be looked at: a few names, what has a label, a namespace, or everything. */
const candidates = (informer: Informer, rule: RelatedRule, scope: RuleScope): Iterable<StoredObject> => {
  const namespace = namespaceOf(rule, scope)
  const isExact = (rule.names ?? []).length > 0 && (namespace !== undefined || scope.kind.scope === 'Cluster')
  const [label] = Object.entries(rule.labelSelector?.matchLabels ?? {})
  if (!isExact) return label === undefined ? informer.index.values(namespace) : informer.index.labelled(...label)
  return (rule.names ?? []).flatMap((name) => informer.index.get({ name, namespace }) ?? [])
}
