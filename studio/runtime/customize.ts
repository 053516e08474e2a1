import { HookBundle } from '../../hooks/program/hookbundle/resource.ts'
import { checkOf } from '../../src/kit/check.ts'
import { parsedJson } from '../../src/kit/json.ts'
import { dnsLabelProblem, dnsSubdomainProblem, labelValueProblem } from '../../src/kit/names.ts'
import { RelatedRule } from '../../src/protocol/answer.ts'
import type { CustomizeAnswer } from '../../src/protocol/answer.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { CustomizeRequest } from '../../src/protocol/request.ts'
import { Type } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { RelatedRulesInvalid } from '../errors.ts'
import { filledText } from './field-template.ts'

/** Where the controller of a program carries the rules of its related objects: a JSON list. */
export const relatedAnnotation = 'studio.kaspr.io/related'

const check = checkOf(Type.Array(RelatedRule))

/**
 * What a program's hook reads: its bundle, by a name that never changes, and what its rules name for this parent. A rule
 * that needs a field that the parent does not have is left out. Throws RelatedRulesInvalid.
 */
export const relatedOf = (program: string, { controller, parent }: CustomizeRequest): CustomizeAnswer => ({
  relatedResources: [
    { apiVersion: HookBundle.apiVersion, resource: HookBundle.plural, names: [program] },
    ...rulesOf(trusted<JsonObject>(controller)).flatMap((rule) => filledRule(rule, trusted<JsonObject>(parent)) ?? []),
  ],
})

const rulesOf = ({ metadata }: JsonObject): readonly RelatedRule[] => {
  const annotations = isObject(metadata) && isObject(metadata['annotations']) ? metadata['annotations'] : {}
  const text = annotations[relatedAnnotation]
  if (text === undefined) return []
  const rules = parsedJson(String(text))
  if (!check.matches(rules)) throw new RelatedRulesInvalid(relatedAnnotation)
  return rules
}

/** Every text of a rule filled in; undefined when one cannot be, or when the API server would refuse it: a selector with a hole selects too much. */
const filledRule = (rule: RelatedRule, parent: JsonObject): RelatedRule | undefined => {
  const fill = filling(parent)
  const names = rule.names?.map((name) => fill(name, dnsSubdomainProblem))
  const filled = {
    ...rule,
    ...(rule.namespace === undefined ? {} : { namespace: fill(rule.namespace, dnsLabelProblem) }),
    ...(names === undefined ? {} : { names: names.length === 0 ? undefined : names }),
    ...(rule.labelSelector === undefined ? {} : { labelSelector: filledSelector(rule.labelSelector, fill) }),
  }
  return isWhole(trusted<JsonValue>(filled)) ? trusted<RelatedRule>(filled) : undefined
}

type Fill = (template: string, problem: (text: string) => string | undefined) => string | undefined

const filling = (parent: JsonObject): Fill => (template, problem) => {
  const text = filledText(template, parent)
  return text === undefined || problem(text) !== undefined ? undefined : text
}

const filledSelector = ({ matchLabels, matchExpressions }: NonNullable<RelatedRule['labelSelector']>, fill: Fill): object => ({
  ...(matchLabels === undefined ? {} : { matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [key, fill(value, labelValueProblem)])) }),
  ...(matchExpressions === undefined ? {} : {
    matchExpressions: matchExpressions.map(({ values, ...rest }) => ({ ...rest, ...(values === undefined ? {} : { values: values.map((value) => fill(value, labelValueProblem)) }) })),
  }),
})

/** Nothing inside is undefined. */
const isWhole = (value: JsonValue | undefined): boolean =>
  value !== undefined && (typeof value !== 'object' || value === null || Object.values(value).every((item: JsonValue | undefined) => isWhole(item)))
