import type { JsonValue } from '../../../src/kit/json.ts'
import { listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { isPythonIdentifier } from '../python/identifier.ts'
import { code, codeDefinition } from './code.ts'
import { topicOutput, topicOutputDefinition, topicOutputProblems } from './topic.ts'

const tableReference = struct({
  name: text('KasprTable to open.'),
  paramName: text('Parameter of the function that receives the table: a Python identifier.'),
}, 'A table that a step reads or writes.')

const step = {
  tables: optional(listOf(tableReference, 'Tables that the functions of this step get.', { maxItems: 64 })),
  map: optional(code('Function that turns a value into another one.')),
  filter: optional(code('Function that says whether a value goes on.')),
  topicSend: optional(topicOutput('Topic that the value is sent to.')),
}

const operation = struct({ name: text('Name by which the pipeline calls this step.'), ...step }, 'A step.')
const looseOperation = struct({ name: optional(text('Name by which the pipeline calls this step.')), ...step }, 'A step.')

const pipeline = listOf(text('Name of an operation.'), 'Names of operations in the order in which they run.', { maxItems: 256 })
const init = optional(code('Code that runs once; its names are visible to every operation.'))

/** Processors of an agent: it cannot start without pipeline and named operations. */
export const agentProcessors = struct({
  pipeline,
  init,
  operations: listOf(operation, 'The steps.', { maxItems: 256 }),
}, 'What is done with an event.')

/** Processors of webviews and tasks. */
export const processors = struct({
  pipeline: optional(pipeline),
  init,
  operations: optional(listOf(looseOperation, 'The steps.', { maxItems: 256 })),
}, 'What is done with an event.')
export type Processors = Static<typeof processors>
type Operation = NonNullable<Processors['operations']>[number]

/** The runtime's form of processors. */
export const processorsDefinition = (given: Processors | undefined): JsonValue => given === undefined ? null : {
  init: codeDefinition(given.init),
  operations: (given.operations ?? []).map(operationDefinition),
  pipeline: given.pipeline ?? [],
}

const operationDefinition = (given: Operation): JsonValue => ({
  filter: codeDefinition(given.filter),
  map: codeDefinition(given.map),
  name: given.name ?? null,
  tables: (given.tables ?? []).map(({ name, paramName }) => ({ name, param_name: paramName })),
  topic_send: given.topicSend === undefined ? null : topicOutputDefinition(given.topicSend),
})

/** What the runtime or upstream refuses inside processors. */
export const processorsProblems = (given: Processors | undefined): readonly Problem[] =>
  (given?.operations ?? []).flatMap((made, index) => operationProblems(made, `spec.processors.operations[${index}]`))

const operationProblems = (given: Operation, path: string): readonly Problem[] => [
  ...(given.tables ?? []).flatMap(({ paramName }, index) => isPythonIdentifier(paramName)
    ? [] : [problem(`${path}.tables[${index}].paramName`, `"${paramName}" is no Python identifier`)]),
  ...(given.topicSend === undefined ? [] : topicOutputProblems(given.topicSend, `${path}.topicSend`)),
]

/** Pipeline steps that no operation has: they fail when the stream runs (Q34). */
export const unknownSteps = (given: Processors | undefined): readonly Problem[] => {
  const known = new Set((given?.operations ?? []).map(({ name }) => name))
  return (given?.pipeline ?? []).flatMap((name, index) => known.has(name) ? [] : [problem(`spec.processors.pipeline[${index}]`, `no operation is named "${name}"`)])
}

/** Tables that a component's steps open, with the path of each reference. */
export const tableReferences = (given: Processors | undefined): readonly { readonly path: string; readonly table: string }[] =>
  (given?.operations ?? []).flatMap(({ tables }, operationIndex) => (tables ?? []).map(({ name }, index) =>
    ({ path: `spec.processors.operations[${operationIndex}].tables[${index}].name`, table: name })))
