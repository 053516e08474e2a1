import { labelKeyProblem, labelValueProblem } from '../kit/names.ts'
import type { RelatedRule } from '../protocol/answer.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'

/** metav1.LabelSelector. */
export type LabelSelector = NonNullable<RelatedRule['labelSelector']>

/** Why Kubernetes does not take a selector; undefined for a good one. */
export const selectorProblem = ({ matchLabels, matchExpressions }: LabelSelector): string | undefined =>
  firstProblem([
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => labelKeyProblem(key) ?? labelValueProblem(value)),
    ...(matchExpressions ?? []).map(expressionProblem),
  ])

const firstProblem = (problems: readonly (string | undefined)[]): string | undefined => problems.find((problem) => problem !== undefined)

const expressionProblem = ({ key, operator, values = [] }: NonNullable<LabelSelector['matchExpressions']>[number]): string | undefined => {
  switch (operator) {
    case 'In': case 'NotIn': return values.length === 0 ? `${operator} needs values` : firstProblem([labelKeyProblem(key), ...values.map(labelValueProblem)])
    case 'Exists': case 'DoesNotExist': return values.length > 0 ? `${operator} takes no values` : labelKeyProblem(key)
    default: return `${operator} is no operator`
  }
}

/** A selector as it stands in an object; undefined when it has the wrong shape. What is absent or null is empty. */
export const readSelector = (value: JsonValue | undefined): LabelSelector | undefined => {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) return undefined
  const matchLabels = textMap(value['matchLabels'])
  const matchExpressions = expressions(value['matchExpressions'])
  return matchLabels === undefined || matchExpressions === undefined ? undefined : { matchLabels, matchExpressions: [...matchExpressions] }
}

export const isEmptySelector = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0

const textMap = (value: JsonValue | undefined): Record<string, string> | undefined => {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) return undefined
  const entries = Object.entries(value).flatMap(([key, text]) => typeof text === 'string' ? [[key, text] as const] : [])
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number]

const expressions = (value: JsonValue | undefined): readonly Expression[] | undefined => {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return undefined
  const read = value.flatMap(expression)
  return read.length === value.length ? read : undefined
}

const expression = (value: JsonValue): readonly Expression[] => {
  if (!isObject(value)) return []
  const { key, operator, values } = value
  const texts = Array.isArray(values) ? values.filter((text) => typeof text === 'string') : []
  return typeof key === 'string' && typeof operator === 'string' ? [{ key, operator, values: texts }] : []
}
