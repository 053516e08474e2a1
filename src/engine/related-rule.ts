import type { RelatedRule } from '../protocol/answer.ts'
import { RelatedRuleInvalid } from './engine-errors.ts'
import type { Kind } from '../kit/kind.ts'
import { selectorProblem } from './label-selector.ts'
import type { StoredObject } from './object-store.ts'
import type { HookVersion } from './registration.ts'
import { answers } from './related.ts'
import type { NamespaceLabels } from './related.ts'

/** Who asks for related objects, and what kind the rule is about (metacontroller.md §3.9). */
export interface RuleScope {
  readonly version: HookVersion
  readonly parent: StoredObject
  readonly kind: Kind
  readonly labelsOf: NamespaceLabels
}

/** How a rule selects. */
type Shape = 'by-labels' | 'by-namespace-and-labels' | 'by-namespace-and-names' | 'by-namespace-selector'

export const shapeOf = ({ namespaceSelector, labelSelector, namespace = '', names = [] }: RelatedRule): Shape => {
  if (namespaceSelector !== undefined) return 'by-namespace-selector'
  if (labelSelector !== undefined && namespace !== '') return 'by-namespace-and-labels'
  return namespace !== '' || names.length > 0 ? 'by-namespace-and-names' : 'by-labels'
}

/** Throws RelatedRuleInvalid for a rule that fails the pass. */
export const checkRule = (rule: RelatedRule, scope: RuleScope): void => {
  const problem = mixed(rule) ?? misplaced(rule, scope) ?? selectorProblem(rule.labelSelector ?? {}) ?? selectorProblem(rule.namespaceSelector ?? {})
  if (problem !== undefined) throw new RelatedRuleInvalid(rule.resource, problem)
}

const mixed = ({ names = [], labelSelector, namespaceSelector, namespace = '' }: RelatedRule): string | undefined => {
  if (names.length > 0 && (labelSelector ?? namespaceSelector) !== undefined) return 'names and selectors exclude each other'
  return namespace !== '' && namespaceSelector !== undefined ? 'namespace and namespaceSelector exclude each other' : undefined
}

const misplaced = (rule: RelatedRule, scope: RuleScope): string | undefined => {
  if (rule.namespaceSelector !== undefined && scope.kind.scope === 'Cluster') return `${scope.kind.plural} have no namespaces to select`
  if (!isConfined(scope)) return undefined
  if (rule.namespaceSelector !== undefined) return 'a v1 hook of a namespaced parent cannot select namespaces'
  return (rule.namespace ?? '') !== '' && rule.namespace !== scope.parent.metadata.namespace ? 'a v1 hook sees the namespace of its parent only' : undefined
}

/** Whether a hook is kept to the namespace of its parent. */
const isConfined = ({ version, parent, kind }: RuleScope): boolean =>
  version === 'v1' && parent.metadata.namespace !== undefined && kind.scope === 'Namespaced'

/** Whether an object belongs into `related`. Names without a namespace reach everywhere, even in v1: the request drops what is foreign. */
export const isRelated = (rule: RelatedRule, object: StoredObject, scope: RuleScope): boolean =>
  answers(rule, object, scope.labelsOf) && (shapeOf(rule) !== 'by-labels' || !isConfined(scope) || isAtHome(object, scope))

/** Whether a change of an object calls the parent. A rule that fails a pass calls nobody. Most rules are about others: asked first. */
export const isNoticed = (rule: RelatedRule, object: StoredObject, scope: RuleScope): boolean =>
  answers(rule, object, scope.labelsOf) && (mixed(rule) ?? misplaced(rule, scope)) === undefined && (!isConfined(scope) || isAtHome(object, scope))

const isAtHome = (object: StoredObject, { parent }: RuleScope): boolean => object.metadata.namespace === parent.metadata.namespace

/** The one namespace that a rule looks into, or all of them. */
export const namespaceOf = (rule: RelatedRule, scope: RuleScope): string | undefined => {
  if (scope.kind.scope === 'Cluster') return undefined
  if (shapeOf(rule) === 'by-labels' && isConfined(scope)) return scope.parent.metadata.namespace
  return rule.namespace === '' ? undefined : rule.namespace
}
