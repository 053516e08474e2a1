import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import type { FieldChange, Step } from './field-change.ts'
import { pathOf } from './field-change.ts'
import { changeText, valueText } from './shown.ts'

const templateSteps: readonly Step[] = ['spec', 'template']

/** Whether a change is one of the pod template. */
export const isTemplateChange = ({ steps }: FieldChange): boolean => templateSteps.every((step, index) => steps[index] === step)

/**
 * A change of a pod template in words: the container is named where there are several, and a variable by its name, because
 * hashes in variables say what a pod is replaced for.
 */
export const templateWords = (change: FieldChange, after: JsonObject): string => {
  const [group, list, item, ...field] = change.steps.slice(templateSteps.length)
  const isOfContainer = group === 'spec' && (list === 'containers' || list === 'initContainers') && typeof item === 'object'
  if (!isOfContainer) return changeText({ ...change, path: pathOf(change.steps.slice(templateSteps.length + (group === 'spec' ? 1 : 0))) })
  const isOnlyOne = list === 'containers' && containersOf(after) === 1
  return `${isOnlyOne ? '' : `${item.is}: `}${containerWords(change, field)}`
}

const containerWords = (change: FieldChange, field: readonly Step[]): string => {
  const [list, variable, what] = field
  if (list === 'env' && typeof variable === 'object') return variableWords(variable.is, what, change)
  if (field.length > 0) return `${pathOf(field)} ${valueText(change.from)} → ${valueText(change.to)}`
  return change.from === undefined ? 'new container' : 'container removed'
}

const variableWords = (name: string, what: Step | undefined, { from, to }: FieldChange): string => {
  if (what === 'value') return `variable ${name} ${valueText(from)} → ${valueText(to)}`
  if (from === undefined) return `new variable ${name}`
  return to === undefined ? `variable ${name} removed` : `variable ${name} changed`
}

const containersOf = ({ spec }: JsonObject): number => {
  const template = isObject(spec) ? spec['template'] : undefined
  const pod = isObject(template) ? template['spec'] : undefined
  const containers = isObject(pod) ? pod['containers'] : undefined
  return Array.isArray(containers) ? containers.length : 0
}
