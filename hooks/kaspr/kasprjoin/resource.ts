import { choice, optional, struct, text } from '../../../src/kit/fields.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { code } from '../component/code.ts'
import { componentResource, openSpec } from '../component/resource.ts'
import { componentStatusFields } from '../component/status.ts'

export const JoinSpec = struct({
  name: optional(text('Kept for compatibility; the name of the resource is what counts.')),
  description: optional(text('Free text.')),
  leftTable: text('KasprTable that drives the join.'),
  rightTable: text('KasprTable that is looked up.'),
  extractor: code('Function that gives the right-hand key for a left-hand value.'),
  type: optional(choice(['inner', 'left'], '`left` also emits rows without a match.', { default: 'inner' })),
  outputChannel: optional(text('Channel that carries the joined values; `<name>-channel` when absent.')),
}, 'The two tables and how they meet.', openSpec)
export type JoinSpec = Static<typeof JoinSpec>

const side = <Side extends 'Left' | 'Right'>(of: Side) => optional(struct({
  name: text('Name of the table.'),
  status: choice([`${of}TableFound`, `${of}TableNotFound`], 'Whether the app has that table.'),
}, `The ${of.toLowerCase()} table.`))

export const JoinStatus = Type.Object({ ...componentStatusFields, leftTable: side('Left'), rightTable: side('Right') }, { description: 'What is known about the join.' })

export const KasprJoin = componentResource({
  kind: 'KasprJoin',
  plural: 'kasprjoins',
  singular: 'kasprjoin',
  shortNames: ['kjoin', 'kj'],
  description: 'A join of two tables of a KasprApp; joined values go into a channel that agents read.',
  spec: JoinSpec,
  status: JoinStatus,
})
