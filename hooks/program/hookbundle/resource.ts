import { freeObject, integer, listOf, optional, struct, text } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import type { Static } from '../../../src/kit/schema.ts'

const code = {
  revision: text('Name of the HookRevision.'),
  digest: text('SHA-256 of its source.'),
  code: text('JavaScript.'),
  compiledDigest: text('SHA-256 of the JavaScript. It is compared before the code runs.'),
}

const active = struct(code, 'What answers.')
const canary = struct({
  ...code,
  percent: optional(integer('Share of the parents.', { minimum: 0, maximum: 100 })),
  selector: optional(freeObject('Label selector.')),
}, 'What answers for some parents.')

export const HookBundleSpec = struct({
  program: text('HookProgram that it belongs to.'),
  parent: struct({ apiVersion: text('Group and version.'), resource: text('Plural name.') }, 'Parents.'),
  active: optional(active),
  canary: optional(canary),
  limits: struct({
    timeoutMs: integer('Milliseconds.'), memoryMiB: integer('MiB.'), stackKiB: integer('KiB.'), inputKiB: integer('KiB.'), outputKiB: integer('KiB.'), children: integer('Children.'),
  }, 'What a call may use: every one is given.'),
  // An empty list is not stored: absent means the same.
  forbid: optional(listOf(text('A thing.'), 'What children may not ask for; nothing is forbidden when absent.')),
  serviceAccounts: optional(listOf(text('A name.'), 'ServiceAccounts that pods may run as; none when absent.')),
  statusSchema: optional(freeObject('Schema of the parent\'s status as its CRD has it, without texts and defaults; absent when it is not known or too large.')),
}, 'Everything that a hook needs to answer for a program.')
export type HookBundleSpec = Static<typeof HookBundleSpec>
export type BundleCode = Static<typeof active>
export type BundleCanary = Static<typeof canary>
export type BundleLimits = HookBundleSpec['limits']

export const HookBundle = resource({
  group: 'studio.kaspr.io',
  version: 'v1alpha1',
  kind: 'HookBundle',
  plural: 'hookbundles',
  singular: 'hookbundle',
  shortNames: ['hbundle'],
  scope: 'Cluster',
  description: 'The code of a HookProgram as it runs. Made by the program, read by its hook as a related object; not meant to be edited.',
  columns: [{ name: 'Active', type: 'string', jsonPath: '.spec.active.revision' }, { name: 'Canary', type: 'string', jsonPath: '.spec.canary.revision' }],
  spec: HookBundleSpec,
  status: struct({}, 'Nothing is written here.', { 'x-kubernetes-preserve-unknown-fields': true }),
})
export type HookBundle = Custom<HookBundleSpec, object>
