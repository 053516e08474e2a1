import { flag, integer, listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { agentProcessors } from '../component/processors.ts'
import { componentResource, openSpec } from '../component/resource.ts'
import { componentStatus } from '../component/status.ts'
import { serializer, topicOutput, topicSettings } from '../component/topic.ts'

const topic = struct({
  name: optional(text('Topic to read, or several with commas between. Exactly one of `name` and `pattern`.')),
  pattern: optional(text('Regular expression of the topics to read.')),
  keySerializer: optional(serializer('message keys')),
  valueSerializer: optional(serializer('message values')),
  ...topicSettings,
}, 'Kafka topic to read.', {
  'x-kubernetes-validations': [{ rule: 'has(self.name) != has(self.pattern)', message: 'exactly one of name and pattern is needed' }],
})

const input = struct({
  declare: optional(flag('Create a missing topic or channel.')),
  topic: optional(topic),
  channel: optional(struct({ name: text('Name of the channel, for example the output of a join.') }, 'In-process channel to read.')),
  take: optional(struct({
    max: integer('Events in a batch.'),
    within: text('Longest time to wait for a full batch: digits and one of s, m, h, d.', { pattern: '^[0-9]+[smhd]$' }),
  }, 'Read in batches.')),
}, 'Where events come from.', {
  'x-kubernetes-validations': [{ rule: 'has(self.topic) || has(self.channel)', message: 'topic or channel is needed' }],
})

export const AgentSpec = struct({
  description: optional(text('Free text.')),
  isolatedPartitions: optional(flag('Process the partitions of the input in isolation from each other.', { default: false })),
  input,
  output: optional(struct({
    topics: optional(listOf(topicOutput('A topic for results.'), 'Topics for results.', { maxItems: 256 })),
  }, 'Where results go.')),
  processors: agentProcessors,
}, 'What the agent reads, does and writes.', openSpec)
export type AgentSpec = Static<typeof AgentSpec>

export const KasprAgent = componentResource({
  kind: 'KasprAgent',
  plural: 'kaspragents',
  singular: 'kaspragent',
  shortNames: ['kagents', 'kagent'],
  description: 'An agent of a KasprApp: it reads events from a topic or a channel, runs them through a pipeline and sends the results on.',
  spec: AgentSpec,
  status: componentStatus,
})
