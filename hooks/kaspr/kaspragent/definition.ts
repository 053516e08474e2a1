import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { processorsDefinition, processorsProblems, tableReferences, unknownSteps } from '../component/processors.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { topicOutputDefinition, topicOutputProblems, topicSettingsDefinition } from '../component/topic.ts'
import { KasprAgent } from './resource.ts'
import type { AgentSpec } from './resource.ts'

type Input = AgentSpec['input']
type Topic = NonNullable<Input['topic']>

/** `output` is left out when the agent has none; every other unset field is null (kaspr-resources.md 5.2). */
const definition = (spec: AgentSpec, name: string): JsonObject => ({
  description: spec.description ?? null,
  input: inputDefinition(spec.input),
  isolated_partitions: spec.isolatedPartitions ?? null,
  name,
  ...(spec.output === undefined ? {} : { output: { topics: spec.output.topics?.map(topicOutputDefinition) ?? null } }),
  processors: processorsDefinition(spec.processors),
})

const inputDefinition = ({ channel, declare, take, topic }: Input): JsonObject => ({
  channel: channel === undefined ? null : { name: channel.name },
  declare: declare ?? null,
  take: take === undefined ? null : { max: take.max, within: take.within },
  topic: topicDefinition(topic),
})

const topicDefinition = (topic: Topic | undefined): JsonValue => topic === undefined ? null : {
  ...topicSettingsDefinition(topic),
  key_serializer: topic.keySerializer ?? null,
  name: topic.name ?? null,
  pattern: topic.pattern ?? null,
  value_serializer: topic.valueSerializer ?? null,
}

const problems = (spec: AgentSpec): readonly Problem[] => [
  ...inputProblems(spec.input),
  ...(spec.output?.topics ?? []).flatMap((topic, index) => topicOutputProblems(topic, `spec.output.topics[${index}]`)),
  ...processorsProblems(spec.processors),
]

const inputProblems = ({ topic, channel }: Input): readonly Problem[] => {
  if (topic === undefined) return channel === undefined ? [problem('spec.input', 'needs a topic or a channel')] : []
  return Boolean(topic.name) === Boolean(topic.pattern) ? [problem('spec.input.topic', 'needs exactly one of name and pattern')] : []
}

export const agent: ComponentKind<typeof AgentSpec> = {
  resource: KasprAgent,
  suffix: 'agent',
  key: 'agents',
  definition,
  problems,
  unknownSteps: (spec) => unknownSteps(spec.processors),
  tableReferences: (spec) => tableReferences(spec.processors),
}
