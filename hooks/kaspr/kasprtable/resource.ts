import { choice, flag, integer, intOrText, looseTextMap, optional, struct, text } from '../../../src/kit/fields.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { code } from '../component/code.ts'
import { componentResource, openSpec } from '../component/resource.ts'
import { componentStatus } from '../component/status.ts'

const seconds = (description: string) => intOrText(`${description} Whole seconds (\`30\` or \`"30"\`) or a duration such as \`5m\`.`)

const window = struct({
  tumbling: optional(struct({
    size: seconds('Length of a window.'),
    expires: optional(text('How long windows are kept.')),
  }, 'Windows that follow each other.')),
  hopping: optional(struct({
    size: seconds('Length of a window.'),
    step: seconds('Distance between the starts of two windows.'),
    expires: optional(text('How long windows are kept.')),
  }, 'Windows that overlap.')),
  relativeTo: optional(choice(['stream', 'now', 'custom'], 'Clock that assigns events to windows.')),
  relativeToSelector: optional(code('Function that gives the time of an event; for `relativeTo: custom`.')),
}, 'Makes it a windowed table.')

export const TableSpec = struct({
  name: text('Kept for compatibility; the name of the resource is what counts.'),
  description: optional(text('Free text.')),
  global: optional(flag('Every member holds a full copy.')),
  defaultSelector: optional(code('Function that gives what makes the value of a missing key, for example the class `int`.')),
  keySerializer: optional(choice(['raw', 'json'], 'Encoding of keys in the changelog.')),
  valueSerializer: optional(choice(['raw', 'json'], 'Encoding of values in the changelog.')),
  partitions: optional(integer('Partitions of the changelog.')),
  extraTopicConfigs: optional(looseTextMap('Settings of the changelog topic.')),
  options: optional(looseTextMap('Options of the store.')),
  window: optional(window),
}, 'What the table holds and how.', openSpec)
export type TableSpec = Static<typeof TableSpec>

export const KasprTable = componentResource({
  kind: 'KasprTable',
  plural: 'kasprtables',
  singular: 'kasprtable',
  shortNames: ['ktables', 'ktable'],
  description: 'A table of a KasprApp: state that its agents, webviews and tasks read and write, kept in a changelog topic.',
  spec: TableSpec,
  status: componentStatus,
})
