import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { OaatType } from '../oaattype/resource.ts'
import { typeProblem } from '../oaattype/type-problem.ts'
import { readDuration } from '../duration-text.ts'
import type { Group, GroupInput } from './group.ts'
import { itemPlace } from './item-list.ts'
import { longestItem, mostItems } from './spec.ts'
import { windowProblems } from './windows.ts'

/** Why nothing can be run. `message` is upstream's text where it has one (oaat.md A2, A5). */
export interface Invalidity extends Problem {
  readonly reason: string
  /** What `status.oaat_action.message` says. */
  readonly action: string
}

const invalid = (reason: string, path: string, action: string): Invalidity => ({ reason, path, message: action, action })

/** First reason why a group can run nothing, in upstream's order; undefined: it can. */
export const invalidity = (group: Group, { related }: Pick<GroupInput, 'related'>): Invalidity | undefined =>
  nameInvalidity(group) ?? frequencyInvalidity(group) ?? typeInvalidity(group, typeOf(group, related)) ?? itemsInvalidity(group) ?? otherInvalidity(group)

/** The OaatType of a group: always of its own namespace (C5). */
export const typeOf = ({ spec, namespace }: Group, related: GroupInput['related']): Custom<unknown, unknown> | undefined =>
  spec.oaatType === undefined ? undefined : related.get<Custom<unknown, unknown>>(OaatType, spec.oaatType, namespace)

const nameInvalidity = ({ name }: Group): Invalidity | undefined => name.length > 63
  ? invalid('InvalidName', 'metadata.name', 'the name becomes a label of the pods: at most 63 characters') : undefined

const frequencyInvalidity = ({ name, spec, frequency }: Group): Invalidity | undefined => {
  if (frequency !== undefined) return undefined
  const action = `invalid frequency specification ${spec.frequency ?? ''} in ${name}`
  return { ...invalid('InvalidFrequency', 'spec.frequency', action), message: `${action}: it must be longer than zero, such as 30s, 1h30m or 1d` }
}

const typeInvalidity = ({ spec, namespace }: Group, type: Custom<unknown, unknown> | undefined): Invalidity | undefined => {
  if (spec.oaatType === undefined || spec.oaatType === '') return invalid('OaatTypeNotFound', 'spec.oaatType', 'cannot find OaatType None')
  if (type === undefined) return invalid('OaatTypeNotFound', 'spec.oaatType', `Error: cannot find OaatType ${namespace}/${spec.oaatType}: ${spec.oaatType} does not exist.`)
  const found = typeProblem(type.spec)
  return found === undefined ? undefined : { ...invalid('InvalidOaatType', 'spec.oaatType', found), message: `error in OaatType definition ${spec.oaatType}: ${found}` }
}

const itemsInvalidity = ({ name, spec, items }: Group): Invalidity | undefined => {
  if (items === undefined) return invalid('ItemsNotFound', 'spec.itemsFrom', `${spec.itemsFrom === undefined ? 'items' : itemPlace(spec.itemsFrom.configMap)} does not exist`)
  return items.length === 0 ? invalid('MissingItems', 'spec.oaatItems', `no items found. Please set "oaatItems" in ${name}`) : sizeInvalidity(spec, items)
}

/** The schema looks at the items of a group, but not into a ConfigMap. */
const sizeInvalidity = ({ itemsFrom }: Group['spec'], items: readonly string[]): Invalidity | undefined => {
  if (itemsFrom === undefined) return undefined
  if (items.length > mostItems) return invalid('TooManyItems', 'spec.itemsFrom', `${items.length} items: at most ${mostItems} have room in a status`)
  const long = items.find((item) => item.length > longestItem)
  return long === undefined ? undefined : invalid('InvalidItem', 'spec.itemsFrom', `item ${long.slice(0, 20)}… has ${long.length} characters, at most ${longestItem} are allowed`)
}

const otherInvalidity = ({ spec, windows }: Group): Invalidity | undefined => {
  const found = [...backoffProblems(spec), ...windowProblems(windows)][0]
  return found === undefined ? undefined : { ...invalid('InvalidSpec', found.path, `${found.path}: ${found.message}`), message: found.message }
}

const backoffProblems = ({ failureBackoff, failureCoolOff }: Group['spec']): readonly Problem[] => {
  if (failureBackoff === undefined) return []
  if (failureCoolOff !== undefined) return [problem('spec.failureBackoff', 'excludes failureCoolOff')]
  return (['initial', 'max'] as const).filter((key) => readDuration(failureBackoff[key]).milliseconds === undefined)
    .map((key) => problem(`spec.failureBackoff.${key}`, 'is no duration such as 30s or 1h'))
}

/** Durations that were read, but perhaps not as they were meant (C14). They run; people are told. */
export const ambiguities = ({ spec }: Group): readonly Problem[] => Object.entries({
  'spec.frequency': spec.frequency,
  'spec.failureCoolOff': spec.failureCoolOff,
  'spec.startTimeout': spec.startTimeout,
  'spec.activeDeadline': spec.activeDeadline,
  'spec.podRetention.maxAge': spec.podRetention?.maxAge,
}).flatMap(([path, text]) => {
  const { ambiguous, milliseconds } = readDuration(text)
  return ambiguous ? [problem(path, `"${text ?? ''}" is read as ${milliseconds === undefined ? 'no duration' : `${milliseconds / 1000} seconds`}; write it like 1d, 2h30m or 45s`)] : []
})
