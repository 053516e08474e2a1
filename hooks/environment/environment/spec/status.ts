import { Condition } from '../../../../src/kit/condition.ts'
import { choice, integer, listOf, optional, struct, text, time } from '../../../../src/kit/fields.ts'
import type { Static } from '../../../../src/kit/schema.ts'

const phases = ['Pending', 'Provisioning', 'Building', 'Migrating', 'Ready', 'Degraded', 'Failed', 'Suspended', 'Terminating'] as const

export const EnvironmentStatus = struct({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  phase: optional(choice(phases, 'Where it stands, in one word; derived anew each time.')),
  stage: optional(text('Stage that is being worked on: namespace, guardrails, builds, services, migration or web; done when all are ready.')),
  stageSince: optional(time('Since when.')),
  url: optional(text('Where the application answers; absent where no Ingress leads to it.')),
  namespace: optional(text('Its namespace.')),
  currentCommit: optional(text('Commit or branch that is deployed.')),
  expiresAt: optional(time('When its time to live ends.')),
  keptData: optional(listOf(text('Kind and name.'), 'Claims and databases that the spec no longer asks for. They stay until they are named in spec.discard.')),
  conditions: optional(listOf(Condition, 'Conditions of the environment.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}, 'What is known about the environment.')
export type EnvironmentStatus = Static<typeof EnvironmentStatus>
