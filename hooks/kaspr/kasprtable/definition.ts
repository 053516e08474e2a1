import { durationSeconds } from '../../../src/kit/duration.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { codeDefinition } from '../component/code.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { textMapDefinition } from '../component/text-map.ts'
import { KasprTable } from './resource.ts'
import type { TableSpec } from './resource.ts'

type Window = NonNullable<TableSpec['window']>

const definition = (spec: TableSpec, name: string): JsonObject => ({
  default_selector: codeDefinition(spec.defaultSelector),
  description: spec.description ?? null,
  extra_topic_configs: textMapDefinition(spec.extraTopicConfigs ?? {}),
  global: spec.global ?? false,
  key_serializer: spec.keySerializer ?? null,
  name,
  options: textMapDefinition(spec.options ?? {}),
  partitions: spec.partitions ?? null,
  value_serializer: spec.valueSerializer ?? null,
  window: windowDefinition(spec.window),
})

/**
 * The runtime reads `relative_to_selector`; upstream always wrote a key that the runtime does not know. That key stays,
 * so that windowed tables keep their hash, and the right one is added only where it is used (Q4).
 */
const windowDefinition = (window: Window | undefined): JsonValue => window === undefined ? null : {
  hopping: hoppingDefinition(window.hopping),
  relative_to: window.relativeTo ?? null,
  relative_to_field_selector: null,
  ...(window.relativeToSelector === undefined ? {} : { relative_to_selector: codeDefinition(window.relativeToSelector) }),
  tumbling: tumblingDefinition(window.tumbling),
}

const hoppingDefinition = (given: Window['hopping']): JsonValue => given === undefined ? null
  : { expires: given.expires ?? null, size: seconds(given.size) ?? null, step: seconds(given.step) ?? null }

const tumblingDefinition = (given: Window['tumbling']): JsonValue => given === undefined ? null
  : { expires: given.expires ?? null, size: seconds(given.size) ?? null }

/** The runtime takes whole seconds; we accept them as number or text, and durations (Q4). */
const seconds = (given: string | number): number | undefined => {
  if (typeof given === 'number') return given
  return /^\d+$/.test(given) ? Number(given) : durationSeconds(given)
}

const problems = ({ window }: TableSpec): readonly Problem[] => [
  ...lengthProblem('spec.window.tumbling.size', window?.tumbling?.size),
  ...lengthProblem('spec.window.hopping.size', window?.hopping?.size),
  ...lengthProblem('spec.window.hopping.step', window?.hopping?.step),
]

const lengthProblem = (path: string, given: string | number | undefined): readonly Problem[] => {
  if (given === undefined) return []
  const length = seconds(given)
  return length !== undefined && Number.isSafeInteger(length) && length > 0 ? [] : [problem(path, 'must be a whole number of seconds above 0, or a duration such as 5m')]
}

export const table: ComponentKind<typeof TableSpec> = { resource: KasprTable, suffix: 'table', key: 'tables', definition, problems }
