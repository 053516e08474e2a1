import { Condition } from '../../../../src/kit/condition.ts'
import { flag, integer, listOf, optional, struct, text } from '../../../../src/kit/fields.ts'
import { Type } from '../../../../src/kit/schema.ts'
import type { Static } from '../../../../src/kit/schema.ts'

const byName = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] }
const linked = { name: text('Name of the component.'), hash: text('Hash that the pods roll to.') }

const linkedResources = struct({
  agents: optional(listOf(struct({
    ...linked,
    topicName: optional(text('Topic or topics it reads.')),
    topicPattern: optional(text('Pattern of the topics it reads.')),
  }, 'An agent.'), 'Agents.', byName)),
  tables: optional(listOf(struct({ ...linked, tableName: optional(text('Its spec.name.')) }, 'A table.'), 'Tables.', byName)),
  webviews: optional(listOf(struct(linked, 'A webview.'), 'WebViews.', byName)),
  tasks: optional(listOf(struct(linked, 'A task.'), 'Tasks.', byName)),
  joins: optional(listOf(struct(linked, 'A join.'), 'Joins.', byName)),
}, 'Components that are part of the app.')

/** kaspr-lifecycle.md 3.1. */
export const KasprAppStatus = Type.Object({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  kasprVersion: optional(text('Kaspr version of the image that the StatefulSet runs.')),
  availableMembers: optional(text('Available and wanted members, as `2/3`.')),
  rebalancingMembers: optional(text('Rebalancing and available members, as `0/3`.')),
  rolloutInProgress: optional(flag('Whether members are being replaced.')),
  lastRollout: optional(struct({
    reasons: listOf(text('A reason.'), 'What changed in the pod template.'),
    startedAt: text('When the change was first wanted.', { crd: { type: 'string', format: 'date-time' } }),
  }, 'Why members were replaced last.')),
  linkedResources: optional(linkedResources),
  conditions: optional(listOf(Condition, 'Conditions of the app.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}, { description: 'What is known about the app.', 'x-kubernetes-preserve-unknown-fields': true })
export type KasprAppStatus = Static<typeof KasprAppStatus>
