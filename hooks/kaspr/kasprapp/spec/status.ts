import { Condition } from '../../../../src/kit/condition.ts'
import { choice, flag, integer, listOf, optional, struct, text, time } from '../../../../src/kit/fields.ts'
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

const byId = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'] }

const member = struct({
  id: integer('Number of the member.'),
  leader: optional(flag('Whether it leads the group.')),
  rebalancing: optional(flag('Whether its group is being rebalanced.')),
  recovering: optional(flag('Whether it recovers tables.')),
  podUID: optional(text('UID of its pod.')),
  podCreationTime: optional(time('When its pod was made.')),
  lastTransitionTime: optional(time('When one of these last changed.')),
  hungStrikes: optional(integer('How often it was seen hanging in a rebalance, one report after the other. At 3 its pod is replaced.')),
  lastStrikeTime: optional(time('Report of the last strike.')),
}, 'A member that answers.')

const termination = struct({
  operation: text('Operation that deletes the pod.'),
  id: integer('Number of the member.'),
  pod: text('Its pod.'),
  podUID: text('UID of the pod.'),
  at: time('When it was asked for, or when it ended.'),
  result: choice(['Requested', 'Succeeded', 'Failed'], 'What came of it.'),
  message: optional(text('Why it failed.')),
}, 'A pod that was replaced because its member hung.')

const attempt = {
  id: text('Operation.'),
  reason: choice(['subscription_change', 'manual'], 'Why.'),
  fingerprint: optional(text('Subscription that it is for.')),
  attempt: integer('Number of the attempt, counted from 1.'),
}

const rebalance = struct({
  settledFor: optional(text('Fingerprint of the subscription that the group was last rebalanced for.')),
  current: optional(struct({ ...attempt, startedAt: time('When it was asked for.') }, 'The request that is under way.')),
  last: optional(struct({
    ...attempt,
    result: choice(['Succeeded', 'Failed'], 'What came of it.'),
    finishedAt: time('When it ended.'),
    message: optional(text('What happened.')),
  }, 'The last request.')),
  manual: optional(choice(['Requested', 'Finished'], 'How far the annotation kaspr.io/rebalance is; absent when there is none.')),
  requests: optional(integer('Requests so far; they number the operations.')),
}, 'Requests for a rebalance.')

const storage = struct({
  phase: choice(['Resizing', 'Failed', 'Complete'], 'How far the claims are.'),
  toSize: text('Size that was asked for.'),
  replicas: integer('Members that the StatefulSet had; it gets them back.'),
  operation: text('Operation that grows the claims.'),
  statefulSetUID: optional(text('UID of the StatefulSet that is made anew.')),
  attempt: integer('Number of the attempt, counted from 1.'),
  at: time('When this phase began.'),
  message: optional(text('What happened.')),
}, 'Growth of the data claims.')

const pythonPackages = struct({
  cacheMode: optional(choice(['ephemeral', 'persistent', 'gcs'], 'Where packages are kept.')),
  hash: optional(text('Hash of the package set that is wanted.')),
  installed: optional(listOf(text('A package.'), 'Packages that were installed.')),
  lastInstallTime: optional(text('When.')),
  installDuration: optional(text('How long it took.')),
  installedBy: optional(text('Pod that installed them.')),
  warnings: optional(listOf(text('A warning.'), 'What people should know.')),
}, 'Installation of Python packages.')

export const lastRollout = struct({
  reasons: listOf(text('A reason.'), 'What changed in the pod template.'),
  startedAt: text('When the change was first wanted.', { crd: { type: 'string', format: 'date-time' } }),
  generation: optional(integer('Generation of the app at that time; a component may have changed without a new one.', { format: 'int64' })),
}, 'Why members were replaced last.')

/** kaspr-lifecycle.md 3.1. */
export const KasprAppStatus = Type.Object({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  kasprVersion: optional(text('Kaspr version of the image that the StatefulSet runs.')),
  availableMembers: optional(text('Available and wanted members, as `2/3`.')),
  rebalancingMembers: optional(text('Rebalancing and available members, as `0/3`.')),
  members: optional(listOf(member, 'Members that answer.', byId)),
  rebalanceRequired: optional(flag('Whether what the group reads changed since its last rebalance.')),
  rebalance: optional(rebalance),
  terminations: optional(listOf(termination, 'Members that were replaced, the last few.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['operation'] })),
  storage: optional(storage),
  scaling: optional(struct({ lastStepTime: time('When members were added last.') }, 'Steps of an app that is scaled without autoscaler.')),
  pythonPackages: optional(pythonPackages),
  rolloutInProgress: optional(flag('Whether members are being replaced.')),
  lastRollout: optional(lastRollout),
  linkedResources: optional(linkedResources),
  conditions: optional(listOf(Condition, 'Conditions of the app.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}, { description: 'What is known about the app.', 'x-kubernetes-preserve-unknown-fields': true })
export type KasprAppStatus = Static<typeof KasprAppStatus>
