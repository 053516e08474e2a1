import { choice, flag, integer, listOf, optional, struct, text, time } from '../../../src/kit/fields.ts'
import { resource } from '../../../src/kit/resource.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'

const digest = (description: string) => text(description, { pattern: '^[0-9a-f]{64}$' })

/** Characters; 256 KiB of bytes are checked by whoever saves. */
export const mostSource = 262_144

export const HookRevisionSpec = struct({
  program: text('HookProgram that it belongs to.', { minLength: 1, maxLength: 50 }),
  source: text('TypeScript, at most 256 KiB.', { minLength: 1, maxLength: mostSource }),
  digest: digest('SHA-256 of the source.'),
  base: optional(text('Revision that it was made from.')),
  author: text('Who wrote it, as the API server knows the person.', { minLength: 1, maxLength: 253 }),
  message: text('What was changed and why.', { maxLength: 4096 }),
  typesDigest: optional(digest('Digest of the types that it was checked against.')),
  engine: struct({ name: text('What runs it.'), version: text('Its version.') }, 'What runs it.'),
}, 'A source text, for ever.')
export type HookRevisionSpec = Static<typeof HookRevisionSpec>

const diagnostic = struct({
  line: integer('Line, from 1.', { minimum: 1 }),
  column: integer('Column, from 1.', { minimum: 1 }),
  severity: choice(['error', 'warning'], 'How bad it is.'),
  code: optional(text('Code of the message.')),
  message: text('What is wrong.'),
}, 'Something that the compiler says.')

const property = struct({
  name: text('Name of the property.'),
  result: choice(['passed', 'failed', 'notRun'], 'What came of it.'),
  runs: integer('How many inputs were tried.', { minimum: 0 }),
  message: optional(text('What went wrong, with the smallest input.')),
}, 'A property that was checked.')

const checks = struct({
  passed: flag('Whether all were passed.'),
  at: time('When.'),
  by: optional(text('Who asked.')),
  recordings: integer('How many recordings and fixtures were used.', { minimum: 0 }),
  properties: listOf(property, 'One by one.'),
}, 'Report of the checks.')
export type CheckReport = Static<typeof checks>

export const HookRevisionStatus = Type.Object({
  diagnostics: optional(listOf(diagnostic, 'What the compiler says.')),
  compiledDigest: optional(digest('SHA-256 of the JavaScript.')),
  checks: optional(checks),
  approvals: optional(listOf(struct({ user: text('Who.'), at: time('When.') }, 'An approval.'), 'Who approved.')),
  overrides: optional(listOf(struct({ user: text('Who.'), at: time('When.'), reason: text('Why.', { minLength: 1 }) }, 'A publish in spite of checks.'), 'Who published in spite of checks.')),
  published: optional(listOf(struct({ user: text('Who.'), at: time('When.'), as: choice(['publish', 'rollback', 'canary', 'auto'], 'How.') }, 'A publish.'), 'When it was published.')),
}, { description: 'What is known about it.' })
export type HookRevisionStatus = Static<typeof HookRevisionStatus>

export const HookRevision = resource({
  group: 'studio.kaspr.io',
  version: 'v1alpha1',
  kind: 'HookRevision',
  plural: 'hookrevisions',
  singular: 'hookrevision',
  shortNames: ['hrev'],
  scope: 'Cluster',
  description: 'A revision of a HookProgram. Its source never changes; its name holds the first 12 digits of the digest.',
  columns: [
    { name: 'Program', type: 'string', jsonPath: '.spec.program' },
    { name: 'Author', type: 'string', jsonPath: '.spec.author' },
    { name: 'Message', type: 'string', jsonPath: '.spec.message' },
    { name: 'Checks', type: 'boolean', jsonPath: '.status.checks.passed', description: 'Whether its checks were passed' },
  ],
  spec: HookRevisionSpec,
  status: HookRevisionStatus,
  validations: [
    { rule: 'self.spec == oldSelf.spec', message: 'a revision never changes; save another one' },
    { rule: "self.metadata.name == self.spec.program + '-' + self.spec.digest.substring(0, 12)", message: 'the name is <program>-<first 12 digits of the digest>' },
  ],
})
export type HookRevision = Custom<HookRevisionSpec, HookRevisionStatus>

/** Name of the revision of a source with this digest. */
export const revisionName = (program: string, sourceDigest: string): string => `${program}-${sourceDigest.slice(0, 12)}`
