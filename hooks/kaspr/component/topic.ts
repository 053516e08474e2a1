import type { JsonObject } from '../../../src/kit/json.ts'
import { choice, flag, integer, looseTextMap, optional, struct, text } from '../../../src/kit/fields.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { code, codeDefinition } from './code.ts'
import { textMapDefinition } from './text-map.ts'

const serializers = ['raw', 'json', 'pickle', 'binary'] as const

/** Encoding of keys and values. */
export const serializer = (of: string) => choice(serializers, `Encoding of ${of}.`)

/** Settings that a topic gets when the runtime creates it. */
export const topicSettings = {
  partitions: optional(integer('Number of partitions when the topic is created.')),
  retention: optional(integer('Retention in seconds when the topic is created.')),
  replicas: optional(integer('Replication factor when the topic is created.')),
  compacting: optional(flag('Compact the topic when it is created.')),
  deleting: optional(flag('Delete old data of the topic when it is created.')),
  config: optional(looseTextMap('Further topic settings, for example `cleanup.policy`.')),
}

/** A topic that messages are sent to. */
export const topicOutput = (description: string) => struct({
  name: optional(text('Topic to send to. Exactly one of `name` and `nameSelector`.')),
  nameSelector: optional(code('Function that picks the topic.')),
  declare: optional(flag('Create the topic before the first message.')),
  passThrough: optional(flag('Hand the original value to the next step after sending.')),
  ack: optional(flag('Wait for the broker to acknowledge.')),
  keySerializer: optional(serializer('message keys')),
  valueSerializer: optional(serializer('message values')),
  ...topicSettings,
  keySelector: optional(code('Function that makes the message key.')),
  valueSelector: optional(code('Function that makes the message value.')),
  partitionSelector: optional(code('Function that picks the partition.')),
  headersSelector: optional(code('Function that makes the message headers.')),
  predicate: optional(code('Function that says whether to send at all.')),
}, description, {
  'x-kubernetes-validations': [{ rule: 'has(self.name) != has(self.nameSelector)', message: 'exactly one of name and nameSelector is needed' }],
})
export type TopicOutput = Static<ReturnType<typeof topicOutput>>

interface TopicSettings {
  readonly compacting?: boolean
  readonly config?: Readonly<Record<string, string | number>>
  readonly deleting?: boolean
  readonly partitions?: number
  readonly replicas?: number
  readonly retention?: number
}

/** The runtime's form of settings for a topic that is created. */
export const topicSettingsDefinition = (given: TopicSettings): JsonObject => ({
  compacting: given.compacting ?? null,
  config: given.config === undefined ? null : textMapDefinition(given.config),
  deleting: given.deleting ?? null,
  partitions: given.partitions ?? null,
  replicas: given.replicas ?? null,
  retention: given.retention ?? null,
})

/** The runtime's form of a topic output. */
export const topicOutputDefinition = (given: TopicOutput): JsonObject => ({
  ...topicSettingsDefinition(given),
  ...topicFlags(given),
  headers_selector: codeDefinition(given.headersSelector),
  key_selector: codeDefinition(given.keySelector),
  name_selector: codeDefinition(given.nameSelector),
  partition_selector: codeDefinition(given.partitionSelector),
  predicate: codeDefinition(given.predicate),
  value_selector: codeDefinition(given.valueSelector),
})

const topicFlags = (given: TopicOutput): JsonObject => ({
  ack: given.ack ?? null,
  declare: given.declare ?? false,
  key_serializer: given.keySerializer ?? null,
  name: given.name ?? null,
  pass_through: given.passThrough ?? false,
  value_serializer: given.valueSerializer ?? null,
})

/** The runtime refuses both or neither of name and name selector; an empty name counts as none. */
export const topicOutputProblems = (given: TopicOutput, path: string): readonly Problem[] =>
  Boolean(given.name) === (given.nameSelector !== undefined) ? [problem(path, 'needs exactly one of name and nameSelector')] : []
