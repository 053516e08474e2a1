import type { RelatedRule } from '../protocol/answer.ts'

type LabelSelector = NonNullable<RelatedRule['labelSelector']>
type Expression = NonNullable<LabelSelector['matchExpressions']>[number]
type Labels = Readonly<Record<string, string>>

/** Whether labels satisfy a selector, as Kubernetes decides it. An empty selector matches everything. */
export const selects = ({ matchLabels, matchExpressions }: LabelSelector, labels: Labels = {}): boolean =>
  Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (matchExpressions ?? []).every((expression) => satisfies(expression, labels))

const satisfies = ({ key, operator, values = [] }: Expression, labels: Labels): boolean => {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value)
    case 'NotIn': return value === undefined || !values.includes(value)
    case 'Exists': return value !== undefined
    case 'DoesNotExist': return value === undefined
    default: return false
  }
}
