import { choice, flag, integer, listOf, optional, struct, text, textMap, time } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'

// What cannot be a child: asking members how they are, a signal, one pod's deletion, growing claims. The hook asks for it
// here, the steward does it and writes down what came of it (design §6).

const byId = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['id'] }

export const operationTypes = ['Rebalance', 'TerminateMember', 'ResizeStorage', 'ReleaseClaim', 'GrowClaim'] as const

export const Operation = struct({
  id: text('Name of the operation: it is carried out once.', { minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' }),
  type: choice(operationTypes, 'What is to be done.'),
  pod: optional(text('TerminateMember: name of the pod.')),
  podUID: optional(text('TerminateMember: only the pod with this UID is deleted.')),
  gracePeriodSeconds: optional(integer('TerminateMember: seconds that the pod has to stop; 10 when absent.', { minimum: 0, format: 'int64' })),
  statefulSetUID: optional(text('ResizeStorage: only the StatefulSet with this UID is deleted, its pods and claims stay.')),
  size: optional(text('ResizeStorage, GrowClaim: storage that every claim of the members, or the one that is named, shall request.')),
  claim: optional(text('ReleaseClaim, GrowClaim: name of the claim.')),
  claimUID: optional(text('ReleaseClaim, GrowClaim: only the claim with this UID is changed.')),
  ownerUID: optional(text('ReleaseClaim: UID of the object that the claim shall not belong to any more.')),
}, 'Something that is to be done once.')

export const KasprMemberSetSpec = struct({
  selector: struct({ matchLabels: textMap('Labels of the pods and of their claims.') }, 'Pods that are members.'),
  statefulSet: text('Name of the StatefulSet; its pods are named after it, with their number at the end.', { minLength: 1 }),
  port: integer('Port on which members answer.', { minimum: 1, maximum: 65535, format: 'int32' }),
  paths: struct({
    status: text('Path that a member tells its state under.'),
    rebalance: text('Path that asks the leader for a rebalance.'),
  }, 'Paths on that port.'),
  polling: struct({
    enabled: flag('Whether members are asked at all.'),
    periodSeconds: integer('Seconds between two rounds.', { minimum: 1, format: 'int32' }),
    timeoutSeconds: integer('Seconds that one member has to answer.', { minimum: 1, format: 'int32' }),
    heartbeatSeconds: integer('Seconds after which a round is written down though nothing changed.', { minimum: 10, format: 'int32' }),
  }, 'How members are asked.'),
  claims: struct({
    prefix: text('Names of data claims begin so; other claims are left alone.', { minLength: 1 }),
    packages: optional(text('Name of the claim that all members share for their packages.', { minLength: 1 })),
  }, 'Claims that are watched and grown.'),
  operations: optional(listOf(Operation, 'What is to be done. An operation stands here until its outcome was noted.', { ...byId, maxItems: 20 })),
}, 'What the steward shall watch and do.')
export type KasprMemberSetSpec = Static<typeof KasprMemberSetSpec>
export type Operation = Static<typeof Operation>

const install = struct({
  state: choice(['Waiting', 'Running', 'Terminated'], 'State of container install-packages.'),
  reason: optional(text('Why it waits or how it ended.')),
  message: optional(text('What it left as termination message.')),
  exitCode: optional(integer('Exit code once it ended.', { format: 'int32' })),
  hash: optional(text('PACKAGES_HASH of the pod: that of the init container, else that of container kaspr.')),
}, 'Installation of Python packages.')

const member = struct({
  id: integer('Number of the pod.', { minimum: 0, format: 'int32' }),
  pod: text('Name of the pod.'),
  podUID: text('UID of the pod.'),
  podCreationTime: optional(time('When the pod was made.')),
  phase: optional(text('Phase of the pod.')),
  ready: flag('Whether the pod is ready.'),
  waiting: optional(struct({ reason: text('Reason.'), message: optional(text('Message.')) }, 'Why the member does not run.')),
  install: optional(install),
  answered: flag('Whether the member answered in the last round.'),
  error: optional(text('Why not: timeout, refused, dns, http-<status>, bad-json or not-running.')),
  leader: optional(flag('Whether it leads the group.')),
  rebalancing: optional(flag('Whether its group is being rebalanced.')),
  recovering: optional(flag('Whether it recovers tables.')),
  since: optional(time('Since when it has given this answer, as far as the steward knows: a hook may have missed what was between two reports.')),
}, 'A member as it was seen.')
export type ObservedMember = Static<typeof member>

const claimFields = {
  name: text('Name of the claim.'),
  requested: text('Storage that it requests.'),
  capacity: optional(text('Storage that it has.')),
  phase: optional(text('Phase of the claim.')),
}
const claim = struct(claimFields, 'A data claim.')

const packagesClaim = struct({
  ...claimFields,
  uid: text('UID of the claim.'),
  storageClass: optional(text('Its class.')),
  accessModes: optional(listOf(text('An access mode.'), 'Its access modes.')),
  ownerUID: optional(text('UID of the object that it belongs to and goes with: its controller, or else its first owner.')),
}, 'The claim that members share for their packages, whoever made it. Absent while there is none.')
export type PackagesClaim = Static<typeof packagesClaim>

const outcome = struct({
  id: text('The operation.'),
  state: choice(['Running', 'Succeeded', 'Failed'], 'What came of it.'),
  attempts: integer('How often it was tried.', { minimum: 0, format: 'int32' }),
  startedAt: optional(time('When it was begun.')),
  finishedAt: optional(time('When it ended.')),
  message: optional(text('What happened, for people.')),
}, 'What came of an operation.')
export type OperationOutcome = Static<typeof outcome>

export const KasprMemberSetStatus = Type.Object({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  observedAt: optional(time('When the members were last seen like this.')),
  members: optional(listOf(member, 'Pods that are there and not on their way out.', byId)),
  claims: optional(listOf(claim, 'Data claims.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })),
  packagesClaim: optional(packagesClaim),
  operations: optional(listOf(outcome, 'Operations that were begun. At least the last 20 that ended stay after they are no longer asked for: a hook with an old view may ask again.', byId)),
}, { description: 'What the steward saw and did.' })
export type KasprMemberSetStatus = Static<typeof KasprMemberSetStatus>

export const KasprMemberSet = resource({
  group: 'kaspr.io',
  version: 'v1alpha1',
  kind: 'KasprMemberSet',
  plural: 'kasprmembersets',
  singular: 'kasprmemberset',
  shortNames: ['kmembers'],
  scope: 'Namespaced',
  description: 'The members of a KasprApp: how they are, and what is to be done to them. Made by the app, kept up by the steward; not meant to be edited.',
  columns: [
    { name: 'StatefulSet', type: 'string', jsonPath: '.spec.statefulSet', description: 'StatefulSet of the members' },
    { name: 'Observed', type: 'date', jsonPath: '.status.observedAt', description: 'Time since the members were last seen' },
  ],
  spec: KasprMemberSetSpec,
  status: KasprMemberSetStatus,
})
export type KasprMemberSet = Custom<KasprMemberSetSpec, KasprMemberSetStatus>
