import { flag, listOf, optional, struct, text } from '../../../../src/kit/fields.ts'
import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import { envNameProblem } from '../../../../src/kit/names.ts'
import type { Static } from '../../../../src/kit/schema.ts'

const keyReference = (of: string) => struct({
  key: text(`Key in the ${of}.`),
  name: text(`Name of the ${of}.`),
  optional: optional(flag('Start without it when it is missing.')),
}, `A value from a ${of}.`)

export const environmentVariable = struct({
  name: text('Name of the variable.'),
  value: optional(text('Value; exactly one of `value` and `valueFrom`.')),
  valueFrom: optional(struct({
    secretKeyRef: optional(keyReference('Secret')),
    configMapKeyRef: optional(keyReference('ConfigMap')),
    fieldRef: optional(struct({
      apiVersion: optional(text('Version of the field path.')),
      fieldPath: text('Field of the pod.'),
    }, 'A field of the pod.')),
  }, 'Source of the value; exactly one of its fields.')),
}, 'A variable.')
export type EnvironmentVariable = Static<typeof environmentVariable>

export const environment = (container: string) => listOf(environmentVariable, `Further variables of container ${container}; they come last, so they win.`)

const sources = ['secretKeyRef', 'configMapKeyRef', 'fieldRef'] as const

/** kaspr-resources.md §10 no. 15–18. */
export const environmentProblems = (given: readonly EnvironmentVariable[] | undefined, path: string): readonly Problem[] =>
  (given ?? []).flatMap((variable, index) => variableProblems(variable, `${path}[${index}]`))

const variableProblems = ({ name, value, valueFrom }: EnvironmentVariable, path: string): readonly Problem[] => {
  const badName = envNameProblem(name)
  const given = sources.filter((source) => valueFrom?.[source] !== undefined).length
  return [
    ...(badName === undefined ? [] : [problem(`${path}.name`, badName)]),
    ...((value === undefined) === (valueFrom === undefined) ? [problem(path, 'needs exactly one of value and valueFrom')] : []),
    ...(valueFrom !== undefined && given !== 1 ? [problem(`${path}.valueFrom`, `needs exactly one of ${sources.join(', ')}`)] : []),
  ]
}
