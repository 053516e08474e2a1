import { selects } from '../kit/selector.ts'
import { isObject } from '../protocol/json.ts'
import { SelectorInvalid } from './engine-errors.ts'
import { isEmptySelector, readSelector, selectorProblem } from './label-selector.ts'
import type { LabelSelector } from './label-selector.ts'
import { described, uidOf } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { CompositeRegistration } from './registration.ts'
import { selectorLabel } from './apply.ts'

/** Which labels make an object a child of a parent (metacontroller.md §3.7). Throws SelectorInvalid. */
export const childSelector = ({ generateSelector }: CompositeRegistration, parent: StoredObject): LabelSelector => {
  if (generateSelector) return { matchLabels: { [selectorLabel]: uidOf(parent) } }
  const spec = parent['spec']
  const selector = readSelector(isObject(spec) ? spec['selector'] : undefined)
  if (selector === undefined) throw new SelectorInvalid(described(parent), 'spec.selector is no label selector')
  if (isEmptySelector(selector)) throw new SelectorInvalid(described(parent), 'spec.selector has neither matchLabels nor matchExpressions')
  const problem = selectorProblem(selector)
  if (problem !== undefined) throw new SelectorInvalid(described(parent), problem)
  return selector
}

export const isSelected = (selector: LabelSelector, object: StoredObject): boolean => selects(selector, object.metadata.labels)
