import { choice, flag, integer, listOf, optional, struct, text, textMap, time } from '../../../src/kit/fields.ts'
import { Condition } from '../../../src/kit/condition.ts'
import { resource } from '../../../src/kit/resource.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { forbidden } from './forbidden.ts'

const apiVersion = (description: string) => text(description, { minLength: 1, maxLength: 253 })
const plural = (description: string) => text(description, { pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 63 })

const parent = struct({
  apiVersion: apiVersion('Group and version of the parents, such as `example.com/v1`.'),
  resource: plural('Their plural name, such as `myresources`. It must be a custom resource with a status subresource.'),
}, 'Resources that the program answers for.')

const child = struct({
  apiVersion: apiVersion('Group and version of the children.'),
  resource: plural('Their plural name, such as `configmaps`.'),
  updateMethod: optional(choice(['InPlace', 'Recreate', 'OnDelete'], 'How changed children are updated; InPlace when absent.')),
}, 'A kind of children that the program may make. Whoever may publish acts with Metacontroller\'s rights on it.')
export type ProgramChild = Static<typeof child>

const requirement = struct({
  key: text('Label.', { minLength: 1 }),
  operator: choice(['In', 'NotIn', 'Exists', 'DoesNotExist'], 'Comparison.'),
  values: optional(listOf(text('A value.'), 'Values.')),
}, 'A requirement.')

const selector = struct({
  matchLabels: optional(textMap('Labels with their values.')),
  matchExpressions: optional(listOf(requirement, 'Requirements.')),
}, 'Selects by labels.')

const relatedRule = struct({
  apiVersion: apiVersion('Group and version of the related objects.'),
  resource: plural('Their plural name.'),
  namespace: optional(text('Their namespace. Texts may hold `${spec.x}`: a field of the parent.')),
  names: optional(listOf(text('A name. Texts may hold `${spec.x}`: a field of the parent.', { minLength: 1 }), 'Their names.')),
  labelSelector: optional(selector),
}, 'Objects that the program reads besides children. By names or by selector, not both.')
export type ProgramRelated = Static<typeof relatedRule>

const limitFields = {
  timeoutMs: optional(integer('Longest time of a call, in milliseconds; 1000 when absent.', { minimum: 50, maximum: 5000 })),
  memoryMiB: optional(integer('Most memory of a call, in MiB; 64 when absent.', { minimum: 4, maximum: 256 })),
  stackKiB: optional(integer('Deepest stack of a call, in KiB; 512 when absent.', { minimum: 64, maximum: 1024 })),
  inputKiB: optional(integer('Largest request, in KiB; 8192 when absent.', { minimum: 16, maximum: 32768 })),
  outputKiB: optional(integer('Largest answer, in KiB; 1024 when absent.', { minimum: 1, maximum: 4096 })),
  children: optional(integer('Most children of a parent; 500 when absent.', { minimum: 0, maximum: 5000 })),
}
const limits = struct(limitFields, 'What a call may use.')
export type ProgramLimits = Static<typeof limits>

const policy = struct({
  approvals: optional(integer('How many people besides the author must approve a revision before it is published; 0 when absent.', { minimum: 0, maximum: 10 })),
  requireReplay: optional(flag('Publish only what was checked on at least one recording or fixture.')),
  canary: optional(flag('Publish only what has run as canary.')),
  autoRollback: optional(flag('The Studio takes the active revision back by itself when more than 5 % of more than 20 calls within 5 minutes failed; never twice the same one. Off when absent.')),
  forbid: optional(listOf(choice(forbidden, 'A thing.'), 'What children may not ask for; all of it when absent.')),
  serviceAccounts: optional(listOf(text('A name.', { minLength: 1 }), 'Names of the ServiceAccounts that pods may run as; only `default` when absent.')),
}, 'Rules for revisions and for what they answer.')
export type ProgramPolicy = Static<typeof policy>

const revisionName = (description: string) => text(description, { minLength: 1, maxLength: 253 })

const canary = struct({
  revision: revisionName('Name of the HookRevision.'),
  percent: optional(integer('Share of the parents, chosen by a hash of their UID.', { minimum: 0, maximum: 100 })),
  selector: optional(selector),
}, 'A revision that answers for some parents. By percent or by selector, not both.')
export type ProgramCanary = Static<typeof canary>

export const HookProgramSpec = struct({
  parent,
  children: optional(listOf(child, 'Kinds of children that it may make.', { maxItems: 50 })),
  related: optional(listOf(relatedRule, 'Objects that it reads besides.', { maxItems: 20 })),
  finalize: optional(flag('The program has a `finalize` and is asked before a parent goes. Every parent then carries a finalizer.')),
  resyncPeriodSeconds: optional(integer('Every parent is synced again after so many seconds.', { minimum: 1 })),
  limits: optional(limits),
  policy: optional(policy),
  activeRevision: optional(revisionName('Name of the HookRevision that answers. Changing it publishes, and rolls back.')),
  canary: optional(canary),
  historyLimit: optional(integer('How many revisions are kept; 50 when absent.', { minimum: 1, maximum: 500 })),
}, 'A hook that people write in the Studio, and what it may do.')
export type HookProgramSpec = Static<typeof HookProgramSpec>

const running = struct({
  revision: text('Name of the revision.'),
  digest: text('SHA-256 of its source.'),
  compiledDigest: text('SHA-256 of the JavaScript that runs.'),
}, 'A revision that runs.')

export const HookProgramStatus = Type.Object({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  active: optional(running),
  canary: optional(running),
  lastGood: optional(text('The last active revision whose checks were passed.')),
  typesDigest: optional(text('Digest of the types as the CRD of the parents has them now.')),
  checks: optional(struct({ revision: text('Revision that was checked.'), passed: flag('Whether all were passed.'), at: optional(time('When.')) }, 'Checks of the active revision.')),
  conditions: optional(listOf(Condition, 'Ready, Active, Canary, LastGood, TypesStale, ChecksFailed and AutoRolledBack.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}, { description: 'What runs.' })
export type HookProgramStatus = Static<typeof HookProgramStatus>

export const HookProgram = resource({
  group: 'studio.kaspr.io',
  version: 'v1alpha1',
  kind: 'HookProgram',
  plural: 'hookprograms',
  singular: 'hookprogram',
  shortNames: ['hprog'],
  scope: 'Cluster',
  description: 'A hook that is written and published in the Studio: for which parents it answers, which children it may make, and which revision runs.',
  columns: [
    { name: 'Parent', type: 'string', jsonPath: '.spec.parent.resource', description: 'Resources that it answers for' },
    { name: 'Active', type: 'string', jsonPath: '.status.active.revision', description: 'Revision that answers' },
    { name: 'Canary', type: 'string', jsonPath: '.spec.canary.revision', priority: 1 },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  ],
  spec: HookProgramSpec,
  status: HookProgramStatus,
  validations: [
    // Parents carry the finalizer metacontroller.io/compositecontroller-studio-<name>, whose second part ends at 63.
    { rule: "self.metadata.name.size() <= 36 && self.metadata.name.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')", message: 'name must be at most 36 lower-case letters, digits and dashes' },
    { rule: 'self.spec.parent == oldSelf.spec.parent', message: 'parents cannot be changed; make another program' },
    { rule: '!has(self.spec.canary) || has(self.spec.canary.percent) != has(self.spec.canary.selector)', message: 'a canary is chosen by percent or by selector' },
    { rule: '!has(self.spec.related) || self.spec.related.all(r, !(has(r.names) && has(r.labelSelector)))', message: 'related objects are chosen by names or by selector' },
  ],
})
export type HookProgram = Custom<HookProgramSpec, HookProgramStatus>

